"""Sentences as people write them, and the facts they tell: nothing more, and nothing that was only asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.eligibility.telling import told
from corpus.guide import Lang

AS_OF = date(2026, 6, 1)

TOLD: list[tuple[str, dict[str, Any]]] = [
    ("英语好", {"languages": ["en"]}),
    ("我英语很好，法语也不错", {"languages": ["en", "fr"]}),
    ("good English", {"languages": ["en"]}),
    ("She speaks French well", {"languages": ["fr"]}),
    ("My English is good", {"languages": ["en"]}),
    (
        "我校是大陆高校，独立法人，1998年注册",
        {
            "unit_type": "university",
            "applicant_type": "university",
            "unit_region": "mainland",
            "unit_legal_person": True,
            "unit_registered": "1998",
        },
    ),
    (
        "Mainland Chinese university, independent legal person, registered 1995",
        {
            "unit_type": "university",
            "applicant_type": "university",
            "unit_region": "mainland",
            "unit_legal_person": True,
            "unit_registered": "1995",
        },
    ),
    (
        "Our company in Shenzhen was registered on 15 September 2025.",
        {
            "unit_type": "enterprise",
            "applicant_type": "enterprise",
            "cn_has_enterprise": True,
            "unit_region": "mainland",
            "unit_registered": "2025-09-15",
        },
    ),
    ("公司是2025年7月1日注册的", {"unit_registered": "2025-07-01"}),
    ("我在一家民营药企工作", {"unit_type": "enterprise"}),
    ("我们是央企", {"unit_type": "enterprise", "applicant_type": "enterprise", "cn_has_enterprise": True}),
    ("我在车企业务部门见过他们", {}),
    ("I work at a start-up in Shenzhen", {"unit_type": "enterprise", "unit_region": "mainland"}),
    (
        "单位和我本人诚信良好，不涉及须事先审批的内容",
        {"unit_integrity_ok": True, "pi_integrity_ok": True, "needs_prior_approval": False},
    ),
    (
        "clean integrity record for the unit and for me, only one Chinese unit, nothing that needs prior approval",
        {"unit_integrity_ok": True, "pi_integrity_ok": True, "cn_units": 1, "needs_prior_approval": False},
    ),
    ("没有其他人员交流项目", {"pi_other_exchange_countries": []}),
    ("no other exchange projects", {"pi_other_exchange_countries": []}),
    (
        "双方提交材料的英文名称、合作单位和申请人一致",
        {"same_english_title": True, "same_units": True, "same_applicants": True},
    ),
    (
        "Both sides apply with the same English title, the same units and the same applicants; duration 2 years",
        {
            "both_sides_apply": True,
            "same_english_title": True,
            "same_units": True,
            "same_applicants": True,
            "duration_years": 2,
        },
    ),
    (
        "our university will issue the certificate",
        {"unit_certificate": True, "unit_type": "university", "applicant_type": "university"},
    ),
    ("资格证明单位会出", {"unit_certificate": True}),
    (
        "The two other participants were born in 1990 and 1993 and are healthy.",
        {"participants": [{"birth_date": "1990", "healthy": True}, {"birth_date": "1993", "healthy": True}]},
    ),
    (
        "另外两名参加人员分别生于1985年3月和1990年，都身体健康",
        {"participants": [{"birth_date": "1985-03", "healthy": True}, {"birth_date": "1990", "healthy": True}]},
    ),
    ("one of our participants was born on 31 December 1980", {"participants": [{"birth_date": "1980-12-31"}]}),
    ("中方两家单位、韩方只有一家单位", {"cn_units": 2, "kr_units": 1}),
    ("two Chinese units and one Korean institution", {"cn_units": 2, "kr_units": 1}),
    ("团组6人，在韩停留5天", {"group_size": 6, "stay_days": 5}),
    ("a delegation of 7 people for 5 days", {"group_size": 7, "stay_days": 5}),
    ("我近5年承担过国家级中韩合作项目", {"pi_kr_grant_5y": True}),
    (
        "我们和韩国首尔大学签有正式合作协议",
        {
            "valid_kr_agreement": True,
            "partner_country": "韩国",
            "host_country": "KR",
            "partner_type": "university",
            "host_type": "university",
        },
    ),
    (
        "合作方是塞方的一所大学",
        {
            "partner_country": "塞尔维亚",
            "host_country": "RS",
            "partner_type": "university",
            "host_type": "university",
        },
    ),
    # of a Hungarian city, whose name begins like Serbia's short one: no country is told
    ("我们和塞格德大学说好一起做", {"partner_type": "university", "host_type": "university"}),
    ("和韩方的协议去年过期了", {"valid_kr_agreement": False}),
    ("在塞尔维亚办40人的会议，其中外方8人", {"conf_abroad": {"size": 40, "foreign": 8}, "conf_abroad_sizes": [40]}),
    (
        "两国各办一次30人的学术会议，外方5人",
        {
            "conf_cn": {"size": 30, "foreign": 5},
            "conf_abroad": {"size": 30, "foreign": 5},
            "conf_abroad_sizes": [30],
            "event_sizes": [30],
        },
    ),
    (
        "在中国办一次50人的会议，外方10人，在塞尔维亚办一次29人的会议，外方10人",
        {
            "conf_cn": {"size": 50, "foreign": 10},
            "conf_abroad": {"size": 29, "foreign": 10},
            "conf_abroad_sizes": [29],
            "event_sizes": [50],
        },
    ),
    (
        "A conference of 40 people in China with 8 foreign participants",
        {"conf_cn": {"size": 40, "foreign": 8}, "event_sizes": [40]},
    ),
    ("接收1名塞方青年科学家来华实习3个月", {"intern_months": [3]}),
    ("5名肯尼亚人员来华，每人连续工作3个月", {"visitor_continuous_months": [3, 3, 3, 3, 3]}),
    ("2 Korean researchers come to China for 1 month each", {"visitor_cumulative_months": [1, 1]}),
    ("一家单位申请280万元，总预算400万元", {"max_institution_request": 2800000, "total_budget": 4000000}),
    (
        "one institute asks for 7.5 million out of a total budget of 10 million yuan",
        {"max_institution_request": 7500000, "total_budget": 10000000},
    ),
    (
        "中央财政经费300万元，总预算1000万元",
        {"gov_funding": 3000000, "cn_central_funding": 3000000, "total_budget": 10000000},
    ),
    ("协议是2024年12月31日签的", {"agreement_signed": "2024-12-31"}),
    ("The agreement was signed on 3 May 2024", {"agreement_signed": "2024-05-03"}),
    ("支持文件是法国高教部出的", {"gov_doc_issuer": "government"}),
    ("支持函由外方大学自己出具", {"gov_doc_issuer": "partner"}),
    ("The support letter was issued by the partner university", {"gov_doc_issuer": "partner"}),
    (
        "外方是一所匈牙利大学，注册5年，独立法人",
        {
            "partner_country": "匈牙利",
            "host_country": "HU",
            "partner_type": "university",
            "host_type": "university",
            "partner_registered_years": 5,
            "partner_legal_person": True,
            "host_legal_person": True,
        },
    ),
    (
        "Our partner is a Hungarian company registered for 2 years",
        {
            "partner_country": "匈牙利",
            "host_country": "HU",
            "partner_type": "enterprise",
            "host_type": "enterprise",
            "partner_registered_years": 2,
        },
    ),
    ("荷方由一所大学牵头", {"foreign_lead_type": "university"}),
    ("合作方在比利时弗拉芒大区", {"partner_region": "弗拉芒", "partner_country": "比利时", "host_country": "BE"}),
    ("项目名称是“中（欧）法国人工智能联合实验室”", {"title_cn": "中(欧)法国人工智能联合实验室"}),
    (
        "共建协议双方都盖章了，我们是签约方",
        {"agreement_sealed_both": True, "cobuild_agreement": True, "applicant_is_signatory": True},
    ),
    ("we are not a signatory of the agreement", {"applicant_is_signatory": False}),
    ("是基础研究类项目", {"is_basic_research": True}),
    ("目标是成立合资企业", {"aim": "joint_venture"}),
    (
        "工作同意书、语言等级证书和英文简历都备好了",
        {"documents": ["consent_letter", "language_certificate", "english_cv"]},
    ),
    (
        "2场研讨会，每场60人，企业代表20人，韩方5人",
        {
            "event_sizes": [60, 60],
            "seminars": [{"size": 60, "company": 20, "korean": 5}, {"size": 60, "company": 20, "korean": 5}],
        },
    ),
    (
        "我们团队有一名教授、一名讲师和一名博士生",
        {
            "team": [
                {"status": "staff", "title": "教授"},
                {"status": "staff", "title": "讲师"},
                {"status": "phd_student"},
            ]
        },
    ),
    (
        "Our team: one associate professor, one lecturer and one PhD student",
        {
            "team": [
                {"status": "staff", "title": "associate professor"},
                {"status": "staff", "title": "lecturer"},
                {"status": "phd_student"},
            ]
        },
    ),
    ("我生于82年1月1日", {"birth_date": "1982-01-01"}),
    ("1981年元旦出生", {"birth_date": "1981-01-01"}),
    ("born 1 Jan 1982", {"birth_date": "1982-01-01"}),
    ("born on the 1st of January, 1982", {"birth_date": "1982-01-01"}),
    ("I was born on 1982-01-01", {"birth_date": "1982-01-01"}),
    ("DOB 01.02.1982", {"birth_date": "1982"}),
    ("1981年底出生", {"birth_date": "1981"}),
    ("I turned 45 last month", {"birth_date": "1981-05"}),
    ("我上个月刚满45岁", {"birth_date": "1981-05"}),
    ("I'll be 46 next year", {"birth_date": "1981"}),
    ("he will turn 45 in March 2027", {"birth_date": "1982-03"}),
    ("在企业当高级工程师", {"title": "高级工程师", "unit_type": "enterprise"}),
    (
        "I'm a 44-year-old full professor at a hospital",
        {"age": 44, "age_on": "2026-06-01", "title": "professor", "unit_type": "hospital"},
    ),
    ("a 41-year-old associate professor", {"age": 41, "age_on": "2026-06-01", "title": "associate professor"}),
    ("硕士学历，做科研8年了", {"degree": "master", "research_years": 8}),
    ("with a master's degree and seven years of research experience", {"degree": "master", "research_years": 7}),
    ("我是法国国籍", {"nationality": "FR"}),
    ("我是香港大学的教授", {"unit_type": "university", "unit_name": "香港大学", "unit_region": "hk", "title": "教授"}),
    (
        "We are a university in Hong Kong",
        {"unit_type": "university", "applicant_type": "university", "unit_region": "hk"},
    ),
    ("我们是政府机关", {"unit_type": "government", "applicant_type": "government"}),
    ("发7篇论文，其中3篇中外合著", {"papers_total": 7, "papers_total_joint": 3}),
    ("5 papers in total, 3 of them joint", {"papers_total": 5, "papers_total_joint": 3}),
    ("外方来自俄罗斯、巴西和印度", {"foreign_countries": ["俄罗斯", "巴西", "印度"]}),
    ("partners from Russia, Brazil and India", {"foreign_countries": ["俄罗斯", "巴西", "印度"]}),
    (
        "3年执行期，访保10人次，在保开一次20人的会议",
        {
            "duration_years": 3,
            "visits_out": 10,
            "conf_abroad": {"size": 20},
            "conf_abroad_sizes": [20],
            "event_sizes": [20],
        },
    ),
    ("2项中国发明专利已进入实质审查", {"invention_patents_cn_in_examination": 2}),
    (
        "已完成联合申报，注册号是BRICS2026i-017",
        {"joint_application_done_before": True, "registration_number": "BRICS2026I-017"},
    ),
    ("没有在研的同类实验室", {"is_ongoing_funded_lab": False}),
    ("年龄45周岁以内都能报吗", {}),
    ("外方单位必须注册3年以上吗", {}),
    ("能不能用企业作为外方单位", {}),
    (
        "本人1983年生，中国国籍，博士研究生学历，副研究员，现在中科院某研究所从事科研工作",
        {
            "birth_date": "1983",
            "nationality": "CN",
            "degree": "phd",
            "title": "副研究员",
            "unit_type": "research_institute",
            "does_research_at_unit": True,
        },
    ),
    (
        "I was born in 1981 and have a doctorate in chemistry",
        {"birth_date": "1981", "degree": "phd", "degree_field": "natural_science"},
    ),
    (
        "我今年46岁，工学博士，教授",
        {"age": 46, "age_on": "2026-06-01", "degree": "phd", "degree_field": "engineering", "title": "教授"},
    ),
    ("我是文学博士", {"degree": "phd", "degree_field": "humanities"}),
    ("I hold a PhD in medicine", {"degree": "phd", "degree_field": "medicine"}),
    ("去法国7周，2027年3月1日出发，4月18日回国", {"stay_weeks": 7, "stay_start": "2027-03-01"}),
    ("stay in France for 9 weeks", {"stay_weeks": 9}),
    ("项目周期2027年1月1日至2027年12月31日", {"project_period": ["2027-01-01", "2027-12-31"]}),
    ("我们派两名科研人员去法国", {"researchers": 2}),
    (
        "我们单位是香港科技大学",
        {"unit_type": "university", "applicant_type": "university", "unit_region": "hk", "unit_name": "香港科技大学"},
    ),
    (
        "单位是企业，2020年成立，有独立法人资格",
        {
            "unit_type": "enterprise",
            "applicant_type": "enterprise",
            "cn_has_enterprise": True,
            "unit_registered": "2020",
            "unit_legal_person": True,
        },
    ),
    ("单位没有独立法人资格", {"unit_legal_person": False}),
    (
        "our institute is not an independent legal person",
        {"unit_type": "research_institute", "applicant_type": "research_institute", "unit_legal_person": False},
    ),
    ("涉及人类遗传资源，审批还没办", {"needs_prior_approval": True, "prior_approval_done": False}),
    (
        "Human genetic resources are involved and the approval has been obtained",
        {"needs_prior_approval": True, "prior_approval_done": True},
    ),
    ("our unit is on a blacklist", {"unit_integrity_ok": False}),
    ("负责人在科研失信惩戒期内", {"pi_integrity_ok": False}),
    ("我是公务员", {"pi_is_civil_servant": True}),
    ("我在市科技局工作，是公务员", {"pi_is_civil_servant": True}),
    ("I am a civil servant", {"pi_is_civil_servant": True}),
    ("I work at the city science bureau as a civil servant", {"pi_is_civil_servant": True}),
    ("I helped to draft the guide", {"pi_is_guide_expert": True}),
    ("I was not involved in writing the guide", {"pi_is_guide_expert": False}),
    ("手上有一个中法人员交流项目", {"pi_other_exchange_countries": ["FR"]}),
    ("只有我方申报，韩方不申报", {"both_sides_apply": False}),
    ("the Bulgarian side has not applied", {"both_sides_apply": False}),
    ("双向互访共4人次", {"visits_total": 4}),
    ("we send 3 people and receive 2", {"visits_out": 3, "visits_in": 2}),
    ("我们去3人次，他们来2人次", {"visits_out": 3, "visits_in": 2}),
    ("6篇合著论文中3篇发在国内刊物", {"papers_total_joint": 6, "papers_domestic": 3}),
    ("7 joint papers, 3 of them in Chinese journals", {"papers_total_joint": 7, "papers_domestic": 3}),
    ("组织两次50人以上的国际学术活动", {}),
    ("组织两次60人的国际学术交流活动", {"event_sizes": [60, 60]}),
    ("共建协议签署日期2025年1月1日", {"agreement_signed": "2025-01-01", "cobuild_agreement": True}),
    ("实验室2024年12月31日成立", {"lab_established": "2024-12-31"}),
    ("our joint lab was established in 2023", {"lab_established": "2023"}),
    (
        "We founded our joint lab in March 2025 and signed the agreement that same month.",
        {"lab_established": "2025-03", "agreement_signed": "2025-03"},
    ),
    ("实验室2024年3月成立，同月签的协议", {"lab_established": "2024-03", "agreement_signed": "2024-03"}),
    ("we plan to set up a joint lab in March 2027 and to sign the agreement that same month", {}),
    (
        "Our only foreign partner is one university in Brazil.",
        {
            "foreign_countries": ["巴西"],
            "partner_country": "巴西",
            "host_country": "BR",
            "partner_type": "university",
            "host_type": "university",
        },
    ),
    ("TRL 3", {"trl": 3}),
    ("技术成熟度5到8级", {"trl": [5, 8]}),
    ("有产业应用时间表", {"has_timetable": True}),
    (
        "荷方由企业牵头，我们有一家企业参加",
        {"foreign_lead_type": "enterprise", "cn_has_enterprise": True, "cn_enterprises": 1},
    ),
    ("培养5名青年学者，年龄分别为30、32、35、38、39岁", {"young_trained_ages": [30, 32, 35, 38, 39]}),
    ("five young scholars aged 30, 32, 35, 38 and 40 will be trained", {"young_trained_ages": [30, 32, 35, 38, 40]}),
    ("政府资助500万元，企业配套500万元", {"gov_funding": 5000000, "matching_funds": 5000000}),
    (
        "We ask for 9 million yuan of government funding and match it with 9 million",
        {"gov_funding": 9000000, "matching_funds": 9000000},
    ),
    ("接待2名韩方人员，每人累计在华1个月", {"visitor_cumulative_months": [1, 1]}),
    ("外方牵头单位1家", {"foreign_leads": 1}),
    ("已上传预算界面截图和已注册页面截图", {"screenshots": ["budget", "registered"]}),
    ("合作国是摩洛哥", {"partner_country": "摩洛哥", "host_country": "MA"}),
    ("no patents because it is basic research", {"is_basic_research": True}),
    ("申请专利2项", {"patents_applied": 2}),
    (
        "每年派教授、讲师、博士生各1人次赴法，共2年",
        {"yearly_visits": [{"senior": 1, "young": 1, "student": 1}, {"senior": 1, "young": 1, "student": 1}]},
    ),
    ("签了技术转让合同1项，有转化证明", {"transfer_contracts": 1, "transfer_proof": True}),
    ("原型系统已验证，有测试报告", {"prototype_validated": True, "prototype_report": True}),
]


@pytest.mark.parametrize(("text", "facts"), TOLD, ids=[text[:40] for text, _ in TOLD])
def test_a_sentence_tells_these_facts_and_no_others(text: str, facts: dict[str, Any]) -> None:
    lang: Lang = "zh" if any("一" <= c <= "鿿" for c in text) else "en"
    assert told(text, lang, AS_OF).facts == facts


@pytest.mark.parametrize(
    "text",
    [
        "外方是一所匈牙利大学，注册2年，不是独立法人",
        "Our partner is a Hungarian university, registered for 2 years, not a legal person",
    ],
)
def test_what_goes_on_about_the_foreign_side_is_not_said_of_our_own(text: str) -> None:
    facts = told(text, "zh" if text[0] == "外" else "en", AS_OF).facts
    assert facts["partner_legal_person"] is False
    assert facts["partner_registered_years"] == 2
    assert not {"unit_legal_person", "unit_registered", "unit_type"} & facts.keys()


def test_languages_said_in_two_places_add_up() -> None:
    assert told("我英语流利，法语也不错", "zh", AS_OF).facts == {"languages": ["en", "fr"]}


def test_read_loosely_a_question_about_a_rule_tells_its_figures() -> None:
    text = "How many of our 9 joint papers must appear in Chinese journals?"
    assert told(text, "en", AS_OF).facts == {}
    assert told(text, "en", AS_OF, loosely=True).facts == {"papers_total_joint": 9}


def test_a_long_message_of_rubbish_tells_nothing_and_does_not_hang() -> None:
    assert told("岁" * 3000 + "9" * 3000 + "(" * 3000, "zh", AS_OF).facts == {}

"""Facts read from sentences, and eligibility questions carried through a conversation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.answer import Turn
from assistant.eligibility.conversation import MOST_ASKED, Judged, judge_conversation
from assistant.eligibility.telling import told
from corpus.guide import Lang
from corpus.library import Library

AS_OF = date(2026, 6, 1)
AGED = {"age_on": "2026-06-01"}

TOLD: list[tuple[str, dict[str, Any]]] = [
    ("我是79年6月生的", {"birth_date": "1979-06"}),
    ("1979年6月出生", {"birth_date": "1979-06"}),
    ("我1979.6.3出生", {"birth_date": "1979-06-03"}),
    ("出生日期：1981-02-03", {"birth_date": "1981-02-03"}),
    ("生于一九八一年二月三日", {"birth_date": "1981-02-03"}),
    ("I was born in June 1979", {"birth_date": "1979-06"}),
    ("She was born on 3 June 1979.", {"birth_date": "1979-06-03"}),
    ("Born June 3rd, 1979", {"birth_date": "1979-06-03"}),
    ("born 3/6/1979", {"birth_date": "1979"}),
    ("born 13/6/1979", {"birth_date": "1979-06-13"}),
    ("他明年3月满46岁", {"birth_date": "1981-03"}),
    ("our PI turns 46 next spring", {"birth_date": "1981"}),
    ("1979年2月30日出生", {}),
    ("我2030年出生", {}),
    ("我四十五岁", {"age": 45, **AGED}),
    ("I'm 46 years old", {"age": 46, **AGED}),
    ("快45岁了", {}),
    ("45岁以下才能报吗", {}),
    ("虚岁46岁", {}),
    ("nearly 46 years old", {}),
    ("外方负责人是1970年生", {}),
    ("我是中国公民，化学博士", {"nationality": "CN", "degree": "phd", "degree_field": "natural_science"}),
    ("不是中国籍", {}),
    (
        "a Chinese citizen with a PhD in mechanical engineering",
        {"nationality": "CN", "degree": "phd", "degree_field": "engineering"},
    ),
    ("没有博士学位", {}),
    ("我是在读博士", {}),
    ("I am a PhD student", {}),
    ("不是教授，是讲师", {"title": "讲师"}),
    ("特聘研究员", {"title": "特聘研究员"}),
    ("I am an associate professor", {"title": "associate professor"}),
    ("做了6年科研", {"research_years": 6}),
    ("she has 6 years of research experience", {"research_years": 6}),
    ("身体健康，英语流利", {"healthy": True, "languages": ["en"]}),
    ("法语不太好，身体不好", {"healthy": False}),
    ("在研究所工作", {"unit_type": "research_institute"}),
    ("我们是一所高校", {"unit_type": "university", "applicant_type": "university"}),
    ("执行期3年", {"duration_years": 3}),
    ("合著论文4篇，其中2篇在国内期刊", {"papers_total_joint": 4, "papers_domestic": 2}),
    ("合著论文4篇，一半发在中国期刊", {"papers_total_joint": 4, "papers_domestic": 2}),
    ("5 joint papers, 40% of them in Chinese journals", {"papers_total_joint": 5, "papers_domestic": 2}),
    ("至少4篇合著论文", {}),
    ("申请3项专利", {"patents_applied": 3}),
    ("共同申请发明专利2项", {"joint_invention_patents": 2}),
    ("出访3人次，来访两人次", {"visits_out": 3, "visits_in": 2}),
    ("互访15人次", {"visits_total": 15}),
    ("3 visits from us to them and 1 from them to us", {"visits_out": 3, "visits_in": 1}),
    ("办2场国际学术活动，每场50人", {"event_sizes": [50, 50]}),
    ("two conferences of 60 people", {"event_sizes": [60, 60]}),
    ("停留七周", {"stay_weeks": 7}),
    ("政府资助800万元，企业出资500万元", {"gov_funding": 8_000_000, "matching_funds": 5_000_000}),
    ("总预算400万元", {"total_budget": 4_000_000}),
    ("government funding 800万欧元", {}),
    ("Our partner is in Egypt.", {"partner_country": "埃及", "host_country": "EG"}),
    ("外方是巴西和南非两国的团队", {"foreign_countries": ["巴西", "南非"]}),
    ("外方注册满10年", {"partner_registered_years": 10}),
    ("TRL 4-7", {"trl": [4, 7]}),
    ("双方都向本国申报，申报书信息一致", {"both_sides_apply": True, "application_data_identical": True}),
    ("只有我们这边申报，对方不报", {"both_sides_apply": False}),
    ("中方没有企业参与", {"cn_has_enterprise": False}),
    ("我不是公务员", {"pi_is_civil_servant": False}),
    ("實驗室2020年3月建立", {"lab_established": "2020-03"}),
]

NO_VERDICT = [
    "年龄要求是什么",
    "谁能申报中法杰青？",
    "外方单位可以是企业吗？",
    "和斯洛文尼亚搞伙伴研究所交流，做电池的算不算支持领域",
    "香港的学校能申报人员交流项目吗",
    "what is the age limit",
    "can a company apply?",
    "Must both sides apply?",
    "Who may apply on our side?",
]


def _lang(text: str) -> Lang:
    return "zh" if any("一" <= c <= "鿿" for c in text) else "en"


@pytest.mark.parametrize(("text", "facts"), TOLD)
def test_facts(text: str, facts: dict[str, Any]) -> None:
    assert told(text, _lang(text), AS_OF).facts == facts


@pytest.mark.parametrize("text", NO_VERDICT)
def test_a_question_about_the_rule_is_no_verdict(library: Library, text: str) -> None:
    assert not told(text, _lang(text), AS_OF).asks
    assert judge_conversation(library, "exchange-1.3", text, (), _lang(text), AS_OF) is None


@pytest.mark.parametrize("text", ["我46岁，其他条件都满足，能报吗", "I'm 46, everything else is met. Am I too old?"])
def test_the_rest_is_granted(text: str) -> None:
    said = told(text, _lang(text), AS_OF)
    assert said.granted
    assert said.asks


def test_asking_whether_the_rest_is_met_grants_nothing() -> None:
    assert not told("我46岁，其他条件都满足吗？", "zh", AS_OF).granted


def _talk(library: Library, direction: str, *said: str) -> Judged | None:
    """The user's turns, each answered with the lines it gets."""
    history: list[Turn] = []
    judged = None
    for text in said:
        judged = judge_conversation(library, direction, text, history, _lang(text), AS_OF)
        answer = "\n".join(line.text for line in judged.lines) if judged else "见指南。[1]"
        history += [Turn(role="user", content=text), Turn(role="assistant", content=answer)]
    return judged


CLOSE = "我1985年6月生，博士，能报吗？"
CASES: list[tuple[str, tuple[str, ...], str, str, str]] = [
    # direction, the user's turns, outcome, status, end of a clause that is cited
    (
        "exchange-1.3",
        ("我1981年6月15日出生，中国籍，化学博士，副教授，在高校工作，能报中法杰青吗？",),
        "not_eligible",
        "answered",
        "1.3(3)",
    ),
    (
        "exchange-1.3",
        ("我是79年6月生的讲师，在研究所工作，能报法国那个杰青交流吗？",),
        "not_eligible",
        "answered",
        "1.3(3)",
    ),
    (
        "exchange-1.3",
        ("Our PI, a Chinese citizen with a PhD, turns 46 next spring. Is she too old?",),
        "not_eligible",
        "answered",
        "1.3(3)",
    ),
    (
        "exchange-1.3",
        ("我们是民营企业，想派一位1986年3月出生的博士（高级工程师）报中法杰青交流，够条件吗",),
        "not_eligible",
        "answered",
        "1.3(3)",
    ),
    (
        "exchange-1.6",
        ("我是1985年生的博士，想报中匈青年科研人员交流，能报吗？",),
        "undetermined",
        "needs_info",
        "1.6(3)",
    ),
    (
        "exchange-1.4",
        ("I already run a personnel exchange project with Bulgaria. Am I eligible to lead another one?",),
        "not_eligible",
        "answered",
        "三.3",
    ),
    (
        "exchange-1.7",
        ("We plan 3 visits from us to them and 1 from them to us. Would we qualify?",),
        "not_eligible",
        "answered",
        "1.7(4)",
    ),
    (
        "joint-1.2",
        ("我们和德国慕尼黑的一所大学2020年建了联合实验室，能报中欧联合实验室方向吗？",),
        "not_eligible",
        "answered",
        "1.2(1)",
    ),
    (
        "joint-1.7",
        (
            "Croatia joint R&D. 2 years, 2 joint papers, none of them in a Chinese journal, "
            "2 visits out and 2 visits in, both sides apply with identical data. Do we qualify?",
        ),
        "eligible_with_warnings",
        "answered",
        "二",
    ),
    (
        "joint-2.6",
        ("我们是一所高校，打算作为中方申报单位报中韩能源技术联合研究，行吗",),
        "not_eligible",
        "answered",
        "2.6(2)",
    ),
    (
        "joint-1.4",
        ("Can we apply for a China-Arab joint laboratory? Our partner is in Egypt.",),
        "not_eligible",
        "answered",
        "1.4(2)",
    ),
    (
        "joint-2.2",
        ("想报金砖旗舰项目，外方是巴西和南非两国的团队，国家够不够，能报吗",),
        "not_eligible",
        "answered",
        "2.2(1)",
    ),
    (
        "joint-2.5",
        ("Government funding 8 million yuan, our company puts in 5 million. Eligible?",),
        "not_eligible",
        "answered",
        "2.5(2)",
    ),
    ("exchange-1.4", ("I am 44, everything else is met. Am I eligible?",), "eligible", "answered", "1.4(3)"),
    ("exchange-1.4", ("我45岁，其他条件都满足，能报吗",), "undetermined", "needs_info", "1.4(3)"),
    ("exchange-1.4", ("我45岁，其他条件都满足，能报吗", "1981-02-03"), "eligible", "answered", "1.4(3)"),
    ("exchange-1.4", ("我45岁，其他条件都满足，能报吗", "1980-12-31"), "not_eligible", "answered", "1.4(3)"),
    ("exchange-1.3", (CLOSE, "其实我是1980年生的"), "not_eligible", "answered", "1.3(3)"),
    ("exchange-1.3", ("我是化学博士，能报吗", "是，46"), "not_eligible", "answered", "1.3(3)"),
    ("exchange-1.3", (CLOSE, "讲师"), "not_eligible", "answered", "1.3(3)"),
    ("exchange-1.3", (CLOSE, "都满足"), "eligible", "answered", "1.3(3)"),
]


@pytest.mark.parametrize(("direction", "said", "outcome", "status", "clause"), CASES)
def test_conversation(
    library: Library, direction: str, said: tuple[str, ...], outcome: str, status: str, clause: str
) -> None:
    judged = _talk(library, direction, *said)
    assert judged is not None
    assert judged.verdict is not None
    assert (judged.verdict.outcome, judged.status) == (outcome, status)
    assert any(line.clause_id and line.clause_id.endswith(f"/{clause}") for line in judged.lines)


def test_the_deciding_line_comes_first(library: Library) -> None:
    judged = _talk(library, "exchange-1.3", "我1981年6月15日出生，能报吗？")
    assert judged is not None
    assert judged.lines[0].text.startswith("不能申报：")
    assert "1982 年 1 月 1 日" in judged.lines[0].text
    assert "1981-06-15" in judged.lines[0].text
    assert judged.lines[-1].text == "改变不了：出生日期。"


def test_at_most_six_facts_are_asked_for_in_order(library: Library) -> None:
    judged = _talk(library, "exchange-1.3", CLOSE)
    assert judged is not None
    assert judged.verdict is not None
    assert judged.asked == judged.verdict.missing[:MOST_ASKED]
    assert "国籍" in judged.lines[-1].text


def test_a_bare_yes_is_the_first_fact_asked_for(library: Library) -> None:
    judged = _talk(library, "exchange-1.6", CLOSE, "是")
    assert judged is not None
    assert judged.facts["nationality"] == "CN"
    assert judged.asked[0] == "does_research_at_unit"


def test_a_bare_figure_that_was_not_asked_for_is_no_fact(library: Library) -> None:
    assert _talk(library, "exchange-1.6", CLOSE, "5年") is None


def test_the_newest_statement_counts(library: Library) -> None:
    judged = _talk(library, "exchange-1.3", CLOSE, "说错了，我44岁")
    assert judged is not None
    assert judged.facts["age"] == 44
    assert "birth_date" not in judged.facts


def test_a_rule_question_in_between_is_no_verdict_and_loses_nothing(library: Library) -> None:
    assert _talk(library, "exchange-1.3", CLOSE, "年龄要求是什么？") is None
    judged = _talk(library, "exchange-1.3", CLOSE, "年龄要求是什么？", "我是讲师")
    assert judged is not None
    assert judged.verdict is not None
    assert judged.verdict.outcome == "not_eligible"


def test_thanks_are_no_verdict(library: Library) -> None:
    assert _talk(library, "exchange-1.3", CLOSE, "谢谢") is None


def test_a_pi_born_too_early_fails_where_the_limit_is_set_for_participants(library: Library) -> None:
    text = "Our PI was born on 31 December 1980. Can she apply for the Hungary exchange?"
    judged = judge_conversation(library, "exchange-1.6", text, (), "en", date(2026, 6, 1))
    assert judged is not None
    assert judged.verdict is not None
    assert judged.verdict.outcome == "not_eligible"
    later = judge_conversation(
        library, "exchange-1.6", text.replace("31 December 1980", "1 January 1981"), (), "en", date(2026, 6, 1)
    )
    assert later is not None
    assert later.verdict is not None
    assert later.verdict.outcome == "undetermined"

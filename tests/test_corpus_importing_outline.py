"""The clause tree: the numbering of official documents, resets and jumps, headings where there are no numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.importing.numbering import caption, follows, marker
from corpus.importing.outline import Section, sections
from corpus.importing.reading import read

DATA = Path(__file__).parent / "data" / "importing"


def outline(content: str, name: str = "a.txt") -> dict[str, Section]:
    return {s.ref: s for s in sections(read(name, content.encode()))}


def file(name: str) -> dict[str, Section]:
    return outline((DATA / name).read_text("utf-8"), name)


@pytest.mark.parametrize(
    ("line", "style", "label"),
    [
        ("一、总体", "cn", "一"), ("十二、其他", "cn", "十二"),
        ("（三）条件", "cn-bracket", "(三)"), ("3. 材料", "dot", "3"),
        ("３．材料", "dot", "3"), ("2.1 额度", "dotted", "2.1"),
        ("（12）其他", "bracket", "(12)"), ("附件 2", "annex", "附件2"),
        ("第三条 申请人", "article", "第三条"), ("第二章 管理", "chapter", "第二章"),
        ("1 引言", "bare", "1"), ("(b) A firm", "letter", "(b)"),
        ("Article 7 Costs", "article", "Article7"), ("Annex B: Forms", "annex", "AnnexB"),
    ],
)  # fmt: skip
def test_numbers_are_read(line: str, style: str, label: str) -> None:
    found = marker(line)
    assert found is not None
    assert (found.style, found.label) == (style, label)


@pytest.mark.parametrize(
    "line",
    [
        "2027年3月1日",
        "2.5万元用于差旅",
        "2.5 million euro",
        "附件1、附件2",
        "2025.6.27 会议",
        "40%以上",
        "3-6 个月",
        "正文",
    ],
)
def test_dates_sums_and_mentions_are_no_numbers(line: str) -> None:
    assert marker(line) is None


@pytest.mark.parametrize(
    ("now", "last", "fits"),
    [
        ("2.0 下一项", (1, 9), True), ("2.1 下一项", (1, 9), True), ("1.5 跳过", (1, 3), True),
        ("1.2 倒退", (1, 3), False), ("3.1.1 深入", (3, 1), True), ("5.1 太远", (1, 9), False),
    ],
)  # fmt: skip
def test_small_jumps_count_and_falls_do_not(now: str, last: tuple[int, ...], fits: bool) -> None:
    found = marker(now)
    assert found is not None
    assert follows(found, last) is fits


def test_a_provincial_notice_becomes_a_clause_tree() -> None:
    tree = file("linhai-notice.txt")
    assert list(tree) == [
        "通知", "一", "一(一)", "一(一).1", "一(一).2", "一(二)", "一(二).1", "一(二).2", "一(三)",
        "二", "二(一)", "二(二)", "二(三)",
        "三", "表1", "四", "四(一)", "四(二)", "四(三)", "五",
    ]  # fmt: skip
    assert "38周岁" in tree["一(二).1"].text
    assert tree["一(二).1"].path == ("支持类别", "人才往来类")
    assert "2027年1月28日" in tree["通知"].text  # the signature is the notice's own
    assert tree["表1"].blocks[-1].cells == ["小微试验类", "20万元", "不作要求", "不少于1项"]


def test_a_european_call_becomes_a_clause_tree() -> None:
    tree = file("polar-call.md")
    assert [r for r in tree if not tree[r].titled_only] == [
        "Preamble", "1.1", "1.2(a)", "1.2(b)", "1.2(c)", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4",
    ]  # fmt: skip
    assert tree["2.3"].blocks[-1].cells == ["Senior visiting scientist", "EUR 6,300", "4 months"]


def test_a_labelled_list_of_fields_stays_in_the_header_and_the_last_list_has_the_numbers() -> None:
    tree = outline(
        "一、方向\n\n1.9 中国和某国项目\n\n领域方向：\n\n（1）海洋；\n\n（2）极地。\n\n"
        "拟支持项目数：3个。\n\n其他要求：\n\n"
        "（1）须共同申报。\n\n（2）论文不少于2篇。\n\n2.0 下一项目\n\n其他要求：\n\n（1）执行期为2年。\n"
    )
    assert list(tree) == ["一", "1.9", "1.9(1)", "1.9(2)", "2.0", "2.0(1)"]
    assert "海洋" in tree["1.9"].text
    assert "拟支持项目数：3个" in tree["1.9"].text
    assert tree["1.9(2)"].text == "（2）论文不少于2篇。"


def test_annexes_begin_anew_and_carry_their_name() -> None:
    tree = outline("一、甲。\n\n1. 子。\n\n附件 1\n\n名单\n\n一、乙。\n\n附件 2\n\n一、丙。\n\n1.1 丁。\n")
    assert {"一", "一.1", "附件1", "附件1.一", "附件2", "附件2.一", "1.1"} <= set(tree)


def test_a_paragraph_after_a_list_of_short_items_speaks_of_the_whole_list() -> None:
    tree = outline(
        "一、单位\n\n1. 高校；\n\n2. 院所；\n\n3. 企业。\n\n各单位应如实推荐，并对材料负责。\n\n"
        "二、其他\n\n1. 无。\n\n补充一段属于本条的说明文字。\n\n2. 完。\n"
    )
    assert "各单位应如实推荐" in tree["一"].text
    assert "补充一段" in tree["二.1"].text


def test_articles_stand_alone() -> None:
    tree = outline(
        "第一章 总则\n\n第一条 为规范管理，制定本办法。\n\n第二章 申请\n\n"
        "第二条 申请人应符合：\n\n（一）有学位；\n\n（二）有经历。\n"
    )
    assert {"第一章", "第一条", "第二章", "第二条", "第二条(一)", "第二条(二)"} <= set(tree)


def test_without_numbers_headings_open_clauses() -> None:
    tree = outline(
        "海岛学者项目\n\n概况\n\n本项目资助青年学者到海岛观测站开展为期三个月的研究工作，费用由基金承担。\n\n"
        "资助内容（差旅）\n\n基金承担往返机票与住宿，另发每月6000元生活补贴，凭票据实报销。\n"
    )
    assert {"概况", "资助内容(差旅)"} <= set(tree)
    assert "6000元" in tree["资助内容(差旅)"].text


def test_headings_of_the_format_open_clauses() -> None:
    tree = outline("# Fund\n\nIntro text.\n\n## Who can apply\n\nFarmers.\n\n## What is paid\n\nSeeds.\n", "a.md")
    assert list(tree)[1:] == ["Whocanapply", "Whatispaid"]


def test_the_same_number_twice_gets_two_ids() -> None:
    tree = outline("一、甲。\n\n二、乙。\n\n正文到此结束，以下为申报书格式。\n\n一、丙。\n")
    assert {"一", "二", "一[2]"} <= set(tree)


def test_captions_are_told_from_mentions() -> None:
    assert caption("表1 资助标准") == "表1"
    assert caption("Table 2: Rates") == "Table2"
    assert caption("表1所示的标准适用于各类项目。") is None


def test_every_block_stands_in_exactly_one_clause() -> None:
    for name in ("linhai-notice.txt", "polar-call.md"):
        document = read(name, (DATA / name).read_bytes())
        placed = [b for s in sections(document) for b in s.blocks]
        assert sorted(b.start for b in placed) == [b.start for b in document.blocks]


def test_a_heading_that_the_contents_name_is_no_end_of_the_part_before_it() -> None:
    found = outline(
        "目录\n甲项目.....2\n北方各处业务.....3\n乙项目\n\n甲项目\n\n甲项目资助十名学者赴外交流，为期一年。\n"
        "<https://a.example/>\n\n北方各处业务\n\n乙项目\n\n乙项目资助二十名学者来华交流，为期两年。\n"
    )
    assert "北方各处业务" not in found["甲项目"].text
    assert found["北方各处业务"].titled_only


def test_an_abstract_that_a_footnote_cuts_is_made_whole() -> None:
    found = outline(
        "论海水\n\n摘要：本文研究海水，并且提出建议。\n\nAbstract: The paper looks at the sea, and at\n\n"
        "收稿日期：2031-05-08\n\nthe rivers that run into it.\n\nKey words: sea; river\n\n"
        "1 引言\n\n海水很咸，河水不咸。本文从四个方面研究海水与河水，并且分别提出建议，供读者参考。\n\n"
        "2 结论\n\n海水比河水咸。\n"
    )
    assert "the rivers that run into it." in found["摘要"].text
    assert "rivers" not in found["题名"].text
    assert "Key words" in found["题名"].text


def test_the_lines_of_a_table_of_contents_open_no_clause() -> None:
    found = outline(
        "Reef Fund\n\nContents\n\n1 Aim of the fund ........ 2\n2 Who may apply ........ 3\n2.1 Age ........ 3\n\n"
        "1 Aim of the fund\n\nThe fund pays for distant dives.\n\n2 Who may apply\n\nDivers may apply.\n\n"
        "2.1 Age\n\nDivers are at most 33 years old.\n"
    )
    assert "at most 33" in found["2.1"].text
    assert "distant dives" in found["1"].text
    assert not [ref for ref in found if "[2]" in ref]


def test_a_line_in_brackets_names_the_article_below_it() -> None:
    found = file("sakuramine-rules.txt")
    assert (found["第2条"].title, found["第3条"].title) == ("助成对象", "助成金额与期间")
    assert "助成金额与期间" not in found["第2条"].text
    assert found["附则"].text.endswith("施行。")
    assert found["第2条(1)"].path[-1].endswith("下列人员不得申请：")


def test_an_article_may_carry_its_name_in_brackets() -> None:
    found = outline("第一条（目的） 本办法为了鼓励合作而制定。\n第二条（经费） 经费由市财政承担。\n")
    assert found["第二条"].title == "经费"
    assert not found["第二条"].titled_only


def test_a_contact_line_under_a_list_is_no_part_of_its_last_item() -> None:
    found = outline(
        "第一部分 程序\n（一）提交。五月提交材料。\n（二）审核。六月审核材料。\n"
        "（三）公示。名单公示七天。\n联系人：谭女士，电话：0539-1。\n"
    )
    assert "谭女士" not in found["第一部分(三)"].text
    assert "谭女士" in found["第一部分"].text

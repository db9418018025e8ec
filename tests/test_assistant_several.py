"""Several questions in one breath, about different things, are answered one after the other."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Ask
from assistant.answering.ask import Assistant
from assistant.answering.several import sides
from corpus.guide import Lang
from corpus.library import Library
from index.search import Searcher


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "SICORP vs J-RAPID: how long?", ("SICORP how long?", "J-RAPID how long?")),
        ("en", "How does JST compare to JSPS, by budget", ("JST by budget", "JSPS by budget")),
        ("en", "JST versus JSPS - what is the budget?", ("JST what is the budget?", "JSPS what is the budget?")),
        ("zh", "JST和JSPS有什么不同？", ("JST", "JSPS")),
        ("zh", "重点项目与组织间项目相比，资助多久？", ("重点项目 资助多久？", "组织间项目 资助多久？")),
        ("zh", "JST跟JSPS哪个预算多？", ("JST 预算多", "JSPS 预算多")),
        (
            "en",
            "How is the long-term fellowship different from the short-term one?",
            ("the long-term fellowship", "the short-term fellowship"),
        ),
        ("zh", "短期聘用和长期的有什么区别？", ("短期聘用", "长期聘用")),
        ("zh", "中国同学会比韩国同学会多多少会员", ("中国同学会 多少会员", "韩国同学会 多少会员")),
        ("zh", "nedo比amed早成立几年", ("nedo 哪年成立", "amed 哪年成立")),
        ("en", "is nedo older than amed? by how much?", ("nedo founded when", "amed founded when")),
        (
            "en",
            "how many more members does the chinese club have than the korean club?",
            ("the chinese club how many members", "the korean club how many members"),
        ),
        ("zh", "国内期刊占比不低于多少", ()),
        ("en", "How much is the budget of JST?", ()),
        ("en", "What is the age limit, and is it compared with anything?", ()),
        ("zh", "负责人和单位要满足什么条件？", ()),
        ("zh", "哪个方向和法国合作？", ()),
        ("zh", "", ()),
    ],
)
def test_a_comparison_is_two_questions(lang: Lang, text: str, expected: tuple[str, ...]) -> None:
    assert sides(text, lang) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "clauses", "figures"),
    [
        (
            "JST vs JSPS: what was the budget in 2023?",
            {"japan-cooperation-2024/3.1.2", "japan-cooperation-2024/3.1.1"},
            ("110.2 billion", "281.7 billion"),
        ),
        (
            "国自然的重点合作研究项目和组织间合作交流项目有什么区别？",
            {"programme-appendix/二.1", "programme-appendix/二.2"},
            (),
        ),
        (
            "Hungary: how much per exchange project, and how much in total for the joint laboratories?",
            {"most-exchange-2026-b2/1.6(4)", "most-joint-2026-b2/1.8"},
            ("150,000", "16 million"),
        ),
        (
            "和韩国人合作，科技部互访项目一个给多少？JSPS的前瞻项目一个给多少？",
            {"most-exchange-2026-b2/1.1(5)", "jsps-beijing-2026/日中韩前瞻项目"},
            ("6 万元", "5,000 万日元"),
        ),
    ],
)
def test_both_sides_are_told(
    library: Library, searcher: Searcher, question: str, clauses: set[str], figures: tuple[str, ...]
) -> None:
    answer = Assistant(library, searcher, one_shot=True).ask(Ask(question=question, as_of=date(2026, 6, 1)))
    assert answer.status == "answered"
    assert clauses <= {citation.clause_id for citation in answer.citations}
    for figure in figures:
        assert figure in answer.answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("截至今年5月，JSPS的中国同学会比韩国同学会多多少会员？", ("1,420", "530", "890")),
        ("Is NEDO older than AMED?", ("1980", "2015")),
    ],
)
def test_what_is_compared_is_looked_up_for_each_and_said_once(
    library: Library, searcher: Searcher, question: str, figures: tuple[str, ...]
) -> None:
    answer = Assistant(library, searcher, one_shot=True).ask(Ask(question=question, as_of=date(2026, 6, 1)))
    assert answer.status == "answered"
    for figure in figures:
        assert figure in answer.answer
    lines = [line.lstrip("- ") for line in answer.answer.splitlines() if line.strip()]
    assert len(lines) == len(set(lines))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("日本对发达国家、新兴国家、发展中国家搞科技合作的策略各是什么", ("竞争性", "互补性", "援助性")),
        ("JSPS的logo是只什么鸟，哪位设计的", ("长鸣鸟", "和田三造")),
        ("塞尔维亚和斯洛文尼亚两个伙伴研究所交流，互访人次和办会要求分别是啥", ("5 人次", "30 人以上", "20%")),
        ("NEDO 2023: total budget, and how much for the clean energy R&D with the G20?", ("152.8", "954")),
        ("Where abroad are JST and NEDO present?", ("Singapore", "Thailand")),
    ],
)
def test_every_thing_asked_for_is_answered(
    library: Library, searcher: Searcher, question: str, figures: tuple[str, ...]
) -> None:
    answer = Assistant(library, searcher, one_shot=True).ask(Ask(question=question, as_of=date(2026, 6, 1)))
    for figure in figures:
        assert figure in answer.answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("两批指南各支持多少项目、各多少钱？", ("118", "2129 万元", "176", "4.114 亿元")),
        (
            "How many projects do the two calls fund, and how much money in total?",
            ("118", "21.29 million", "176", "411.4 million"),
        ),
    ],
)
def test_both_calls_at_once_are_told_as_wholes(
    library: Library, searcher: Searcher, question: str, figures: tuple[str, ...]
) -> None:
    answer = Assistant(library, searcher, one_shot=True).ask(Ask(question=question, as_of=date(2026, 6, 1)))
    assert {c.clause_id for c in answer.citations} == {"most-exchange-2026-b2/附件2.二", "most-joint-2026-b2/二"}
    for figure in figures:
        assert figure in answer.answer


@pytest.mark.slow
def test_both_calls_deadlines_are_one_date_and_a_silence(library: Library, searcher: Searcher) -> None:
    question = "When do the two calls close?"
    answer = Assistant(library, searcher, one_shot=True).ask(Ask(question=question, as_of=date(2026, 6, 1)))
    assert "17:00 on 1 July 2026" in answer.answer
    assert "joint R&D call prints no dates" in answer.answer

"""Questions that teach what can be asked, and questions to ask next."""

from __future__ import annotations

from corpus.guide import Lang
from corpus.library import Library
from ui.reference import direction_ref

# Each line shows another thing that can be asked; the first words name what it teaches.
EXAMPLES: dict[Lang, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("查一条规定", "中法杰青的年龄要求是什么？"),
        ("查一笔钱", "中塞伙伴研究所项目每个项目资助多少钱？"),
        ("查时间", "人员交流指南什么时候截止申报？"),
        ("看全部方向", "哪些方向要求企业参加？"),
        ("比一比", "人员交流 1.3 和 1.4 的年龄要求一样吗？"),
        ("指南没写的", "人员交流项目的录取率是多少？"),
    ),
    "en": (
        ("Money", "How much money does each project get in the China-Serbia exchange?"),
        ("Dates", "When does the exchange call close?"),
        ("Fields", "Which fields does the China-Korea joint research direction fund?"),
        ("Across all directions", "Which directions need a company?"),
        ("Conditions", "How many papers does the Russia joint R&D direction require?"),
        ("What is not stated", "What is the acceptance rate of the exchange call?"),
    ),
}

# Topic → the question about it, the likeliest first; {d} is the direction as people cite it.
_NEXT: dict[str, tuple[str, str]] = {
    "money_per_project": ("{d}每个项目资助多少？", "How much does each project get in {d}?"),
    "money_total": ("{d}的总经费是多少？", "What is the total funding of {d}?"),
    "age": ("{d}的年龄要求是什么？", "What is the age limit in {d}?"),
    "fields": ("{d}支持哪些领域？", "Which fields does {d} fund?"),
    "documents": ("{d}要交哪些材料？", "Which documents does {d} ask for?"),
    "visits": ("{d}对互访人次有什么要求？", "How many visits does {d} require?"),
    "papers": ("{d}要发表几篇论文？", "How many papers does {d} require?"),
    "company": ("{d}要求企业参加吗？", "Does {d} need a company?"),
    "duration": ("{d}的执行期是几年？", "How long does a project last in {d}?"),
    "partner": ("{d}对外方单位有什么要求？", "What does {d} ask of the foreign partner?"),
    "contact": ("{d}的外方联系人是谁？", "Who is the contact for {d}?"),
}  # fmt: skip

# By cited guide, where an answer is about no one direction: questions about the guide as a whole.
_GENERAL: dict[str, tuple[tuple[str, str], ...]] = {
    "most-exchange-2026-b2": (
        ("公务员可以申报人员交流项目吗？", "Can a civil servant lead an exchange project?"),
        ("人员交流的申报单位要满足什么条件？", "What must the applicant institution of the exchange call be?"),
    ),
    "most-joint-2026-b2": (
        ("联合研发指南一共支持多少个项目？", "How many projects does the joint R&D call fund in all?"),
        ("联合研发指南哪些方向要求企业参加？", "Which joint R&D directions need a company?"),
    ),
}


def follow_ups(
    library: Library, direction: str | None, cited: tuple[str, ...], asked: tuple[str, ...], lang: Lang
) -> tuple[str, ...]:
    """Up to three questions that the same direction answers and that were not just asked; without a direction two
    about the guide that is cited first, or else examples."""
    if direction is None or direction not in library.directions:
        general = [pair[lang == "en"] for clause in cited[:1] for pair in _GENERAL.get(clause.split("/")[0], ())]
        return tuple(q for q in (*general, *(q for _, q in EXAMPLES[lang])) if q not in asked)[:2]
    guide, part = library.part_of(direction)
    stated = {topic for clause in part.clauses for s in clause.says for topic in s.about}
    shown = {
        topic for clause in part.clauses if f"{guide.id}/{clause.ref}" in cited and clause.ref.endswith(")")
        for s in clause.says for topic in s.about
    }  # fmt: skip
    ref = direction_ref(library, direction, lang)
    gap = " " if lang == "zh" else ""
    questions = (
        text[0 if lang == "zh" else 1].format(d=ref + gap)
        for topic, text in _NEXT.items()
        if topic in stated and topic not in shown
    )
    return tuple(question for question in questions if question not in asked)[:3]

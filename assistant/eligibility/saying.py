"""A verdict in plain words of one language: the deciding line first, then what stands, then what to ask."""

from __future__ import annotations

from assistant.answer import Finding, Verdict
from assistant.eligibility.advice import changes
from assistant.eligibility.judged import Case, Line
from assistant.eligibility.trust import unclear
from assistant.eligibility.vocabulary import vocabulary
from assistant.eligibility.weighing import agreeing
from corpus.guide import Bilingual, Lang
from corpus.library import Library

_MOST_MET, _MOST_CHANGES, _MOST_TRUSTED = 6, 3, 10
_CITIZEN = Bilingual(zh="是不是中国国籍", en="Chinese citizenship (yes or no)")


def refusal(library: Library, verdict: Verdict, case: Case, lang: Lang) -> list[Line]:
    """Why not, what was said last coming first; and what would change it, or that nothing can."""
    broken = [f for f in verdict.findings if f.outcome == "broken"]
    broken.sort(key=lambda f: not case.latest & set(f.facts))
    first, also = ("不能申报：", "另外：") if lang == "zh" else ("Not eligible: ", "Also: ")
    said = [line(first if f is broken[0] else also, f, lang) for f in broken]
    return said + _warnings(verdict, lang) + _change(library, verdict, case, lang)


def _change(library: Library, verdict: Verdict, case: Case, lang: Lang) -> list[Line]:
    """One line: the smallest changes that would mend the refusal, or that nothing can."""
    broken = {f.constraint_id for f in verdict.findings if f.outcome == "broken"}
    every = changes(library, verdict.direction, agreeing(case.facts), verdict.as_of)
    found = [c for c in every if c.constraint_id in broken]
    found = [c for c in found if not c.possible] or found
    if not found:
        return []
    said = dict.fromkeys((c.text.zh if lang == "zh" else c.text.en).rstrip("。.") for c in found)
    prefix = ("怎样才行：" if lang == "zh" else "What would change this: ") if found[0].possible else ""
    joined = ("；" if lang == "zh" else "; ").join(list(said)[:_MOST_CHANGES])
    return [Line(f"{prefix}{joined}{'。' if lang == 'zh' else '.'}", found[0].clause_id)]


def so_far(verdict: Verdict, case: Case, lang: Lang) -> list[Line]:
    """What stands so far, first in a word, then point by point."""
    met = _touched(verdict, case)[:_MOST_MET]
    open_findings = unclear(verdict, case)
    head = (
        ("还不能下结论：目前没有看到不符合的。", "No verdict yet: nothing said so far stands in the way.")
        if met or not case.facts
        else ("还不能下结论。", "No verdict yet.")
    )
    good, open_ = ("目前符合：", "还定不下来：") if lang == "zh" else ("Met so far: ", "Not decided by what you said: ")
    return [
        Line(head[lang != "zh"], None),
        *(line(open_, f, lang) for f in open_findings),
        *(line(good, f, lang) for f in met),
        *_warnings(verdict, lang),
    ]


def granted(verdict: Verdict, case: Case, trusted: tuple[str, ...], lang: Lang) -> list[Line]:
    """The point in question judged, and what is taken on trust."""
    open_findings = unclear(verdict, case)
    if open_findings:
        open_ = "这一点还定不下来：" if lang == "zh" else "That point is not decided: "
        return [*(line(open_, f, lang) for f in open_findings), *_warnings(verdict, lang)]
    met = [f for f in _touched(verdict, case) if f.reason.zh and not set(f.facts) <= set(trusted)]
    met.sort(key=lambda f: not case.latest & set(f.facts))
    rest = "这一点符合，其余按您说的都满足看待。" if lang == "zh" else " On that point yes; the rest is taken on trust."
    trust = _trust(trusted, lang)
    if not met:
        none = "您说的情况里没有不符合的，其余按您说的都满足看待。"
        first = Line(none if lang == "zh" else "Nothing you said stands in the way; the rest is taken on trust.", None)
        return [first, *_warnings(verdict, lang), *trust]
    deciding, good = (
        line("可以申报：" if lang == "zh" else "Yes: ", met[0], lang),
        "符合：" if lang == "zh" else "Met: ",
    )
    lines = [Line(deciding.text + rest, deciding.clause_id), *(line(good, f, lang) for f in met[1:_MOST_MET])]
    return [*lines, *_warnings(verdict, lang), *trust]


def _trust(trusted: tuple[str, ...], lang: Lang) -> list[Line]:
    labels = [getattr(vocabulary().facts[name].label, lang) for name in trusted]
    if not labels:
        return []
    shown, more = labels[:_MOST_TRUSTED], len(labels) > _MOST_TRUSTED
    if lang == "zh":
        return [Line(f"按您所说视为满足、没有核实的：{'、'.join(shown)}{'等' if more else ''}。", None)]
    return [Line(f"Taken on trust, not checked: {'; '.join(shown)}{'; and others' if more else ''}.", None)]


def fine(verdict: Verdict, case: Case, lang: Lang) -> list[Line]:
    """That one may apply, with what is only asked in principle and is not met."""
    warned = verdict.outcome == "eligible_with_warnings"
    if lang == "zh":
        head = "可以申报，但有一点请注意。" if warned else "可以申报：您给的情况符合各项硬性条件。"
    else:
        head = "Eligible, with a caution." if warned else "Eligible: what you gave meets every hard requirement."
    good = "符合：" if lang == "zh" else "Met: "
    met = _touched(verdict, case)[:_MOST_MET]
    return [Line(head, None), *_warnings(verdict, lang), *(line(good, f, lang) for f in met)]


def question(asked: tuple[str, ...], missing: int, case: Case, lang: Lang) -> Line:
    """What to ask for, in words; `missing` counts everything that is not known."""
    more = not case.granted and missing > len(asked)
    words = [getattr(_wording(name), lang) for name in asked]
    if lang == "zh":
        return Line(f"要下结论，还需要知道：{'；'.join(words)}？{'（之后还有别的几项）' if more else ''}", None)
    return Line(f"To decide, I still need: {'; '.join(words)}?{' (some more after these)' if more else ''}", None)


def _wording(name: str) -> Bilingual:
    fact = vocabulary().facts[name]
    if name == "nationality":
        return _CITIZEN
    if fact.type == "flag":
        return Bilingual(zh=f"{fact.label.zh}（是/否）", en=f"{fact.label.en} (yes or no)")
    if fact.type == "date" and not fact.pair:
        return Bilingual(zh=f"{fact.label.zh}（年月日）", en=f"{fact.label.en} (day, month, year)")
    return fact.label


def line(prefix: str, finding: Finding, lang: Lang) -> Line:
    """A finding in a line: what is required, and the reason."""
    if lang == "zh":
        return Line(f"{prefix}要求{finding.required.zh}；{finding.reason.zh}", finding.clause_id)
    return Line(f"{prefix}{finding.required.en}. {finding.reason.en}", finding.clause_id)


def _warnings(verdict: Verdict, lang: Lang) -> list[Line]:
    prefix = "请注意（原则上的要求）：" if lang == "zh" else "Note (required in principle): "
    found = [f for f in verdict.findings if f.outcome == "warning" and f.strength == "in_principle"]
    return [line(prefix, f, lang) for f in found]


def _touched(verdict: Verdict, case: Case) -> list[Finding]:
    return [f for f in verdict.findings if f.outcome == "met" and case.facts.keys() & set(f.facts)]

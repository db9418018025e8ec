"""An eligibility question in conversation: facts gathered over the turns, a verdict in plain words, and what to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from assistant.answer import Finding, Turn, Verdict
from assistant.eligibility.advice import changes
from assistant.eligibility.replies import bare_reply, without_figures
from assistant.eligibility.rules import judge
from assistant.eligibility.telling import Told, told
from assistant.eligibility.told_words import asks_verdict, cue, plain_text
from assistant.eligibility.vocabulary import vocabulary
from corpus.guide import Bilingual, Lang
from corpus.library import Library

MOST_ASKED = 6
_MOST_MET, _MOST_CHANGES = 6, 3
_AGE = {"birth_date", "age", "age_on"}
_CITIZEN = Bilingual(zh="是不是中国国籍", en="Chinese citizenship (yes or no)")


@dataclass(frozen=True)
class Line:
    """One line of an answer, and the clause it stands on where it stands on one."""

    text: str
    clause_id: str | None


@dataclass(frozen=True)
class Judged:
    """A verdict said in words, the deciding line first. `asked`: the facts asked for, in the order of the question."""

    verdict: Verdict
    status: Literal["answered", "needs_info"]
    lines: tuple[Line, ...]
    facts: Mapping[str, Any]
    granted: bool = False
    asked: tuple[str, ...] = ()


@dataclass
class _Case:
    """What the conversation has come to: `open` once a verdict was asked for, `concerns` if the last turn is part."""

    facts: dict[str, Any] = field(default_factory=dict)
    granted: bool = False
    open: bool = False
    concerns: bool = False
    latest: frozenset[str] = frozenset()

    def learn(self, new: Mapping[str, Any]) -> None:
        """The newest statement counts; a birth date replaces an age, and an age a birth date."""
        if _AGE & new.keys():
            for name in _AGE:
                self.facts.pop(name, None)
        self.facts |= new
        self.latest = frozenset(new)


def judge_conversation(
    library: Library, direction: str, text: str, history: Sequence[Turn], lang: Lang, as_of: date
) -> Judged | None:
    """The verdict that the text asks for or adds to, judged on all the user said; None where it does neither.

    NotFound for a direction the edition has not. Every fact is kept when the direction changes between turns.
    """
    case = _Case()
    before: Turn | None = None
    for turn in (*history, Turn(role="user", content=text[:20_000])):
        if turn.role == "user":
            _take(case, turn.content, before, library, direction, lang, as_of)
        before = turn
    if not case.concerns:
        return None
    return _say(library, direction, case, lang, as_of)


def _take(
    case: _Case, text: str, before: Turn | None, library: Library, direction: str, lang: Lang, as_of: date
) -> None:
    """Adds one user turn to the case."""
    plain = plain_text(text)
    answers = (
        case.open and before is not None and before.role == "assistant" and bool(re.search("[?？]", before.content))
    )
    said = told(text, lang, as_of)
    facts = dict(said.facts)
    if answers and not plain.endswith("?"):
        asked = _asked(_judge(library, direction, case.facts, as_of), case)
        own = told(without_figures(text), lang, as_of).facts
        facts = {**bare_reply(text, lang, asked, as_of), **own}
    grants = said.granted or (answers and bool(cue("granted_reply").search(plain.strip(" 。.!"))))
    case.concerns = _is_about(case, plain, said, facts, grants)
    case.learn(facts)
    case.granted |= grants and case.concerns
    case.open |= case.concerns


def _is_about(case: _Case, plain: str, said: Told, facts: Mapping[str, Any], grants: bool) -> bool:
    if said.asks or (case.facts and asks_verdict(plain)):
        return True
    if not case.open or (cue("asks_rule").search(plain) and not cue("follows").search(plain)):
        return False
    return bool(facts) or grants or bool(case.concerns and cue("follows").search(plain))


def _asked(verdict: Verdict, case: _Case) -> tuple[str, ...]:
    """The facts to ask for next; once the rest is granted, only what makes a given fact exact."""
    if case.granted:
        wanted = {name for finding in _unclear(verdict, case) for name in finding.facts}
        return tuple(name for name in verdict.missing if name in wanted)[:MOST_ASKED]
    return verdict.missing[:MOST_ASKED]


def _unclear(verdict: Verdict, case: _Case) -> list[Finding]:
    """Unknown findings of which everything needed was given, only not exactly enough."""
    found = []
    for finding in verdict.findings:
        if finding.outcome == "unknown" and case.facts.keys() & set(finding.facts):
            needed = {name for name in verdict.missing if name in finding.facts}
            if needed <= case.facts.keys() | (_AGE if _AGE & case.facts.keys() else set()):
                found.append(finding)
    return found


def _judge(library: Library, direction: str, facts: Mapping[str, Any], as_of: date) -> Verdict:
    """The verdict; a PI is one of the participants, so what rules out a participant rules out the PI.

    The PI alone cannot settle what must hold of every participant, so otherwise the facts are judged as given.
    """
    verdict = judge(library, direction, facts, as_of)
    if "participants" in facts or "birth_date" not in facts:
        return verdict
    with_pi = judge(library, direction, {**facts, "participants": [{"birth_date": facts["birth_date"]}]}, as_of)
    broken = any(f.outcome == "broken" and "participants" in f.facts for f in with_pi.findings)
    return with_pi if broken else verdict


def _say(library: Library, direction: str, case: _Case, lang: Lang, as_of: date) -> Judged:
    verdict = _judge(library, direction, case.facts, as_of)
    asked: tuple[str, ...] = ()
    if verdict.outcome == "not_eligible":
        lines = _refusal(verdict, case, lang)
        lines += _change(library, verdict, case, lang)
    elif verdict.outcome == "undetermined":
        asked = _asked(verdict, case)
        lines = _granted(verdict, case, lang) if case.granted else _so_far(verdict, case, lang)
        lines += [Line(_question(asked, len(verdict.missing), case, lang), None)] if asked else []
    else:
        lines = _fine(verdict, case, lang)
    status: Literal["answered", "needs_info"] = "needs_info" if asked else "answered"
    return Judged(verdict, status, tuple(lines), dict(case.facts), case.granted, asked)


def _refusal(verdict: Verdict, case: _Case, lang: Lang) -> list[Line]:
    broken = [f for f in verdict.findings if f.outcome == "broken"]
    broken.sort(key=lambda f: not case.latest & set(f.facts))
    first, also = ("不能申报：", "另外：") if lang == "zh" else ("Not eligible: ", "Also: ")
    said = [_line(first if f is broken[0] else also, f, lang) for f in broken]
    return said + _warnings(verdict, lang)


def _warnings(verdict: Verdict, lang: Lang) -> list[Line]:
    prefix = "请注意（原则上的要求）：" if lang == "zh" else "Note (required in principle): "
    found = [f for f in verdict.findings if f.outcome == "warning" and f.strength == "in_principle"]
    return [_line(prefix, f, lang) for f in found]


def _change(library: Library, verdict: Verdict, case: _Case, lang: Lang) -> list[Line]:
    """One line: the smallest changes that would mend the refusal, or that nothing can."""
    broken = {f.constraint_id for f in verdict.findings if f.outcome == "broken"}
    found = [c for c in changes(library, verdict.direction, case.facts, verdict.as_of) if c.constraint_id in broken]
    found = [c for c in found if not c.possible] or found
    if not found:
        return []
    said = dict.fromkeys((c.text.zh if lang == "zh" else c.text.en).rstrip("。.") for c in found)
    prefix = ("怎样才行：" if lang == "zh" else "What would change this: ") if found[0].possible else ""
    joined = ("；" if lang == "zh" else "; ").join(list(said)[:_MOST_CHANGES])
    return [Line(f"{prefix}{joined}{'。' if lang == 'zh' else '.'}", found[0].clause_id)]


def _so_far(verdict: Verdict, case: _Case, lang: Lang) -> list[Line]:
    """What stands so far, first in a word, then point by point."""
    met = _touched(verdict, case, "met")[:_MOST_MET]
    unclear = _unclear(verdict, case)
    head = (
        ("还不能下结论：目前没有看到不符合的。", "No verdict yet: nothing said so far stands in the way.")
        if met or not case.facts
        else ("还不能下结论。", "No verdict yet.")
    )
    good, open_ = ("目前符合：", "还定不下来：") if lang == "zh" else ("Met so far: ", "Not decided by what you said: ")
    return [
        Line(head[lang != "zh"], None),
        *(_line(open_, f, lang) for f in unclear),
        *(_line(good, f, lang) for f in met),
        *_warnings(verdict, lang),
    ]


def _granted(verdict: Verdict, case: _Case, lang: Lang) -> list[Line]:
    """The point in question judged, and that the rest is taken on trust."""
    unclear = _unclear(verdict, case)
    met = [f for f in _touched(verdict, case, "met") if f not in unclear]
    if unclear:
        open_ = "这一点还定不下来：" if lang == "zh" else "That point is not decided: "
        return [*(_line(open_, f, lang) for f in unclear), *_warnings(verdict, lang)]
    met.sort(key=lambda f: not case.latest & set(f.facts))
    rest = "这一点符合，其余按您说的都满足看待。" if lang == "zh" else " On that point yes; the rest is taken on trust."
    if not met:
        none = "您说的情况里没有不符合的，其余按您说的都满足看待。"
        return [Line(none if lang == "zh" else "Nothing you said stands in the way; the rest is taken on trust.", None)]
    first, good = _line("可以申报：" if lang == "zh" else "Yes: ", met[0], lang), "符合：" if lang == "zh" else "Met: "
    lines = [Line(first.text + rest, first.clause_id), *(_line(good, f, lang) for f in met[1:_MOST_MET])]
    return lines + _warnings(verdict, lang)


def _fine(verdict: Verdict, case: _Case, lang: Lang) -> list[Line]:
    warned = verdict.outcome == "eligible_with_warnings"
    if lang == "zh":
        head = "可以申报，但有一点请注意。" if warned else "可以申报：您给的情况符合各项硬性条件。"
    else:
        head = "Eligible, with a caution." if warned else "Eligible: what you gave meets every hard requirement."
    good = "符合：" if lang == "zh" else "Met: "
    met = _touched(verdict, case, "met")[:_MOST_MET]
    return [Line(head, None), *_warnings(verdict, lang), *(_line(good, f, lang) for f in met)]


def _touched(verdict: Verdict, case: _Case, outcome: str) -> list[Finding]:
    return [f for f in verdict.findings if f.outcome == outcome and case.facts.keys() & set(f.facts)]


def _line(prefix: str, finding: Finding, lang: Lang) -> Line:
    if lang == "zh":
        return Line(f"{prefix}要求{finding.required.zh}；{finding.reason.zh}", finding.clause_id)
    return Line(f"{prefix}{finding.required.en}. {finding.reason.en}", finding.clause_id)


def _question(asked: tuple[str, ...], missing: int, case: _Case, lang: Lang) -> str:
    more = 0 if case.granted else missing - len(asked)
    words = [getattr(_wording(name), lang) for name in asked]
    if lang == "zh":
        return f"要下结论，还需要知道：{'；'.join(words)}？{'（之后还有别的几项）' if more else ''}"
    return f"To decide, I still need: {'; '.join(words)}?{' (some more after these)' if more else ''}"


def _wording(name: str) -> Bilingual:
    fact = vocabulary().facts[name]
    if name == "nationality":
        return _CITIZEN
    if fact.type == "flag":
        return Bilingual(zh=f"{fact.label.zh}（是/否）", en=f"{fact.label.en} (yes or no)")
    if fact.type == "date" and not fact.pair:
        return Bilingual(zh=f"{fact.label.zh}（年月日）", en=f"{fact.label.en} (day, month, year)")
    return fact.label

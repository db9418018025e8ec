"""Where someone could apply, and what one figure of a plan means for another: questions over more than one verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.answer import Finding, Verdict
from assistant.eligibility.judged import Judged, Line
from assistant.eligibility.logic import say
from assistant.eligibility.planning import Plan, plans
from assistant.eligibility.profile import read
from assistant.eligibility.rules import constraints_of, rank
from assistant.eligibility.telling import told
from assistant.eligibility.told_words import cue, cues, partner_names, plain_text
from assistant.eligibility.vocabulary import vocabulary
from assistant.eligibility.weighing import agreeing, verdict_on
from corpus.guide import Lang
from corpus.library import Library

_UNSAID = ("age_on", "host_country")  # said with the age and the partner's country
_MOST_SHOWN = 6  # directions of a kind that get a line of their own


def asks_where(text: str) -> bool:
    """Whether the text asks which directions someone could apply for."""
    return bool(cue("asks_where").search(plain_text(text)))


def of_guides(library: Library, guides: Sequence[str]) -> tuple[str, ...]:
    """The directions of the calls named; all where none with directions is."""
    own = [name for name in library.directions if library.part_of(name)[0].id in guides]
    return tuple(own or library.directions)


def closest(library: Library, directions: Sequence[str], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The one direction that asks for more of these facts than any other, or all that were given."""
    used = {name: {fact for p in constraints_of(library, name) for fact in p.constraint.facts} for name in directions}
    counts = {name: len(facts.keys() & used[name]) for name in directions}
    best = max(counts.values())
    first = [name for name in directions if counts[name] == best]
    return tuple(first) if best and len(first) == 1 else tuple(directions)


# ---- what one figure means for another


def plan(library: Library, directions: Sequence[str], text: str, lang: Lang, as_of: date) -> Judged | None:
    """The sum behind "7 joint papers: how many in Chinese journals?"; None where none is asked or calls differ."""
    plain = plain_text(text)
    if not cue("asks_plan").search(plain):
        return None
    facts = agreeing(told(text, lang, as_of, loosely=True).facts)
    found: dict[str, Plan] = {}
    for direction in directions if facts else ():
        for each in plans(library, direction, facts, as_of):
            if _wanted(each, plain):
                found.setdefault(each.constraint_id, each)
    if not found or len({each.fact for each in found.values()}) > 1 or len(found) > 1:
        return None
    lines = tuple(Line(getattr(each.text, lang), each.clause_id) for each in found.values())
    return Judged(status="answered", lines=lines, facts=facts)


def _wanted(found: Plan, plain: str) -> bool:
    asked = cues()["plan_asks"].get(found.fact)
    return bool(asked and re.search(asked, plain))


# ---- where someone could apply


def choice(
    library: Library, directions: Sequence[str], facts: Mapping[str, Any], lang: Lang, as_of: date
) -> Judged | None:
    """The directions for which nothing told stands in the way, those it fits, and those it rules out and why."""
    facts = agreeing(facts)
    verdicts = [verdict_on(library, name, facts, as_of) for name in directions] if facts else []
    verdicts = [v for v in verdicts if _of_country(library, v, facts)]
    verdicts.sort(key=rank)
    used = [v for v in verdicts if any(_told(f, facts) for f in v.findings)]
    if not used:
        return None
    may = [v for v in verdicts if v.outcome in ("eligible", "eligible_with_warnings")]
    fits = [v for v in used if v.outcome == "undetermined" and _met(v, facts)]
    out = [v for v in verdicts if v.outcome == "not_eligible"]
    rest = [v for v in verdicts if v not in (*may, *fits, *out)]
    words = _WORDS[lang]
    lines = [Line(words["told"].format(facts=_facts(facts, lang, as_of)), None)]
    lines += [Line(words["may"].format(name=_name(library, v, lang)), _source(v, facts)) for v in may]
    fits.sort(key=lambda v: -len(_met(v, facts)))
    lines += [_fit(library, v, facts, lang) for v in fits[:_MOST_SHOWN]]
    for kind, group in (("open", (*fits[_MOST_SHOWN:], *rest)), ("also_out", out[_MOST_SHOWN:])):
        lines += [_refused(library, v, lang) for v in out[:_MOST_SHOWN]] if kind == "also_out" else []
        if group:
            names = _numbers(library, group, lang)
            lines.append(Line(words[kind].format(names=names), None))
    lines.append(Line(words["next"], None))
    return Judged(status="answered", lines=tuple(lines), facts=dict(facts))


def _of_country(library: Library, verdict: Verdict, facts: Mapping[str, Any]) -> bool:
    """Whether the direction is with the partner's country, or has a rule of its own that says it is not."""
    partner = partner_names().get(facts.get("partner_country", ""))
    refused = any(f.outcome == "broken" and "partner_country" in f.facts for f in verdict.findings)
    return partner is None or partner in library.directions[verdict.direction].countries or refused


_WORDS = {
    "zh": {
        "told": "按您说的（{facts}）来看：",
        "may": "可以申报：{name}。",
        "fit": "有希望：{name}，目前符合：{met}。",
        "open": "您说的情况没有妨碍，但还要看别的条件：{names}。",
        "out": "不能申报：{name}；要求{required}；{reason}",
        "also_out": "同样不能申报：{names}。",
        "next": "说出其中一个方向，就可以逐条往下核对。想先看哪一个？",
    },
    "en": {
        "told": "Going by what you said ({facts}):",
        "may": "You may apply for {name}.",
        "fit": "Promising: {name}; met so far: {met}.",
        "open": "Nothing you said stands in the way, but other conditions decide: {names}.",
        "out": "Not possible: {name}. {required}. {reason}",
        "also_out": "Not possible for the same kind of reason: {names}.",
        "next": "Name one of them and I can check it point by point. Which one should it be?",
    },
}


def _fit(library: Library, verdict: Verdict, facts: Mapping[str, Any], lang: Lang) -> Line:
    met = _met(verdict, facts)
    said = ("；" if lang == "zh" else "; ").join(getattr(f.required, lang) for f in met[:3])
    return Line(_WORDS[lang]["fit"].format(name=_name(library, verdict, lang), met=said), met[0].clause_id)


def _refused(library: Library, verdict: Verdict, lang: Lang) -> Line:
    broken = next(f for f in verdict.findings if f.outcome == "broken")
    required, reason = getattr(broken.required, lang), getattr(broken.reason, lang)
    text = _WORDS[lang]["out"].format(name=_name(library, verdict, lang), required=required, reason=reason)
    return Line(text, broken.clause_id)


def _name(library: Library, verdict: Verdict, lang: Lang) -> str:
    title = library.directions[verdict.direction].title
    return f"{_number(library, verdict, lang)} {getattr(title, lang)}"


def _numbers(library: Library, verdicts: Sequence[Verdict], lang: Lang) -> str:
    """The directions by number, call by call."""
    calls: dict[str, list[str]] = {}
    for name in (d for d in library.directions if d in {v.direction for v in verdicts}):
        calls.setdefault(getattr(library.part_of(name)[0].short, lang), []).append(name.split("-", 1)[1])
    mark, stop = ("、", "；") if lang == "zh" else (", ", "; ")
    return stop.join(f"{call} {mark.join(numbers)}" for call, numbers in calls.items())


def _number(library: Library, verdict: Verdict, lang: Lang) -> str:
    return f"{getattr(library.part_of(verdict.direction)[0].short, lang)} {verdict.direction.split('-', 1)[1]}"


def _facts(facts: Mapping[str, Any], lang: Lang, as_of: date) -> str:
    values = read(facts, as_of).values
    shown = [name for name in vocabulary().order if name in values and name not in _UNSAID]
    said = [(vocabulary().facts[name], values[name]) for name in shown]
    index = 0 if lang == "zh" else 1
    mark, colon = ("；", "：") if lang == "zh" else ("; ", ": ")
    return mark.join(f"{getattr(fact.label, lang)}{colon}{say(fact, value)[index]}" for fact, value in said)


def _told(finding: Finding, facts: Mapping[str, Any]) -> bool:
    return bool(facts.keys() & set(finding.facts)) and finding.outcome != "not_applicable"


def _met(verdict: Verdict, facts: Mapping[str, Any]) -> list[Finding]:
    """What is met of the direction's own requirements; what every direction of the call asks tells nothing apart."""
    own = f"{verdict.direction}/"
    return [f for f in verdict.findings if f.outcome == "met" and f.constraint_id.startswith(own) and _told(f, facts)]


def _source(verdict: Verdict, facts: Mapping[str, Any]) -> str | None:
    return next((f.clause_id for f in verdict.findings if _told(f, facts)), None)

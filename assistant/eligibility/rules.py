"""The verdict: a profile held against every constraint of a direction. Pure; `as_of` is the only clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.answer import Finding, FindingOutcome, Outcome, Verdict
from assistant.eligibility.lists import evaluate
from assistant.eligibility.logic import Result, Scope, Words, say
from assistant.eligibility.profile import Profile, read
from assistant.eligibility.vocabulary import vocabulary
from assistant.errors import NotFound
from corpus.guide import Bilingual
from corpus.library import Library, PlacedConstraint

_BEST_FIRST: tuple[Outcome, ...] = ("eligible", "eligible_with_warnings", "undetermined", "not_eligible")


def judge(library: Library, direction_id: str, profile: Mapping[str, Any], as_of: date) -> Verdict:
    """The verdict on one direction, or on a check of its own such as `exchange-submission`.

    NotFound for a direction the edition has not; BadInput, naming the fact, for a profile that cannot be meant.
    """
    constraints_of(library, direction_id)
    return _verdict(library, direction_id, read(profile, as_of), as_of)


def match(library: Library, profile: Mapping[str, Any], as_of: date) -> tuple[Verdict, ...]:
    """The verdicts on every direction, best first: then those with least in the way, then in document order."""
    facts = read(profile, as_of)
    verdicts = [_verdict(library, direction, facts, as_of) for direction in library.directions]
    return tuple(sorted(verdicts, key=rank))


def constraints_of(library: Library, check: str) -> tuple[PlacedConstraint, ...]:
    """The constraints of a direction or check, in document order. NotFound where there is none of that name."""
    if check not in library.checks:
        raise NotFound(f"unknown direction {check[:60]!r}; choose one of {', '.join(library.checks)}")
    return library.checks[check]


@lru_cache(maxsize=8)
def rules_version(library: Library) -> str:
    """A short hash over every constraint: two verdicts with the same version were judged by the same rules."""
    text = "\n".join(
        sorted(f"{p.id} {p.clause_id} {p.constraint.model_dump_json(by_alias=True)}" for p in library.constraints)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def scope_of(library: Library, direction_id: str, facts: Profile) -> Scope:
    """Where the constraints of a direction look up their facts."""
    return Scope(facts.values, vocabulary().facts, library.directions.get(direction_id))


def _verdict(library: Library, direction_id: str, facts: Profile, as_of: date) -> Verdict:
    scope = scope_of(library, direction_id, facts)
    findings: list[Finding] = []
    asked: dict[bool, set[str]] = {True: set(), False: set()}
    for placed in constraints_of(library, direction_id):
        finding, missing = _finding(placed, scope, facts)
        findings.append(finding)
        asked[placed.constraint.strength == "must"].update(missing)
    order = vocabulary().order
    musts = [name for name in order if name in asked[True]]
    return Verdict(
        direction=direction_id,
        outcome=outcome_of(findings),
        as_of=as_of,
        rules_version=rules_version(library),
        findings=tuple(findings),
        missing=(*musts, *(name for name in order if name in asked[False] - asked[True])),
    )


def outcome_of(findings: Sequence[Finding]) -> Outcome:
    """Broken *must*, else unknown *must*, else broken *in principle*, in this order."""
    if any(f.outcome == "broken" for f in findings):
        return "not_eligible"
    if any(f.outcome == "unknown" and f.strength == "must" for f in findings):
        return "undetermined"
    if any(f.outcome == "warning" and f.strength == "in_principle" for f in findings):
        return "eligible_with_warnings"
    return "eligible"


def _finding(placed: PlacedConstraint, scope: Scope, facts: Profile) -> tuple[Finding, tuple[str, ...]]:
    own = placed.constraint
    condition = evaluate(own.applies_when, scope) if own.applies_when else Result(True)
    result = Result(True) if condition.truth is False else evaluate(own.requires, scope)
    outcome: FindingOutcome
    if condition.truth is False:
        outcome = "not_applicable"
    elif result.truth is True:
        outcome = "met"
    elif condition.truth is None or result.truth is None:
        outcome = "unknown"
        result = condition if condition.truth is None else result
    else:
        outcome = "broken" if own.strength == "must" else "warning"
    used = {name: facts.given[name] for name in own.facts if name in facts.given}
    finding = Finding(
        constraint_id=placed.id,
        outcome=outcome,
        strength=own.strength,
        facts=own.facts,
        required=own.label,
        measured=next(iter(used.values()), None) if len(own.facts) == 1 else used or None,
        reason=_reason(placed, outcome, result, scope),
        clause_id=placed.clause_id,
    )
    return finding, result.missing if outcome == "unknown" else ()


def _reason(placed: PlacedConstraint, outcome: FindingOutcome, result: Result, scope: Scope) -> Bilingual:
    own = placed.constraint
    notes = list(result.notes)
    if outcome == "not_applicable" and own.applies_when:
        notes = _measured_words(own.applies_when.facts(), scope)
    elif outcome == "met" or (outcome != "unknown" and not notes):
        notes = [*_measured_words(own.facts, scope), *notes]
    zh = "；".join(words for words, _ in notes)
    en = "; ".join(words for _, words in notes)
    match outcome:
        case "met":
            zh, en = f"{zh}。符合要求。", f"{en}. Met."
        case "not_applicable":
            zh, en = f"{zh}。这一条不适用。", f"{en}. Does not apply."
        case "unknown":
            lacking = [vocabulary().facts[name].label for name in result.missing]
            more_zh = f"还需要：{'、'.join(label.zh for label in lacking)}。" if lacking else ""
            more_en = f"Still needed: {', '.join(label.en for label in lacking)}." if lacking else ""
            zh, en = f"{zh}。{more_zh}" if zh else more_zh, f"{en}. {more_en}" if en else more_en
        case _:
            zh, en = f"{zh}。不符合要求。", f"{en}. Not met."
    if own.remark and outcome != "not_applicable":
        zh, en = f"{zh}{own.remark.zh}", f"{en.strip()} {own.remark.en}"
    return Bilingual(zh=zh.strip(), en=en.strip()[:1].upper() + en.strip()[1:])


def _measured_words(names: tuple[str, ...], scope: Scope) -> list[Words]:
    said = [(scope.label(name), say(scope.fact(name), scope.values[name])) for name in names if name in scope.values]
    return [(f"{label[0]}：{value[0]}", f"{label[1]}: {value[1]}") for label, value in said]


def rank(verdict: Verdict) -> tuple[int, int, int, int]:
    """Where a verdict stands among others, best first."""
    count = {outcome: sum(f.outcome == outcome for f in verdict.findings) for outcome in ("broken", "unknown", "met")}
    return _BEST_FIRST.index(verdict.outcome), count["broken"], count["unknown"], -count["met"]

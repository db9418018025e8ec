"""When the asker grants the rest: the point in question is judged, and everything not told counts as met, on trust."""

from __future__ import annotations

from assistant.answer import Finding, Verdict
from assistant.eligibility.judged import AGE, Case
from assistant.eligibility.rules import outcome_of
from corpus.guide import Bilingual

_REASON = Bilingual(
    zh="您说其余都满足，这一条照此看待，没有核实。",
    en="Taken on trust, because you said that everything else is met; not checked.",
)


def unclear(verdict: Verdict, case: Case) -> list[Finding]:
    """Unknown findings of which everything needed was given, only not exactly enough."""
    found = []
    for finding in verdict.findings:
        if finding.outcome == "unknown" and case.facts.keys() & set(finding.facts):
            needed = {name for name in verdict.missing if name in finding.facts}
            if needed <= case.facts.keys() | (AGE if AGE & case.facts.keys() else set()):
                found.append(finding)
    return found


def trusting(verdict: Verdict, case: Case) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict with what was not told taken as met, and the facts taken on trust; a rejection stays as it is."""
    if verdict.outcome == "not_eligible":
        return verdict, ()
    kept = {finding.constraint_id for finding in unclear(verdict, case)}
    granted = {f.constraint_id for f in verdict.findings if f.outcome == "unknown" and f.constraint_id not in kept}
    findings = tuple(
        f.model_copy(update={"outcome": "met", "reason": _REASON}) if f.constraint_id in granted else f
        for f in verdict.findings
    )
    open_ = {name for f in findings if f.outcome == "unknown" for name in f.facts}
    judged = verdict.model_copy(
        update={
            "findings": findings,
            "outcome": outcome_of(findings),
            "missing": tuple(name for name in verdict.missing if name in open_),
        }
    )
    return judged, tuple(name for name in verdict.missing if name not in judged.missing)

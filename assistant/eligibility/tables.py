"""Verdicts as plain text tables for the command line, both languages side by side."""

from __future__ import annotations

from assistant.answer import Verdict
from corpus.library import Library

_MARKS = {"met": "✓", "broken": "✗", "warning": "!", "unknown": "?", "not_applicable": "–"}
_ORDER = ("broken", "warning", "unknown", "met", "not_applicable")


def verdict(judged: Verdict) -> str:
    """One verdict: the outcome, a line per requirement with what decides first, and what is missing."""
    lines = [f"{judged.direction}: {judged.outcome} (as of {judged.as_of}, rules {judged.rules_version})", ""]
    for finding in sorted(judged.findings, key=lambda f: _ORDER.index(f.outcome)):
        soft = "" if finding.strength == "must" else f" [{finding.strength}]"
        ref = finding.clause_id.split("/", 1)[1]
        lines.append(f"{_MARKS[finding.outcome]} {finding.outcome:14} {ref:10} {finding.required.zh}{soft}")
        lines.append(f"  {'':14} {'':10} {finding.required.en}")
        if finding.outcome in ("broken", "warning"):
            lines += [f"  {'':14} {'':10} → {finding.reason.zh}", f"  {'':14} {'':10} → {finding.reason.en}"]
    if judged.missing:
        lines += ["", "missing: " + ", ".join(judged.missing)]
    return "\n".join(lines)


def board(library: Library, verdicts: tuple[Verdict, ...]) -> str:
    """Every direction on a line, best first, with what stands in the way."""
    lines = []
    for judged in verdicts:
        broken = [f.required.zh for f in judged.findings if f.outcome == "broken"]
        way = "; ".join(broken[:3]) or (f"missing: {', '.join(judged.missing[:5])}" if judged.missing else "")
        lines.append(
            f"{judged.outcome:23} {judged.direction:13} {library.directions[judged.direction].title.zh}  {way}".rstrip()
        )
    return "\n".join(lines)

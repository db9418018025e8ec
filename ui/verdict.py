"""A verdict as HTML and as Markdown: a line per requirement with its state, what is measured, its clause, and what would change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assistant.answer import Finding, Verdict
from assistant.answering.compose import citation
from assistant.eligibility.advice import Change
from corpus.guide import Lang
from corpus.library import Library
from ui.clause import clause_template
from ui.form import label_of
from ui.markup import esc
from ui.picture import picture
from ui.reference import clause_ref, direction_ref
from ui.words import day, say

_ORDER = ("broken", "warning", "unknown", "met", "not_applicable")
_SIGN = {"broken": "✕", "warning": "!", "unknown": "?", "met": "✓", "not_applicable": "–"}


def check_name(library: Library, check: str, lang: Lang) -> str:
    """A direction as people cite it with its title, or a check of its own."""
    if check in library.directions:
        return f"{direction_ref(library, check, lang)} {library.directions[check].title.of(lang)}"
    return say("check_submission", lang) if check == "exchange-submission" else check


def summary_html(
    library: Library, verdict: Verdict, changes: tuple[Change, ...], profile: Mapping[str, Any], lang: Lang
) -> str:
    """The outcome in one bar: the word, the counts, the day, and what can be done with it."""
    count = {state: sum(f.outcome == state for f in verdict.findings) for state in _ORDER}
    counts = "".join(
        f'<span class="zn-count-{state}"><b>{count[state]}</b> {esc(say(f"is_{state}", lang))}</span>'
        for state in _ORDER
        if count[state]
    )
    states = json.dumps(_states(verdict, profile))
    text = esc(verdict_markdown(library, verdict, changes, lang))
    return (
        f'<div class="zn-verdict-bar zn-o-{verdict.outcome}" role="status" data-states="{esc(states)}">'
        f'<strong>{esc(say(f"outcome_{verdict.outcome}", lang))}</strong><span class="zn-counts">{counts}</span>'
        f'<span class="zn-asof">{esc(say("as_of", lang, day=day(verdict.as_of, lang)))}</span><span class="zn-bar-tools">'
        f'<button type="button" class="zn-button" data-do="match">{esc(say("match", lang))}</button>'
        f'<button type="button" class="zn-button" data-do="download" data-name="{esc(verdict.direction)}.md" data-copy="{text}">'
        f'{esc(say("download", lang))}</button><button type="button" class="zn-button" data-do="print">{esc(say("print", lang))}</button>'
        f'<button type="button" class="zn-button" data-do="clear-form">{esc(say("clear_form", lang))}</button></span></div>'
    )


def _states(verdict: Verdict, profile: Mapping[str, Any]) -> dict[str, str]:
    """By given fact the worst that a requirement on it came to."""
    worst: dict[str, str] = {}
    for state in ("not_applicable", "met", "unknown", "warning", "broken"):
        for finding in verdict.findings:
            if finding.outcome == state:
                worst |= {fact: state for fact in finding.facts if fact in profile}
    return worst


def verdict_html(
    library: Library, verdict: Verdict, changes: tuple[Change, ...], profile: Mapping[str, Any], lang: Lang
) -> str:
    """Every requirement, the ones in the way first."""
    advice = {change.constraint_id: change for change in changes}
    groups = []
    for state in _ORDER:
        found = [f for f in verdict.findings if f.outcome == state]
        if not found:
            continue
        lines = "".join(_line(library, f, advice.get(f.constraint_id), profile, lang) for f in found)
        folded = state == "not_applicable"
        head = f"{say(f'is_{state}', lang)} <small>{len(found)}</small>"
        body = f'<ul class="zn-findings">{lines}</ul>'
        groups.append(f"<details><summary>{head}</summary>{body}</details>" if folded else f"<h3>{head}</h3>{body}")
    missing = _missing(verdict, lang)
    clauses = "".join(
        clause_template(library, citation(library, clause_id, 1), lang)
        for clause_id in dict.fromkeys(f.clause_id for f in verdict.findings)
        if clause_id in library.clauses
    )
    return f'<article class="zn-verdict zn-answer"><h2>{esc(check_name(library, verdict.direction, lang))}</h2>{missing}{"".join(groups)}{clauses}</article>'


def _missing(verdict: Verdict, lang: Lang) -> str:
    if not verdict.missing:
        return ""
    chips = "".join(
        f'<button type="button" class="zn-chip" data-do="field" data-fact="{esc(name)}">{esc(label_of(name, lang))}</button>'
        for name in verdict.missing[:8]
    )
    more = (
        f' <span class="zn-small">{esc(say("and_more", lang, n=len(verdict.missing) - 8))}</span>'
        if len(verdict.missing) > 8
        else ""
    )
    return f'<div class="zn-missing"><b>{esc(say("missing", lang))}</b>{chips}{more}</div>'


def _line(library: Library, finding: Finding, change: Change | None, profile: Mapping[str, Any], lang: Lang) -> str:
    soft = (
        f'<span class="zn-tag zn-before">{esc(say(finding.strength, lang))}</span>'
        if finding.strength != "must"
        else ""
    )
    drawn = picture(library, finding, profile, lang) if finding.outcome not in ("unknown", "not_applicable") else ""
    mend = f'<p class="zn-mend"><b>{esc(say("mend", lang))}</b> {esc(change.text.of(lang))}</p>' if change else ""
    reason = (
        ""
        if finding.outcome == "unknown" and not drawn and finding.measured is None
        else f"<p>{esc(finding.reason.of(lang))}</p>"
    )
    return (
        f'<li class="zn-is-{finding.outcome}"><span class="zn-sign" role="img" aria-label="{esc(say(f"is_{finding.outcome}", lang))}">'
        f"{_SIGN[finding.outcome]}</span><div><p><b>{esc(finding.required.of(lang))}</b> {soft}"
        f'<a class="zn-mark" href="#clause" data-do="clause" data-clause="{esc(finding.clause_id)}" data-says="">'
        f"{esc(clause_ref(library, finding.clause_id, lang))}</a></p>{reason}{drawn}{mend}</div></li>"
    )


def verdict_markdown(library: Library, verdict: Verdict, changes: tuple[Change, ...], lang: Lang) -> str:
    """The verdict for the file."""
    advice = {change.constraint_id: change for change in changes}
    lines = [
        f"# {check_name(library, verdict.direction, lang)}", "",
        f"**{say(f'outcome_{verdict.outcome}', lang)}** · {say('as_of', lang, day=day(verdict.as_of, lang))} · rules {verdict.rules_version}",
    ]  # fmt: skip
    for state in _ORDER:
        found = [f for f in verdict.findings if f.outcome == state]
        if found:
            lines += ["", f"## {say(f'is_{state}', lang)} ({len(found)})", ""]
        for finding in found:
            lines.append(
                f"- **{finding.required.of(lang)}** ({clause_ref(library, finding.clause_id, lang)}) {finding.reason.of(lang)}"
            )
            if finding.constraint_id in advice:
                lines.append(f"  - {say('mend', lang)} {advice[finding.constraint_id].text.of(lang)}")
    return "\n".join([*lines, "", say("restated", lang)]) + "\n"


def board_html(library: Library, verdicts: tuple[Verdict, ...], lang: Lang) -> str:
    """One profile against all directions, best first."""
    cards = "".join(_card(library, verdict, lang) for verdict in verdicts)
    return (
        f'<section class="zn-board"><h2 tabindex="-1">{esc(say("board", lang))}</h2><p class="zn-small">{esc(say("board_more", lang))}</p>'
        f"<ol>{cards}</ol></section>"
    )


def _card(library: Library, verdict: Verdict, lang: Lang) -> str:
    count = {state: sum(f.outcome == state for f in verdict.findings) for state in _ORDER}
    told = " · ".join(
        f"{say(f'is_{state}', lang)} {count[state]}"
        for state in ("broken", "warning", "unknown", "met")
        if count[state]
    )
    return (
        f'<li><button type="button" class="zn-board-card zn-o-{verdict.outcome}" data-do="check" data-direction="{esc(verdict.direction)}">'
        f"<strong>{esc(say(f'outcome_{verdict.outcome}', lang))}</strong><span>{esc(check_name(library, verdict.direction, lang))}</span>"
        f"<small>{esc(told)}</small></button></li>"
    )

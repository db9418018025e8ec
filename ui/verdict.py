"""A verdict as HTML: a line per requirement with its state, what is measured, its clause, and what would change it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assistant.answer import Finding, Verdict
from assistant.answering.compose import citation
from assistant.eligibility.advice import Change
from corpus.guide import Lang
from corpus.library import Library
from ui.clause import button, clause_source
from ui.element import Html, el
from ui.form import label_of
from ui.picture import picture
from ui.reference import clause_ref, direction_ref
from ui.words import day, say

ORDER = ("broken", "warning", "unknown", "met", "not_applicable")
_SIGN = {"broken": "✕", "warning": "!", "unknown": "?", "met": "✓", "not_applicable": "–"}
_CHIPS = 8


def check_name(library: Library, check: str, lang: Lang) -> str:
    """A direction as people cite it with its title, or a check of its own."""
    if check in library.directions:
        return f"{direction_ref(library, check, lang)} {library.directions[check].title.of(lang)}"
    return say("check_submission", lang) if check == "exchange-submission" else check


def summary_html(
    library: Library, verdict: Verdict, changes: tuple[Change, ...], profile: Mapping[str, Any], lang: Lang
) -> Html:
    """The outcome in one bar: the word, the counts, the day, and what can be done with it."""
    counts = [
        el("span", el("b", number), f" {say(f'is_{state}', lang)}", class_=f"zn-count-{state}")
        for state, number in _counts(verdict).items()
    ]
    keep = _keep(library, verdict, changes, lang)
    tools = [button(say("match", lang), "match"), *keep, button(say("clear_form", lang), "clear-form")]
    return el(
        "div",
        el("strong", say(f"outcome_{verdict.outcome}", lang)),
        el("span", counts, class_="zn-counts"),
        el("span", say("as_of", lang, day=day(verdict.as_of, lang)), class_="zn-asof"),
        el("span", tools, class_="zn-bar-tools"),
        class_=f"zn-verdict-bar zn-o-{verdict.outcome}",
        role="status",
        data_states=json.dumps(_states(verdict, profile)),
    )


def _keep(library: Library, verdict: Verdict, changes: tuple[Change, ...], lang: Lang) -> list[Html]:
    """What takes the verdict away for the file."""
    save = el(
        "button", say("download", lang), type="button", class_="zn-button", data_do="download",
        data_name=f"{verdict.direction}.md", data_copy=verdict_markdown(library, verdict, changes, lang),
    )  # fmt: skip
    return [save, button(say("print", lang), "print")]


def _counts(verdict: Verdict) -> dict[str, str]:
    numbers = {state: sum(f.outcome == state for f in verdict.findings) for state in ORDER}
    return {state: str(number) for state, number in numbers.items() if number}


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
) -> Html:
    """Every requirement, the ones in the way first."""
    advice = {change.constraint_id: change for change in changes}
    groups: list[Html] = []
    for state, number in _counts(verdict).items():
        lines = [
            _line(library, finding, advice.get(finding.constraint_id), profile, lang)
            for finding in verdict.findings
            if finding.outcome == state
        ]
        head = [say(f"is_{state}", lang), " ", el("small", number)]
        body = el("ul", lines, class_="zn-findings")
        folded = state == "not_applicable"
        groups += [el("details", el("summary", head), body)] if folded else [el("h3", head), body]
    clauses = [
        clause_source(library, citation(library, clause_id, 1), lang)
        for clause_id in dict.fromkeys(f.clause_id for f in verdict.findings)
        if clause_id in library.clauses
    ]
    title = el("h2", check_name(library, verdict.direction, lang))
    keep = el("div", _keep(library, verdict, changes, lang), class_="zn-keep")  # on a phone; else it is in the bar
    return el("article", title, _missing(verdict, lang), groups, clauses, keep, class_="zn-verdict zn-answer")


def _missing(verdict: Verdict, lang: Lang) -> Html | None:
    if not verdict.missing:
        return None
    chips = [
        el("button", label_of(name, lang), type="button", class_="zn-chip", data_do="field", data_fact=name)
        for name in verdict.missing[:_CHIPS]
    ]
    more = len(verdict.missing) - _CHIPS
    rest = el("span", say("and_more", lang, n=more), class_="zn-small") if more > 0 else None
    return el("div", el("b", say("missing", lang)), chips, rest, class_="zn-missing")


def _line(library: Library, finding: Finding, change: Change | None, profile: Mapping[str, Any], lang: Lang) -> Html:
    state = finding.outcome
    soft = el("span", say(finding.strength, lang), class_="zn-tag zn-before") if finding.strength != "must" else None
    drawn = picture(library, finding, profile, lang) if state in ("met", "broken", "warning") else None
    mend = el("p", el("b", say("mend", lang)), f" {change.text.of(lang)}", class_="zn-mend") if change else None
    told = state != "unknown" or finding.measured is not None  # else the reason only repeats what is missing
    link = el(
        "a", clause_ref(library, finding.clause_id, lang), class_="zn-mark", href="#clause", data_do="clause",
        data_clause=finding.clause_id,
    )  # fmt: skip
    body = [
        el("p", el("b", finding.required.of(lang)), " ", soft, " ", link),
        el("p", finding.reason.of(lang)) if told else None,
        drawn,
        mend,
    ]
    sign = el("span", _SIGN[state], class_="zn-sign", role="img", aria_label=say(f"is_{state}", lang))
    return el("li", sign, el("div", body), class_=f"zn-is-{state}")


def verdict_markdown(library: Library, verdict: Verdict, changes: tuple[Change, ...], lang: Lang) -> str:
    """The verdict for the file."""
    advice = {change.constraint_id: change for change in changes}
    outcome, when = say(f"outcome_{verdict.outcome}", lang), say("as_of", lang, day=day(verdict.as_of, lang))
    lines = [f"# {check_name(library, verdict.direction, lang)}", ""]
    lines.append(f"**{outcome}** · {when} · rules {verdict.rules_version}")
    for state, number in _counts(verdict).items():
        lines += ["", f"## {say(f'is_{state}', lang)} ({number})", ""]
        for finding in verdict.findings:
            if finding.outcome != state:
                continue
            ref = clause_ref(library, finding.clause_id, lang)
            lines.append(f"- **{finding.required.of(lang)}** ({ref}) {finding.reason.of(lang)}")
            if finding.constraint_id in advice:
                lines.append(f"  - {say('mend', lang)} {advice[finding.constraint_id].text.of(lang)}")
    return "\n".join([*lines, "", say("restated", lang)]) + "\n"


def board_html(library: Library, verdicts: tuple[Verdict, ...], lang: Lang) -> Html:
    """One profile against all directions, best first."""
    return el(
        "section",
        el("h2", say("board", lang), tabindex="-1"),
        el("p", say("board_more", lang), class_="zn-small"),
        el("ol", [_card(library, verdict, lang) for verdict in verdicts]),
        class_="zn-board",
    )


def _card(library: Library, verdict: Verdict, lang: Lang) -> Html:
    counts = _counts(verdict)
    counts.pop("not_applicable", None)
    card = el(
        "button",
        el("strong", say(f"outcome_{verdict.outcome}", lang)),
        el("span", check_name(library, verdict.direction, lang)),
        el("small", " · ".join(f"{say(f'is_{state}', lang)} {number}" for state, number in counts.items())),
        type="button",
        class_=f"zn-board-card zn-o-{verdict.outcome}",
        data_do="check",
        data_direction=verdict.direction,
    )
    return el("li", card)

"""A picture where it helps: a birth date against the cut-off line, a share against the share asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from assistant.answer import Finding
from assistant.eligibility.profile import span
from assistant.errors import BadInput
from corpus import comparison, expression
from corpus.guide import Lang
from corpus.library import Library
from ui.markup import esc
from ui.words import say

_WIDTH = 320


def picture(library: Library, finding: Finding, profile: Mapping[str, Any], lang: Lang) -> str:
    """The picture of a finding, or nothing where none helps."""
    own = next((p.constraint for p in library.constraints if p.id == finding.constraint_id), None)
    if own is None:
        return ""
    for form in _parts(own.requires):
        if isinstance(form, comparison.BornOnOrAfter) and "birth_date" in profile:
            return _born(form.born_on_or_after, str(profile["birth_date"]), lang)
        if isinstance(form, comparison.Share):
            return _share(form, profile, lang)
    return ""


def _parts(form: comparison.Form) -> Iterator[comparison.Form]:
    inner = (
        getattr(form, "all_of", None) or getattr(form, "any_of", None)
        if isinstance(form, expression.AllOf | expression.AnyOf)
        else None
    )
    if inner is None:
        yield form
        return
    for part in inner:
        yield from _parts(part)


def _born(limit: date, written: str, lang: Lang) -> str:
    try:
        born = span(written, "birth_date")
    except BadInput:
        return ""
    first, last, line = (d.toordinal() for d in (born.first.date(), born.last.date(), limit))
    reach = max(abs(first - line), abs(last - line), 365) * 1.35
    x1, x2 = (_WIDTH / 2 + (day - line) / reach * (_WIDTH / 2 - 12) for day in (first, last))
    middle = (x1 + x2) / 2
    good = first >= line
    anchor = "start" if middle < 70 else "end" if middle > _WIDTH - 70 else "middle"
    told = say("born_picture", lang, born=written, limit=limit.isoformat())
    return (
        f'<svg class="zn-picture" viewBox="0 0 {_WIDTH} 66" role="img" aria-label="{esc(told)}">'
        f'<rect class="zn-good-zone" x="{_WIDTH / 2}" y="26" width="{_WIDTH / 2}" height="10"/><rect class="zn-bad-zone" x="0" y="26" width="{_WIDTH / 2}" height="10"/>'
        f'<line class="zn-limit" x1="{_WIDTH / 2}" x2="{_WIDTH / 2}" y1="18" y2="46"/>'
        f'<text x="{_WIDTH / 2}" y="62" text-anchor="middle">{limit.isoformat()}</text>'
        f'<rect class="{"zn-hit" if good else "zn-miss"}" x="{min(x1, x2) - 5:.1f}" y="23" width="{abs(x2 - x1) + 10:.1f}" height="16" rx="5"/>'
        f'<text class="zn-said" x="{middle:.1f}" y="14" text-anchor="{anchor}">{esc(written)}</text></svg>'
    )


def _share(form: comparison.Share, profile: Mapping[str, Any], lang: Lang) -> str:
    part, whole = profile.get(form.share), profile.get(form.of)
    limit = form.at_least if form.at_least is not None else form.at_most
    if limit is None or not _counts(part) or not _counts(whole) or whole <= 0 or part > whole:
        return ""
    share = Fraction(str(part)) / Fraction(str(whole))
    good = share >= limit if form.at_least is not None else share <= limit
    x, line = float(share) * _WIDTH, float(limit) * _WIDTH
    percent = f"{float(share * 100):.4g}%"
    told = say("share_picture", lang, part=part, whole=whole, percent=percent, limit=f"{float(limit * 100):g}%")
    return (
        f'<svg class="zn-picture" viewBox="0 0 {_WIDTH} 66" role="img" aria-label="{esc(told)}"><rect class="zn-base" y="24" width="{_WIDTH}" height="14" rx="4"/>'
        f'<rect class="{"zn-hit" if good else "zn-miss"}" y="24" width="{x:.1f}" height="14" rx="4"/>'
        f'<line class="zn-limit" x1="{line:.1f}" x2="{line:.1f}" y1="18" y2="46"/>'
        f'<text x="{min(max(line, 16), _WIDTH - 16):.1f}" y="62" text-anchor="middle">{float(limit * 100):g}%</text>'
        f'<text class="zn-said" x="0" y="14">{part} / {whole} = {percent}</text></svg>'
    )


def _counts(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

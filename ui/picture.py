"""A picture where it helps: a birth date against the cut-off line, a share against the share asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from assistant.answer import Finding
from assistant.eligibility.exact import span
from assistant.errors import BadInput
from corpus import comparison, expression
from corpus.guide import Lang
from corpus.library import Library
from ui.element import Html, el
from ui.words import say

_WIDTH = 320


def picture(library: Library, finding: Finding, profile: Mapping[str, Any], lang: Lang) -> Html | None:
    """The picture of a finding, or nothing where none helps."""
    own = next((p.constraint for p in library.constraints if p.id == finding.constraint_id), None)
    if own is None:
        return None
    for form in _parts(own.requires):
        if isinstance(form, comparison.BornOnOrAfter) and "birth_date" in profile:
            return _born(form.born_on_or_after, str(profile["birth_date"]), lang)
        if isinstance(form, comparison.Share):
            return _share(form, profile, lang)
    return None


def _parts(form: comparison.Form) -> Iterator[comparison.Form]:
    inner: tuple[Any, ...] = ()
    if isinstance(form, expression.AllOf):
        inner = form.all_of
    elif isinstance(form, expression.AnyOf):
        inner = form.any_of
    if not inner:
        yield form
    for part in inner:
        yield from _parts(part)


def _born(limit: date, written: str, lang: Lang) -> Html | None:
    try:
        born = span(written, "birth_date")
    except BadInput:
        return None
    first, last, line = (d.toordinal() for d in (born.first.date(), born.last.date(), limit))
    reach = max(abs(first - line), abs(last - line), 365) * 1.35
    half = _WIDTH / 2
    x1, x2 = (half + (day - line) / reach * (half - 12) for day in (first, last))
    middle = (x1 + x2) / 2
    anchor = "start" if middle < 70 else "end" if middle > _WIDTH - 70 else "middle"
    hit = "zn-hit" if first >= line else "zn-miss" if last < line else "zn-open-hit"
    return _svg(
        say("born_picture", lang, born=written, limit=limit.isoformat()),
        el("rect", class_="zn-bad-zone", x=0, y=26, width=half, height=10),
        el("rect", class_="zn-good-zone", x=half, y=26, width=half, height=10),
        _limit(half, limit.isoformat()),
        el("rect", class_=hit, x=f"{x1 - 5:.1f}", y=23, width=f"{x2 - x1 + 10:.1f}", height=16, rx=5),
        el("text", written, class_="zn-said", x=f"{middle:.1f}", y=14, text_anchor=anchor),
    )


def _share(form: comparison.Share, profile: Mapping[str, Any], lang: Lang) -> Html | None:
    part, whole = profile.get(form.share), profile.get(form.of)
    limit = form.at_least if form.at_least is not None else form.at_most
    if limit is None or not isinstance(part, int) or not isinstance(whole, int) or not 0 <= part <= whole or not whole:
        return None
    share = Fraction(part, whole)
    good = share >= limit if form.at_least is not None else share <= limit
    percent, wanted = f"{float(share * 100):.4g}%", f"{float(limit * 100):g}%"
    width = f"{float(share) * _WIDTH:.1f}"
    return _svg(
        say("share_picture", lang, part=part, whole=whole, percent=percent, limit=wanted),
        el("rect", class_="zn-base", y=24, width=_WIDTH, height=14, rx=4),
        el("rect", class_="zn-hit" if good else "zn-miss", y=24, width=width, height=14, rx=4),
        _limit(float(limit) * _WIDTH, wanted),
        el("text", f"{part} / {whole} = {percent}", class_="zn-said", x=0, y=14),
    )


def _limit(x: float, text: str) -> list[Html]:
    label = el("text", text, x=f"{min(max(x, 16), _WIDTH - 16):.1f}", y=62, text_anchor="middle")
    return [el("line", class_="zn-limit", x1=f"{x:.1f}", x2=f"{x:.1f}", y1=18, y2=46), label]


def _svg(told: str, *parts: Html | list[Html]) -> Html:
    return el("svg", parts, class_="zn-picture", viewBox=f"0 0 {_WIDTH} 66", role="img", aria_label=told)

"""Whether the sources say a sentence's figures: the value, of the same thing, in the same place."""

from __future__ import annotations

import re

from assistant.answering.claims import Figure, figures_in
from assistant.answering.ground import Fault, Ground, Unit, nearest, share, words_of
from corpus.reading import canonical, in_digits

_CLEAR = 0.2  # how much better a rival figure's words must fit before a figure counts as out of place
_VERBATIM = 0.85  # from here it says it in the same words
_NUMERAL = re.compile(r"[二三四五六七八九十两百千万亿]")
_IDIOMS = re.compile(r"两者|二者|两国|两方|十分|万一|千万|第三方|三方|一带一路|[\d.,]\s*[万亿千百]+")


def wrong_figure(sentence: str, ground: Ground, allowed: list[Unit]) -> Fault | None:
    """A fault where a figure of a sentence is not what its sources say, or not of what they say it of."""
    claims = figures_in(sentence)
    unread = [
        n[0] for n in _NUMERAL.finditer(_IDIOMS.sub(" ", canonical(in_digits(sentence)))) if not _in_a_word(n, ground)
    ]
    if unread:
        return Fault("figure", ", ".join(unread))
    if not claims:
        return None
    said = words_of(sentence, ground.lang)
    for claim in claims:
        if claim.value == "1" and not claim.unit and not claim.bound:
            continue  # 一项要求, one of them
        homes = [unit for unit in allowed if any(_backs(claim, own, unit) for own in unit.figures)]
        if not homes:
            return Fault("figure", _shown(claim))
        if _out_of_place(claim, said, homes, ground, allowed):
            return Fault("figure", f"{_shown(claim)} is said of something else")
    return _sequence(claims, said, ground, allowed) or _order(claims, allowed)


def _in_a_word(numeral: re.Match[str], ground: Ground) -> bool:
    """Whether a numeral that reads as no figure stands in the sources with the same neighbour: 第二批, 三类."""
    text, at = numeral.string, numeral.start()
    return any(
        pair.strip() in ground.known for pair in (text[max(0, at - 1) : at + 1], text[at : at + 2]) if len(pair) == 2
    )


def _sequence(claims: tuple[Figure, ...], said: frozenset[str], ground: Ground, allowed: list[Unit]) -> Fault | None:
    """A sentence in the very words of a source has its figures too, each in its place."""
    own = [part for u in allowed if u.lang == ground.lang and u.kind != "user" for part in u.parts]
    same = [unit for unit in nearest(said, own, _VERBATIM) if len(unit.figures) == len(claims)]
    for unit in same:
        if all(says(claim, figure) for claim, figure in zip(claims, unit.figures, strict=True)):
            return None
    return Fault("figure", ", ".join(_shown(c) for c in claims) + " are not so in the clause") if same else None


def _backs(claim: Figure, own: Figure, unit: Unit) -> bool:
    """Whether a source's figure says the claimed one. What the user said is no limit of the guide."""
    if not says(claim, own):
        return False
    return unit.kind != "user" or (claim.bound in ("", own.bound) and claim.edge in ("", own.edge))


def says(claim: Figure, own: Figure) -> bool:
    """Equal, or less exact of the same: 2026 and July 2026 of 1 July 2026."""
    if claim.value == own.value:
        return claim.agrees(own)
    if own.kind != "date":
        return False
    parts = set(re.findall(r"[ymd]\d+", own.value))
    if claim.kind == "number" and not claim.unit <= {"year"}:
        return False
    mine = set(re.findall(r"[ymd]\d+", claim.value)) if claim.kind == "date" else {f"y{claim.value}"}
    agree = claim.agrees(Figure(claim.value, claim.unit, own.bound, own.edge, own.share, own.stretch))
    return mine < parts and agree and not (claim.kind == "date" and mine <= {p for p in parts if p[0] == "d"})


def _out_of_place(claim: Figure, said: frozenset[str], homes: list[Unit], ground: Ground, allowed: list[Unit]) -> bool:
    """Whether the words around a figure fit another figure's statement clearly better than any of its own."""
    backing = [own for unit in homes for own in unit.figures if _backs(claim, own, unit)]
    if claim.edge and any(own.edge == claim.edge for own in backing):
        return False  # both say `until`, or both `from`: nothing tells more
    near = words_of(claim.stretch, ground.lang)

    def fit(unit: Unit, figures: list[Figure]) -> float:
        if unit.lang != ground.lang or not figures:
            return 0.0
        local = max(share(near, words_of(own.stretch, ground.lang)) for own in figures) if near else 1.0
        return (share(said, unit.words) + local) / 2

    own = max((fit(u, [f for f in u.figures if _backs(claim, f, u)]) for u in homes), default=0.0)
    if not any(u.lang == ground.lang for u in homes):
        return False
    rival = max(
        (fit(u, [f for f in u.figures if claim.denies(f) and not says(claim, f)]) for u in allowed if u.kind != "user"),
        default=0.0,
    )
    return rival >= 0.5 and rival - own >= _CLEAR


def _order(claims: tuple[Figure, ...], allowed: list[Unit]) -> Fault | None:
    """Two figures of a kind whose words do not tell them apart stand in the order of a source that has both."""
    for at, first in enumerate(claims):
        for second in claims[at + 1 :]:
            if not first.rivals(second) or _told_apart(first, second):
                continue
            both = [u for u in allowed if _has(u, first) and _has(u, second) and u.kind != "user"]
            if both and not any(_in_order(u, first, second) for u in both):
                return Fault("figure", f"{_shown(first)} and {_shown(second)} have changed places")
    return None


def _told_apart(first: Figure, second: Figure) -> bool:
    for name in ("edge", "bound", "share"):
        one, other = getattr(first, name), getattr(second, name)
        if one and other and one != other:
            return True
    return False


def _has(unit: Unit, figure: Figure) -> bool:
    return any(says(figure, own) for own in unit.figures)


def _in_order(unit: Unit, first: Figure, second: Figure) -> bool:
    at = [i for i, own in enumerate(unit.figures) if says(first, own)]
    return any(says(second, own) for own in unit.figures[min(at) + 1 :])


def _shown(figure: Figure) -> str:
    return re.sub(r"^y(\d+)(?:m(\d+))?(?:d(\d+))?$", lambda m: "-".join(p for p in m.groups() if p), figure.value)

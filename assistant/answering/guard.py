"""The guard: nothing a model writes goes out unless its cited clauses, the rules or the user said it.

A passage is checked whole: one or more sentences with the markers at their end. What fails is named by a Fault, whose
reason is counted; nothing here repairs. A sentence that repeats the composer's passes at once, for it is true.
"""

from __future__ import annotations

import re

from assistant.answering.claims import Figure, addresses_in, figures_in, refs_in
from assistant.answering.ground import (
    MARKER,
    Fault,
    Ground,
    Unit,
    alike,
    bare,
    hedges,
    markers_in,
    negations,
    share,
    words_of,
)
from assistant.answering.names import unknown_names
from assistant.answering.streaming import sentences
from assistant.answering.verdicts import wrong_verdict
from corpus.reading import canonical, in_digits, plain

_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:#\w+|[a-z]+);|!\[|\]\((?!\s*(?:https?://|mailto:))|```|\]:\s")
_REQUIRES = re.compile(
    r"必须|应当|须|需要|应(?![用急对届])|不得|\b(?:must|shall|required?|requires|have to|has to|need to|should)\b", re.I
)
_WAIVES = re.compile(
    r"无需|无须|不需|不必|不用|不要求|免(?:于|除|交)|\b(?:need not|no need|not (?:required|necessary|needed)"
    r"|do(?:es)? not (?:need|require|have to)|"
    r"optional|waived?|exempt\w*)\b", re.I,
)  # fmt: skip
_FORBIDS = re.compile(
    r"不得|不能|不可(?!抗)|不允许|不予|禁止|无效|\b(?:must not|may not|cannot|can't|not (?:allowed|permitted"
    r"|accepted|valid)|invalid|prohibited|forbidden)\b",
    re.I,
)
_PERMITS = re.compile(r"可以|允许|有效|\b(?:allowed|permitted|accepted|acceptable|valid)\b", re.I)
_NUMERAL = re.compile(r"[二三四五六七八九十两百千万亿]")
_IDIOMS = re.compile(r"两者|二者|两国|两方|十分|万一|千万|第三方|三方|一带一路|[\d.,]\s*[万亿千百]+")
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-zÀ-ž]+(?:['’-][A-Za-zÀ-ž]+)*")
# Measured on composed answers reworded and falsified (tests/test_assistant_guard.py):
_SUPPORT = 0.34  # share of a sentence's words that must stand in what it cites, or in the question
_BETTER = 0.25  # how much better another clause must fit before a citation counts as wrong
_CLEAR = 0.2  # how much better a rival figure's words must fit before a figure counts as out of place
_SAME = 0.6  # from here two sentences say the same thing, and must agree on `not` and `in principle`
_VERBATIM = 0.85  # from here it says it in the same words
_FEW = {"zh": 12, "en": 4}  # words of a sentence that claims nothing ("Here is what the guide says:")


def check(passage: str, ground: Ground) -> Fault | None:
    """The first fault of a passage, None where it may go out."""
    if _MARKUP.search(passage):
        return Fault("markup")
    markers = markers_in(passage)
    if not markers <= ground.markers:
        return Fault("citation", "there is no " + " ".join(f"[{n}]" for n in sorted(markers - ground.markers)))
    for sentence in sentences(passage):
        if re.search(r"\w", MARKER.sub("", sentence)):
            fault = _sentence(sentence.strip(), markers, ground)
            if fault:
                return fault
    return None


def _sentence(sentence: str, markers: frozenset[int], ground: Ground) -> Fault | None:
    allowed = ground.allowed(markers)
    same = [unit for unit in ground.composed if _repeats(sentence, unit)]
    if any(markers_in(sentence) <= unit.markers and unit in allowed for unit in same):
        return None
    if same and markers_in(sentence):
        return Fault("citation", f"other clauses say this: {sentence[:60]}")
    if not language_fits(sentence, ground.lang):
        return Fault("language", sentence[:60])
    return (
        _citable(sentence, ground, allowed)
        or _uncited(sentence, markers, ground, allowed)
        or _figures(sentence, ground, allowed)
        or wrong_verdict(sentence, markers, ground, allowed)
        or _polarity(sentence, ground, allowed)
        or _support(sentence, markers, ground, allowed)
    )


def _repeats(sentence: str, unit: Unit) -> bool:
    """Word for word, or one of its sentences."""
    return (said := bare(sentence)) == unit.bare or said in unit.sentences


def language_fits(text: str, lang: str) -> bool:
    """Whether a sentence is in a language by its script; names in the other script are allowed."""
    text = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+|\bwww\.\S+", " ", plain(text))
    han, latin = len(_HAN.findall(text)) / 1.6, len(_LATIN.findall(text))
    if han + latin < 3:
        return True
    share_zh = han / (han + latin)
    return share_zh >= 0.4 if lang == "zh" else share_zh <= 0.45


def _citable(sentence: str, ground: Ground, allowed: list[Unit]) -> Fault | None:
    """Clause numbers, addresses and names must be the sources' own."""
    unknown = refs_in(sentence) - ground.refs
    if unknown:
        return Fault("clause", sentence[:80])
    cited = frozenset().union(*(addresses_in(u.text) for u in allowed))
    strange = addresses_in(sentence) - cited
    if strange:
        return Fault("address", ", ".join(sorted(strange)))
    names = unknown_names(sentence, ground)
    return Fault("name", ", ".join(names)) if names else None


# -- figures ---------------------------------------------------------------------------------------------------


def _figures(sentence: str, ground: Ground, allowed: list[Unit]) -> Fault | None:
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
    same = [unit for unit in _nearest(said, own, _VERBATIM) if len(unit.figures) == len(claims)]
    for unit in same:
        if all(_vaguer(claim, figure) for claim, figure in zip(claims, unit.figures, strict=True)):
            return None
    return Fault("figure", ", ".join(_shown(c) for c in claims) + " are not so in the clause") if same else None


def _backs(claim: Figure, own: Figure, unit: Unit) -> bool:
    """Whether a source's figure says the claimed one. What the user said is no limit of the guide."""
    if not _vaguer(claim, own):
        return False
    return unit.kind != "user" or (claim.bound in ("", own.bound) and claim.edge in ("", own.edge))


def _vaguer(claim: Figure, own: Figure) -> bool:
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
        (
            fit(u, [f for f in u.figures if claim.denies(f) and not _vaguer(claim, f)])
            for u in allowed
            if u.kind != "user"
        ),
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
    return any(_vaguer(figure, own) for own in unit.figures)


def _in_order(unit: Unit, first: Figure, second: Figure) -> bool:
    at = [i for i, own in enumerate(unit.figures) if _vaguer(first, own)]
    return any(_vaguer(second, own) for own in unit.figures[min(at) + 1 :])


def _shown(figure: Figure) -> str:
    return re.sub(r"^y(\d+)(?:m(\d+))?(?:d(\d+))?$", lambda m: "-".join(p for p in m.groups() if p), figure.value)


# -- what it says of them --------------------------------------------------------------------------------------


def _polarity(sentence: str, ground: Ground, allowed: list[Unit]) -> Fault | None:
    """`not`, `need not` and `in principle` must be the sources'."""
    said = words_of(sentence, ground.lang)
    own = [part for u in allowed if u.lang == ground.lang and u.kind != "user" for part in u.parts]
    same = _nearest(said, own, _SAME)
    if same and all(negations(sentence) != unit.negations for unit in same):
        return Fault("negation", sentence[:80])
    if same and all(hedges(sentence) != hedges(unit.text) for unit in same):
        return Fault("strength", sentence[:80])
    near = [u for u in own if share(said, u.words) >= 0.4]
    denies = bool(_WAIVES.search(sentence)) or (negations(sentence) and _FORBIDS.search(sentence))
    if denies and not any(u.negations for u in near):
        return Fault("negation", sentence[:80])
    if _PERMITS.search(sentence) and not negations(sentence) and near:
        best = max(near, key=lambda u: share(said, u.words))
        if best.negations and not any(_PERMITS.search(u.text) and not _FORBIDS.search(u.text) for u in near):
            return Fault("negation", sentence[:80])
    return None


def _uncited(sentence: str, markers: frozenset[int], ground: Ground, allowed: list[Unit]) -> Fault | None:
    """A sentence that claims something needs a marker, unless the composer says it without one, or the user said it."""
    if markers or (not any(p.search(sentence) for p in (_REQUIRES, _WAIVES, _FORBIDS)) and not figures_in(sentence)):
        return None
    said = words_of(sentence, ground.lang)
    free = [part for unit in allowed if unit.lang == ground.lang for part in unit.parts]
    return None if any(share(said, part.words) >= 0.5 for part in free) else Fault("uncited", sentence[:80])


def _nearest(said: frozenset[str], units: list[Unit], least: float) -> list[Unit]:
    """The units whose words are nearly the same, with those hardly less so."""
    scored = [(alike(said, unit.words), unit) for unit in units]
    best = max((score for score, _ in scored), default=0.0)
    return [unit for score, unit in scored if score >= max(least, best - 0.05)]


def _support(sentence: str, markers: frozenset[int], ground: Ground, allowed: list[Unit]) -> Fault | None:
    """Its words must be those of what it cites, and no other clause may fit clearly better."""
    said = words_of(sentence, ground.lang)
    asked = frozenset().union(*(u.words for u in ground.units if u.kind == "user"))
    own = [u for u in allowed if u.lang == ground.lang and u.kind != "user"]
    if not markers:
        everything = asked.union(*(u.words for u in ground.units if u.lang == ground.lang))
        if len(said) > _FEW[ground.lang] and share(said, everything) < 0.5:
            return Fault("unsupported", sentence[:80])
        return None
    known = asked.union(*(u.words for u in own))
    backed = 2 * len({claim.value for claim in figures_in(sentence)})  # each stands in what is cited, and tells more
    if (len(said & known) + backed) / max(len(said) + backed, 1) < _SUPPORT:
        return Fault("unsupported", sentence[:80])
    cited = max((share(said, u.words) for u in own), default=0.0)
    other = max((share(said, u.words) for u in ground.units if u.lang == ground.lang and u.kind != "user"), default=0.0)
    if other - cited >= _BETTER and cited < 0.75:
        return Fault("citation", f"another clause says this: {sentence[:60]}")
    for marker in markers if len(markers) > 1 else ():
        if max((share(said, u.words) for u in own if marker in u.markers), default=0.0) < 0.15:
            return Fault("citation", f"[{marker}] does not say this")
    return None


def left_out(text: str, ground: Ground) -> list[Unit]:
    """The composer's sentences that a text does not say: a figure, an address or most of their words are not in it."""
    figures, addresses, words = figures_in(text), addresses_in(text), words_of(text, ground.lang)
    flat = bare(text)

    def said(unit: Unit) -> bool:
        if unit.bare in flat:
            return True
        values = all(
            any(_vaguer(own, f) or own.value == f.value for f in figures) for own in unit.figures if own.kind != "ref"
        )
        enough = 0.25 if any(own.kind != "ref" for own in unit.figures) else 0.5
        return values and addresses_in(unit.text) <= addresses and share(unit.words, words) >= enough

    return [unit for unit in ground.composed if not said(unit)]

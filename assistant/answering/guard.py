"""The guard: nothing a model writes goes out unless its cited clauses, the rules or the user said it.

A passage is checked whole: one or more sentences with the markers at their end. What fails is named by a Fault, whose
reason is counted; nothing here repairs. A sentence that repeats the composer's passes at once, for it is true.
"""

from __future__ import annotations

import re

from assistant.answering.backing import says, wrong_figure
from assistant.answering.claims import addresses_in, figures_in, refs_in
from assistant.answering.ground import (
    MARKER,
    Fault,
    Ground,
    Unit,
    bare,
    hedges,
    markers_in,
    nearest,
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
# Bounds on what is no figure: matching funds at least equal to the grant, 不低于专项经费
_NO_FIGURE = r"(?![\u4e00-\u9fff]{0,6}\s?(?:rmb |cny |the age of |the end of )?⟦)"
_AT_MOST = re.compile(
    r"(?:不(?:得|能|可)?(?:超过|多于|高于|大于)|至多|最多|最高|\b(?:at most|up to|(?:not|never) exceed(?:ing)?"
    r"|(?:no|not) (?:more|greater|larger|higher) than)\s?)" + _NO_FIGURE
)
_AT_LEAST = re.compile(
    r"(?:不(?:得|能|可)?(?:少于|低于|小于)|至少|最少|最低|\b(?:at least"
    r"|(?:no|not) (?:less|fewer|smaller|lower) than)\s?)" + _NO_FIGURE
)
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-zÀ-ž]+(?:['’-][A-Za-zÀ-ž]+)*")
# Measured on composed answers reworded and falsified (tests/test_assistant_guard.py):
_SUPPORT = 0.34  # share of a sentence's words that must stand in what it cites, or in the question
_BETTER = 0.25  # how much better another clause must fit before a citation counts as wrong
_SAME = 0.6  # from here two sentences say the same thing, and must agree on `not` and `in principle`
_LIKE = 0.4  # from here a sentence speaks of the same
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
        or wrong_figure(sentence, ground, allowed)
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


def _polarity(sentence: str, ground: Ground, allowed: list[Unit]) -> Fault | None:
    """`not`, `need not` and `in principle` must be the sources'."""
    said = words_of(sentence, ground.lang)
    own = [part for u in allowed if u.lang == ground.lang and u.kind != "user" for part in u.parts]
    same = nearest(said, own, _SAME)
    if same and all(negations(sentence) != unit.negations for unit in same):
        return Fault("negation", sentence[:80])
    if same and all(hedges(sentence) != hedges(unit.text) for unit in same):
        return Fault("strength", sentence[:80])
    bound = _bounds(sentence)
    like = nearest(said, own, _LIKE) if bound else []
    if like and all(bound != (there := _bounds(u.text)) and len(bound | there) > 1 for u in like):
        return Fault("figure", sentence[:80])
    near = [u for u in own if share(said, u.words) >= _LIKE]
    denies = bool(_WAIVES.search(sentence)) or (negations(sentence) and _FORBIDS.search(sentence))
    if denies and not any(u.negations for u in near):
        return Fault("negation", sentence[:80])
    if _PERMITS.search(sentence) and not negations(sentence) and near:
        best = max(near, key=lambda u: share(said, u.words))
        if best.negations and not any(_PERMITS.search(u.text) and not _FORBIDS.search(u.text) for u in near):
            return Fault("negation", sentence[:80])
    return None


def _bounds(text: str) -> frozenset[str]:
    """Whether something that is no figure is bounded from above, from below, or both: `at most equal to the grant`."""
    text = canonical(in_digits(text)).lower()
    return frozenset(side for side, words in (("high", _AT_MOST), ("low", _AT_LEAST)) if words.search(text))


def _uncited(sentence: str, markers: frozenset[int], ground: Ground, allowed: list[Unit]) -> Fault | None:
    """A sentence that claims something needs a marker, unless the composer says it without one, or the user said it."""
    if markers or (not any(p.search(sentence) for p in (_REQUIRES, _WAIVES, _FORBIDS)) and not figures_in(sentence)):
        return None
    said = words_of(sentence, ground.lang)
    free = [part for unit in allowed if unit.lang == ground.lang for part in unit.parts]
    return None if any(share(said, part.words) >= 0.5 for part in free) else Fault("uncited", sentence[:80])


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
            any(says(own, f) or own.value == f.value for f in figures) for own in unit.figures if own.kind != "ref"
        )
        enough = 0.25 if any(own.kind != "ref" for own in unit.figures) else 0.5
        return values and addresses_in(unit.text) <= addresses and share(unit.words, words) >= enough

    return [unit for unit in ground.composed if not said(unit)]

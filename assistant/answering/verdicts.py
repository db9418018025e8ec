"""Words that judge a person. Only the rules judge: a verdict in a text must be the one they gave."""

from __future__ import annotations

import re

from assistant.answering.ground import Fault, Ground, Unit, alike, words_of

_OPEN = re.compile(
    r"(?:还|尚)?(?:不能|无法|难以)(?:下结论|确定|判断|定论)|定不下来|还不(?:确定|清楚)|undetermined|undecided|"
    r"(?:cannot|can't|can not|could not) (?:yet )?be (?:decided|determined|said|settled|concluded)|(?:no"
    r"|not) (?:yet )?(?:a )?"
    r"(?:verdict|conclusion|clear|decided|settled)|cannot (?:yet )?(?:say|decide|tell|conclude)",
    re.I,
)
_NO = re.compile(
    r"(?:不|未|没有|没|无法|不能)(?:能|可以|可|得)?(?:再)?(?:符合|满足|申报|申请|报名|参加|报(?!告|送))|不可以|不合格|(?:没有|无|不具备)(?:申报|申请)?资格|不行"
    r"|not eligible|ineligible|(?:cannot|can't|can not|may not|must not|not allowed to|unable to"
    r"|not able to) (?:apply|take part|participate)"
    r"|(?:do|does|did|would|will) not (?:meet|qualify|satisfy|fulfil)|n['’]t (?:meet|qualify|satisfy)|(?:is"
    r"|are) not (?:met|satisfied|qualified)"
    r"|\bnot met\b|disqualified|(?:^|[.!?:*\s])No[,.:;]",
    re.I,
)
_YES = re.compile(
    r"(?:符合|满足|达到|具备)[^。，；,;]{0,12}?(?:条件|要求|资格|规定)|可以(?:申报|申请|报名|参加|报(?!告|送))|能(?:够)?(?:申报|申请|报名|报(?!告|送))|(?:有|具备)(?:申报|申请)?资格"
    r"|(?<!不)合格(?!证)|^(?:是的|可以)[，。,.]|\beligible\b|\bqualif(?:y|ies|ied)\b|(?:can|may|are able to"
    r"|are allowed to|are free to) (?:still )?apply"
    r"|\b(?:meets?|met|satisf(?:y|ies|ied)|fulfils?) (?:all |the |this |every |each |these )|(?:^|[.!?:*\s])Yes[,.:;!]",
    re.I,
)
_PERSON = re.compile(r"你|您|我|\b(?:you|your|yours|I|my)\b", re.I)
_CONDITION = re.compile(
    r"如果|若|只要|只有|才能|才可|须|需|应当|必须|条件是|要求是|\b(?:if|when|provided|unless|only|must|should"
    r"|to be|in order to|has to|have to|who)\b",
    re.I,
)
_SAME = 0.6  # alike enough to be the composer's own sentence
_MEANS = {"eligible": "yes", "eligible_with_warnings": "yes", "not_eligible": "no", "undetermined": "open"}
_FOUND = {"met": "yes", "broken": "no", "warning": "no", "unknown": "open"}


def judgements_in(text: str) -> frozenset[str]:
    """yes, no, open: what a text says of anybody's standing."""
    found: set[str] = set()
    for name, pattern in (("open", _OPEN), ("no", _NO), ("yes", _YES)):
        text, count = pattern.subn(" ", text)
        if count:
            found.add(name)
    return frozenset(found)


def wrong_verdict(sentence: str, markers: frozenset[int], ground: Ground, allowed: list[Unit]) -> Fault | None:
    """A fault where a sentence judges otherwise than the rules; without a verdict only the sources' words may judge."""
    said = judgements_in(sentence)
    if not said:
        return None
    words = words_of(sentence, ground.lang)
    parts = [part for unit in ground.composed for part in unit.parts]
    if any(said <= judgements_in(part.text) and alike(words, part.words) >= _SAME for part in parts):
        return None
    if ground.outcome is None:
        conditional = _CONDITION.search(sentence) is not None
        if said == {"yes"} and conditional and not re.match(r"\W*(?:yes|可以|是的)\b", sentence, re.I):
            return None  # "To be eligible, applicants must …" states a rule
        sourced = frozenset().union(*(judgements_in(u.text) for u in allowed if u.kind != "user"))
        to_asker = _PERSON.search(sentence) is not None and not conditional
        if said <= sourced and (not to_asker or _told_asker(said, ground)):
            return None
        return Fault("verdict", sentence[:80])
    right = {_MEANS[ground.outcome]}
    if _overall(sentence):
        return None if said <= right else Fault("verdict", sentence[:80])
    for marker in markers:
        right |= {_FOUND[outcome] for outcome in ground.judged.get(marker, ()) if outcome in _FOUND}
    return None if said <= right else Fault("verdict", sentence[:80])


def _told_asker(said: frozenset[str], ground: Ground) -> bool:
    """Whether the composer judges so in a sentence that speaks to the asker."""
    return any(said <= judgements_in(u.text) and _PERSON.search(u.text) for u in ground.composed)


def _overall(sentence: str) -> bool:
    """Whether it is about applying as a whole, not about one requirement."""
    return (
        re.search(
            r"\beligible\b|qualif|\bapply\b|^\W*(?:yes|可以|是的)|可以(?:申报|申请|报)|能(?:够)?(?:申报|申请|报)"
            r"|资格|\ball (?:the )?(?:conditions|requirements|criteria)"
            r"|(?:全部|所有|各项)(?:条件|要求)|符合(?:申报|申请)?条件",
            sentence,
            re.I,
        )
        is not None
    )

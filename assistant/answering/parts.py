"""Questions within a question: "how many projects, and who is the contact?" asks for two things."""

from __future__ import annotations

import re

from corpus.guide import Lang

_PRONOUN = "how|what|when|which|who|whom|whose|where|why"
_WH = rf"{_PRONOUN}|is|are|was|were|do|does|did|can|may|must|should|has|have"
_MARK = re.compile(r"[?？]$")
_CUTS = {
    "zh": re.compile(
        r"(?<=[?？])\s*|[,，、;；。!！:：]\s*|以及|(?=还有)|并且|另外|(?<=[\u4e00-\u9fff])和(?=.{0,6}(?:多少|几|什么|哪|谁))"
    ),
    # "and" cuts before a question word only: "NSFC and JSPS" is one thing
    "en": re.compile(
        r"(?<=\?)\s*|[,;.!:]\s+|!"
        rf"|\s+(?:and|or|plus|as well as)\s+(?=(?:\S+\s+){{0,2}}(?:{_WH})\b)",
        re.I,
    ),
}
_ASKS = {
    "zh": re.compile(
        r"多[少高大长久快远]|几|吗|么|什么|啥|哪|谁|怎|何时|为何|是否|能否|呢|要不要|能不能|可不可以|有没有|是不是"
        r"|(?:发|告诉|说|给)(?:我|一)(?:一下|下)?$|^还有.{2,8}$|[?？]$"
    ),
    # "is" and its like ask only at the start: "our partner is in Egypt" tells
    "en": re.compile(
        rf"^(?:(?:and|but|or|so|then|plus) )*(?:{_WH})\b|(?<![a-z])(?:{_PRONOUN})(?![a-z])|\?$",
        re.I,
    ),
}
_TELLS = {  # where what is told ends and what is asked may begin
    "zh": re.compile(r"(?<=[?？])\s*|[,，;；。!！:：]\s*|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])|[—-]{2,}"),
    "en": re.compile(
        rf"(?<=\?)\s*|(?<=[.!])\s+|[;:]\s+|\s+[-–—]+\s+|,\s+(?=(?:(?:and|but|so|or|then)\s+)?(?:{_WH})\b)", re.I
    ),
}
_LEANS = {  # words for what was told before
    "zh": re.compile(r"它|其中|这[个些项种两]|那[个些项种两]"),
    "en": re.compile(r"\bones\b"),
}
# What each of several things has: 互访人次和办会要求分别是多少, and things of one kind: 发达国家、新兴国家、发展中国家
_AND = r"(?:[、和与及跟]|以及)"
_EACH = re.compile(
    rf"([^\s,、;:和与及跟对向]{{2,10}}?(?:{_AND}[^\s,、;:和与及跟对向]{{2,10}}?)+)(?=(?:分别|各自?)[\u4e00-\u9fff])"
)
_OF_A_KIND = re.compile(
    rf"([^\s,、;:和与及跟对向在]{{1,6}}?(?P<kind>[\u4e00-\u9fff]{{2}})(?:{_AND}[^\s,、;:和与及跟]{{1,6}}?(?P=kind))+)"
    r"(?=.*(?:分别|各))"
)
_APIECE = re.compile("^(?:分别|各自?)")
_ENDS = re.compile(r"[?!;,](?=\s|[\u4e00-\u9fff]|$)|[.](?=\s|$)")
_HEADED = {  # "NEDO in 2023: total budget, and how much for hydrogen?"
    "zh": re.compile(r"(?P<head>[^:,;?、]{2,20}): ?(?P<first>[^:,;?、]{2,12})[,、] ?(?P<rest>[^:]+)$"),
    "en": re.compile(
        rf"(?P<head>[^:,;?.]{{2,40}}): (?P<first>[^:,;?.]{{3,40}}), (?P<rest>(?:and )?(?:{_PRONOUN})\b[^:]+)$", re.I
    ),
}
_LEAD = re.compile(r"^(?:and )?(?:how many|how much|what|which) ", re.I)
_SHORTEST = {"zh": 4, "en": 9}  # characters
_NOUN = 3  # words that a bare piece between two questions may have: "how many directions, projects and …"
_MOST = 4
_ALONE = {"zh": 7, "en": 18}  # characters from which a piece that asks says by itself what of: "and why?" does not


def parts(text: str, lang: Lang) -> tuple[str, ...]:
    """The questions that one text asks, in order; none where it asks a single one."""
    asking: list[str] = []
    between: list[str] = []
    lead = ""
    for piece in (p.strip() for p in _CUTS[lang].split(text)):
        asks = _ASKS[lang].search(piece)
        piece = _MARK.sub("", piece)
        if asks:
            found = _LEAD.match(piece)
            lead = found[0] if found else ""
            asking += [*between, piece] if len(piece) >= _SHORTEST[lang] else []
            between = []
        elif lead and piece:
            between += [lead + noun for noun in re.split(r"\s+and\s+", piece) if len(noun.split()) <= _NOUN]
    return tuple(asking[:_MOST]) if len(asking) > 1 else ()


def each(text: str, lang: Lang, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The questions that one text asks of each thing that it lists, in order: "where are JST and NEDO present?" asks
    where each of them is. Lower-case `names` are things that may be listed in either language; none where no list
    stands."""
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    listed = (
        re.search(rf"(?:{either})(?:(?:, ?|{_AND}|,? (?:and|or) )+(?:{either}))+", text) if len(names) > 1 else None
    )
    if lang == "zh":
        listed = listed or _OF_A_KIND.search(text) or _EACH.search(text)
    if not listed:
        return ()
    items = [item for item in re.split(rf", ?|{_AND}|,? (?:and|or) ", listed[0]) if item]
    tail = _APIECE.sub("", _ENDS.split(text[listed.end() :])[0])
    return tuple(text[: listed.start()] + item + tail for item in items[:_MOST])


def headed(text: str, lang: Lang) -> tuple[str, ...]:
    """The questions of a text that says before a colon what they are about, each with that: "NEDO in 2023: budget, and
    how much for hydrogen?"; none where it does not."""
    found = _HEADED[lang].match(text)
    if not found:
        return ()
    rest = _MARK.sub("", found["rest"])
    return tuple(f"{found['head']} {part}" for part in (found["first"], *(parts(rest, lang) or (rest,)))[:_MOST])


def asking(text: str, lang: Lang) -> str:
    """What of a text asks, without what is told around it: of "we are four, our leader fell ill. who may replace her?"
    the end. What is told remains where the question leans on it ("two shares are around. which ones are printed?"). The
    whole text where nothing in it asks, or all of it does."""
    pieces = [piece.strip() for piece in _TELLS[lang].split(text) if piece.strip()]
    kept: set[int] = set()
    for at, piece in enumerate(pieces):
        if _ASKS[lang].search(piece):
            leans = at and (len(piece) < _ALONE[lang] or _LEANS[lang].search(piece))
            kept |= {at - 1, at} if leans else {at}
    return " ".join(pieces[at] for at in sorted(kept)) if 0 < len(kept) < len(pieces) else text

"""What a text claims that can be false: figures and what they count, numbers of clauses, addresses, names.

A figure is read with the words beside it, in either language: `不少于 15 人次` and `at least fifteen person-visits`
are the same value, unit and bound. Two figures agree where nothing known of the one contradicts the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.figures import addresses
from corpus.reading import canonical, in_digits

_REF = re.compile(
    r"(?:(?<![\w.])(?:exchange|joint)-)?(?<![\d.,:])\d\.\d\s?[(（]\d{1,2}[)）]"
    r"|(?:(?<![\w.])(?:exchange|joint)-|(?<=[^\d.,:])|^)(?:1\.[1-9]|2\.[0-6])(?!\d|[.,:]\d|\s*(?:万|亿|千|%|元|年|个月|周|million|billion|"
    r"thousand|per\s?cent|years?|months?|weeks?))"
    r"|附件\s*[\d一二三四五六七八九十]+(?:\.[一二三四五六七八九十](?:\.\d+)?)?|[一二三四五六七八九十]\.\d+|表\s*[\d一二三四五六七八九十]+|第\s*[\d一二三四五六七八九十]+\s*[条款](?!目)"
    r"|\b(?:annex|appendix|attachment|table|article|clause|section|paragraph|rule)\s+\d+(?:\.\d+)*(?:\s?[(（]\d{1,2}[)）])?",
    re.I,
)
_REF_WORD = (("附件", "annex"), ("appendix", "annex"), ("attachment", "annex"), ("表", "table"))
_REF_PLAIN = re.compile(r"(?:exchange|joint|clause|section|paragraph|rule|article|第|条|款)-?", re.I)
_TOKENS = re.compile(r"(?:⟦[^⟧]*⟧)+")
_OR_MORE = re.compile(r"^\s?(?:or|and) (?:more|less|fewer|above|over|below)(?= )")
_SAME_MOMENT, _MOMENT = re.compile(r"\s?(?:at|on|by|,)?\s?"), {"date", "time"}
_DATE_PART = re.compile(r"⟦([ymd])(\d+)⟧")
_STRETCH = re.compile(r"[,;:。()\n|、!?]|\.(?=\s|$)")

# What a figure counts: the word right behind it, or a few adjectives later in English.
_ADJECTIVES = r"(?:(?!(?:per|each|every|for|in|of|to|from|an?|the|and|or|by|is|are|at|on|with|over)\b)[a-z-]+ ){0,4}"
_BEHIND = {
    "money": r"元|人民币|(?:rmb|cny|chinese )?yuan|rmb|cny",
    "yen": r"日元|yen|jpy",
    "share": r"%",
    "age": r"周?岁|(?:full )?years? (?:old|of age)|-?year-olds?",
    "year": r"年(?!度)|-?(?:full |whole )?years?\b",
    "month": r"个?月|-?(?:\w+ ){0,2}months?\b",
    "week": r"周(?!岁)|个?星期|-?weeks?\b",
    "day": r"天|个?日(?!元)|-?days?\b",
    "visit": rf"人次|{_ADJECTIVES}(?:person-(?:visits|times)|visits?|trips?)\b",
    "person": rf"名|位|人(?!次|民币)|{_ADJECTIVES}(?:people|persons?|researchers?|members?|participants?|attendees"
    rf"|scholars?|"
    r"delegates|representatives|scientists?|students?|experts?|guests|staff|postdocs?)\b",
    "paper": rf"篇|{_ADJECTIVES}papers?\b",
    "patent": rf"项(?:发明)?专利|{_ADJECTIVES}patents?\b",
    "project": rf"个项目|{_ADJECTIVES}projects?\b",
    "event": rf"[次场](?!要)|{_ADJECTIVES}(?:events?|conferences?|meetings?|seminars?|workshops?|activities)\b",
    "unit": rf"家|{_ADJECTIVES}(?:institutions?|institutes?|units?|compan(?:y|ies)|enterprises?)\b",
    "direction": rf"个方向|{_ADJECTIVES}directions?\b",
    "task": rf"项任务|{_ADJECTIVES}tasks?\b",
    "country": rf"国(?!拨)|个国家|{_ADJECTIVES}countries\b",
}  # fmt: skip
_BEHIND_RE = {name: re.compile(rf"\s?(?:{words})") for name, words in _BEHIND.items()}
_BEFORE_RE = {
    "money": re.compile(r"(?:rmb|cny|[¥￥]|yuan(?: of)?)\s?$"),
    "yen": re.compile(r"jpy\s?$"),
    "age": re.compile(
        r"(?:\bage[sd]?(?: of| is| limit is| limit of)?|年龄|(?:older"
        r"|younger)(?: than)?)\s?(?:[a-z不超过为是]{0,12}\s?)?$"
    ),
}
_HIGH = re.compile(
    r"(?:不(?:得|能|可)?(?:超过|多于|高于|大于|晚于)|不超|至多|最多|最晚|最高|上限为?|小于|少于|低于|早于"
    r"|(?:no|not) (?:more|later|older|longer|over|greater|larger|higher)(?: than)?(?: the age of)?|(?:not"
    r"|never) exceed(?:ing)?"
    r"|at most|up to|(?:a )?maximum(?: of| age of| age is)?|within|under|below|less than|fewer than|before|by"
    r"|until|younger than"
    r"|capped at|or under)[\u4e00-\u9fff]{0,6}\s?(?:the age of |the end of )?(?:rmb |cny )?$"
)
_LOW = re.compile(
    r"(?:不(?:得|能|可)?(?:少于|低于|早于|小于)|至少|最少|最低|起码|超过|多于|大于|高于|晚于|自(?![己行身主])|从(?!事)"
    r"|at least|(?:no|not) (?:less|fewer|earlier|smaller|lower)(?: than)?|(?:a )?minimum(?: of)?|(?:more|later|older|"
    r"greater) than|over|above|(?<!working )from|since|after|exceed(?:s|ing)?)[\u4e00-\u9fff]{0,6}\s?(?:rmb |cny )?$"
)
_LOW_BEHIND = re.compile(
    r"^.{0,7}?(?:(?:及|或)?以上|及以后|以后|之后|起)|^[^⟦,;。]{0,24}?\b(?:or|and) (?:more|above|later|older"
    r"|longer|after|over)\b|^\s?\+"
)
_HIGH_BEHIND = re.compile(
    r"^.{0,5}?(?:及?以下|以内|之内|及以前|以前|之前|前|为止|止)|^[^⟦,;。]{0,24}?\b(?:or|and) (?:less|fewer|below"
    r"|younger|earlier|under|before)\b"
)
_EXACT = re.compile(r"(?:exactly|precisely|恰好|正好|刚好)\s?$")
_START = re.compile(r"开始|开放|开启|起始|\b(?:open(?:s|ed|ing)?|start(?:s|ed|ing)?|begin(?:s|ning)?|from)\b|自$|从$")
_END = re.compile(
    r"截止|结束|关闭|\b(?:deadline|clos(?:es|ed|ing)|end(?:s|ed|ing)?|until|till|due|latest|last day)\b|止$|至$|到$"
)
_SHARES = {
    "project": re.compile(r"每(?:个|一)?项目|(?:per|each|every|a single) (?:\w+ )?project|project (?:receives|gets)"),
    "person": re.compile(r"每(?:名|人|位)|(?:per|each|every) (?:person|researcher|head)"),
    "year": re.compile(r"每年|(?:per|each|every|a) year|annual|yearly"),
    "total": re.compile(r"总(?:经费|额|概算|计|共)|共计|合计|累计|\b(?:total|in all|altogether|overall|in sum)\b"),
}


@dataclass(frozen=True)
class Figure:
    """A value with what is said beside it; an empty part is not known and contradicts nothing."""

    value: str
    unit: frozenset[str]
    bound: str  # low, high, exact
    edge: str  # start, end: of a span of time
    share: frozenset[str]  # per project, person, year; in total
    stretch: str  # the words between two commas that it stands in

    @property
    def kind(self) -> str:
        """date, time, tel, ref, or number."""
        if self.value.startswith("tel"):
            return "tel"
        return {"y": "date", "m": "date", "d": "date", "t": "time", "r": "ref"}.get(self.value[0], "number")

    def agrees(self, other: Figure) -> bool:
        """Same value, and nothing known of one that the other denies."""
        if self.value != other.value or (self.unit and other.unit and not self.unit & other.unit):
            return False
        if self.bound and other.bound and self.bound != other.bound:
            return False
        if self.edge and other.edge and self.edge != other.edge:
            return False
        return self.unit.isdisjoint({"money"}) or not (self.share and other.share) or bool(self.share & other.share)

    def rivals(self, other: Figure) -> bool:
        """Could stand in the other's place: of the same kind, with a different value."""
        if self.kind != other.kind or self.value == other.value:
            return False
        return self.kind != "number" or not (self.unit and other.unit and not self.unit & other.unit)

    def denies(self, other: Figure) -> bool:
        """Another value of the very same unit, or the same value with the opposite bound."""
        if self.value == other.value:
            return not self.agrees(other) and (not self.unit or not other.unit or bool(self.unit & other.unit))
        return self.kind == other.kind and (self.kind != "number" or self.unit == other.unit)


def figures_in(text: str) -> tuple[Figure, ...]:
    """Every figure and clause number of a text, in order. A date is one figure with all its parts."""
    text = canonical(in_digits(_REF.sub(lambda m: f" ⟦{_ref(m[0])}⟧ ", text)))
    text = re.sub(r"⟦t(\d+):(\d+)⟧", r"⟦t\1h\2⟧", text)
    found: list[Figure] = []
    last = 0
    for match in _TOKENS.finditer(text):
        before, behind = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
        stretch = _stretch(text, match.start(), match.end())
        figures = [_figure(value, before, behind, stretch) for value in _values(match[0])]
        if (
            found
            and _SAME_MOMENT.fullmatch(text[last : match.start()])
            and {found[-1].kind, figures[0].kind} == _MOMENT
        ):
            edge = found[-1].edge or figures[0].edge  # a day and its hour are one moment
            found[-1], figures[0] = replace(found[-1], edge=edge), replace(figures[0], edge=edge)
        found += figures
        last = match.end()
    return tuple(found)


def refs_in(text: str) -> frozenset[str]:
    """The numbers of clauses, directions, annexes and tables that a text names, in one spelling."""
    return frozenset(_ref(match[0]) for match in _REF.finditer(text))


def addresses_in(text: str) -> frozenset[str]:
    """Web and e-mail addresses, closing marks left off; bare host names count too."""
    found = {address.rstrip("/).]*") for address in addresses(text)}
    hosts = re.findall(
        r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|cn|gov|edu|io|fr|hu|bg|rs|kr|jp|de|eu|info)\b", text.lower()
    )
    return frozenset(found | {host for host in hosts if not any(host in address for address in found)})


def _ref(written: str) -> str:
    """A clause number as letters, so that nothing reads a figure in it: 1.3(3) → rbxdydz."""
    text = re.sub(r"[\s]", "", written.lower()).replace("（", "(").replace("）", ")")
    for word, one in _REF_WORD:
        text = text.replace(word, one)
    text = re.sub(
        r"(?:(?<=annex)|(?<=table))[一二三四五六七八九]",
        lambda m: str("一二三四五六七八九".index(m[0]) + 1),
        _REF_PLAIN.sub("", text),
    )
    return "r" + "".join(
        {".": "x", "(": "y", ")": "z"}.get(c, chr(ord("a") + int(c)) if c.isdigit() else c) for c in text
    )


def _values(run: str) -> list[str]:
    """The tokens of one run: the parts of a date joined, a time or a number by itself."""
    values: list[str] = []
    for token in re.findall(r"⟦([^⟧]*)⟧", run):
        joins = values and token[0] in "md" and re.fullmatch(r"[ym][ymd\d]*", values[-1])
        if joins and _DATE_PART.match(f"⟦{token}⟧"):
            values[-1] += token
        else:
            values.append(token)
    return values


def _figure(value: str, before: str, behind: str, stretch: str) -> Figure:
    unit: frozenset[str] = frozenset()
    span = re.match(r"\s?(?:~|至|到|或|、|to|or|and|-)\s?(?:⟦[^⟧]*⟧)+", behind)
    beside = _OR_MORE.sub("", behind[span.end() :] if span else behind)
    if value[0] not in "ymdtr":
        named = [name for name, pattern in _BEFORE_RE.items() if pattern.search(before)]
        named = named or [name for name, pattern in _BEHIND_RE.items() if pattern.match(beside)]
        unit = frozenset(named[:1])
    bound = _bound(before, behind)
    edge = _edge(value, before, behind)
    share = (
        frozenset(name for name, pattern in _SHARES.items() if pattern.search(stretch))
        if "money" in unit
        else frozenset()
    )
    return Figure(value, unit, bound, edge, share, _TOKENS.sub(" ", stretch))


def _bound(before: str, behind: str) -> str:
    if _EXACT.search(before):
        return "exact"
    if _LOW_BEHIND.search(behind):
        return "low"
    if _HIGH_BEHIND.search(behind):
        return "high"
    high, low = _HIGH.search(before), _LOW.search(before)
    if high and low:  # `not more than` holds `more than`: the longer is what is said
        return "high" if len(high[0]) >= len(low[0]) else "low"
    return "high" if high else "low" if low else ""


def _edge(value: str, before: str, behind: str) -> str:
    """Where a figure stands in a span: `A 至 B`; and a date or time also in `opens on A`, `the deadline is B`."""
    if re.match(r"\s?(?:~|至|到|to|until|through|-)\s?⟦", behind):
        return "start"
    if re.search(r"⟧\s?(?:~|至|到|to|until|through|-)\s?$", before):
        return "end"
    if value[0] not in "ymdt" or value.startswith("tel"):
        return ""
    near = re.split(r"[,;。]|⟧(?!⟦)", before)[-1][-28:] + " " + re.split(r"[,;。⟦]", behind)[0][:8]
    starts, ends = bool(_START.search(near)), bool(_END.search(near))
    return "" if starts == ends else "start" if starts else "end"


def _stretch(text: str, start: int, end: int) -> str:
    left = max((m.end() for m in _STRETCH.finditer(text, max(0, start - 120), start)), default=max(0, start - 120))
    right = _STRETCH.search(text, end)
    return text[left : right.start() if right else len(text)]

"""What a conversation about the documents beside the calls is on: the programmes and bodies named last. A question that
leans on them is completed to one that stands alone ("它哪年成立的?" after JST: "JST 哪年成立的?")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from assistant.answer import Turn
from assistant.answering.parts import parts
from assistant.answering.question import simplified
from assistant.answering.spotting import any_whole
from assistant.answering.vocabulary import entries
from assistant.answering.wanted import Wants
from corpus.figures import normalise
from corpus.guide import Lang
from corpus.library import Library

_SHORT = re.compile(r"[(（]([\u4e00-\u9fff]{3,})[)）]")  # the Chinese name behind an English heading
_ACRONYM = re.compile(r"(?<![A-Za-z-])(?:[A-Z]-)?[A-Z]{3,}(?:-[A-Z]{3,})*(?![A-Za-z])")
_SPELT_OUT = re.compile(  # 人类前沿科学计划（HFSP）, Human Frontier Science Program (HFSP)
    r"(?:^|[，、。的由与和是：；])([\u4e00-\u9fff]{3,14})（([A-Z-]{3,})）"
    r"|(?:The |In )?((?:[A-Z][\w-]+)(?: (?:of|for|the|and|on|[A-Z][\w-]+))*) \(([A-Z-]{3,})\)"
)
_PROPER = re.compile(
    r"^[^：，]{2,16}(?:计划|基金|研究员|同学会|会议|联谊会|项目)$|^(?:科研费|希平会)$"
    r"|^(?:[A-Z][\w-]+ (?:(?:of|for|and|the) )*)+"
    r"(?:Programs?|Programmes?|Meetings?|Fellowships?|Associations?|Councils?|Initiative|Systems|Agency|Organization"
    r"|Foundation|Center|Foresight|Society|Reactor|Station|Academy|Sciences|Hui)$"
)
# Of a kind of money, and of those who fund half of it all: they do not say what a conversation is on
_TOO_WIDE = frozenset(("oda", "jsps", "学振", "nsfc", "基金委", "国自然", "自然科学基金"))
_WHO = re.compile(  # a question for a body or a programme: its answer names what comes next
    r"谁|哪[个家些]|什么(?:机构|计划|项目|部门)|\b(?:who|whose|which|what (?:agency|body|programme|scheme)s?)\b", re.I
)
_SEVERAL = re.compile(r"哪[些几]|\b(?:which|what) (?!(?:is|was|does|has)\b)(?:[a-z]+ ){0,2}[a-z]{3,}s\b", re.I)
# Not of a thing that is named behind it: the first year, 第二个方向
_ALONE_ZH = r"(?!财?年|方向|批|届|月|国|人|阶段|部分|问题|领域|项目|方面)"
_ALONE_EN = (
    r"(?: one\b|(?=\s*(?:$|[?,.]|'s|(?:is|was|are|were|has|have|did|does|do|still|and|run|runs|get|gets|cost)\b)))"
)
_NTH = (
    (re.compile(rf"(?:第一|前一)[个家项]{_ALONE_ZH}|前者|\bthe (?:former\b|first{_ALONE_EN})", re.I), 0),
    (re.compile(rf"(?:第二|后一)[个家项]{_ALONE_ZH}|后者|\bthe (?:latter\b|second{_ALONE_EN})", re.I), 1),
    (re.compile(rf"第三[个家项]{_ALONE_ZH}|\bthe third{_ALONE_EN}", re.I), 2),
    (re.compile(rf"最后一?[个家项]{_ALONE_ZH}|\bthe last one\b", re.I), -1),
)
_OTHER = re.compile(r"另(?:外)?一个|\bthe other(?: one)?\b", re.I)
_PRONOUN: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"它们?|他们|(?:这|那|该)(?:个|家|项)?(?:计划|项目|机构|基金|会议|专项|单位)|其(?![中他它余实次])"
    ),
    "en": re.compile(
        r"\b(?:its|their|it|they|them|(?:this|that|the same) (?:agency|programme|program|body|scheme|fund|meeting))\b",
        re.I,
    ),
}
_OF_THEM = re.compile(
    r"其中|(?:这|那)(?:里面|些|里头)|\b(?:of|among) (?:them|those|these|which|whom)\b|\beach of\b", re.I
)
# The question before, of something else: its own words are no question
_OF_ANOTHER = re.compile(
    r"^[^多少几什哪谁怎何]{1,14}呢[?]?$|不是|不对|我[要说指问]的?是"
    r"|^(?:and )?(?:what|how) about\b|^no\b|\bi meant?\b|\bsorry\b",
    re.I,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FILLER = re.compile(
    r"[\W_]|那么?|呢|的|年度?|财年|又|再|如何|怎么样|情况|我[说指]的?是|是"
    r"|\b(?:and|what|how|about|the|in|for|of|one|then|i|meant?|fiscal|year)\b",
    re.I,
)


class Subjects:
    """The programmes and bodies of the documents beside an edition's calls, by every name they have there."""

    def __init__(self, library: Library):
        self._short = _spelt_out(library)
        self._names = any_whole({*self._short, *(name.lower() for name in _names(library))})

    def named(self, text: str) -> tuple[str, ...]:
        """Those that a text names, in order and each once, by its acronym where it has one (智能制造系统: ims)."""
        return tuple(dict.fromkeys(self._short.get(name, name) for name in self._written(text)))

    def _written(self, text: str) -> list[str]:
        """The names in a text as it writes them, lower-case; a name inside another that was found is not one more."""
        return [match[0] for match in self._names.finditer(simplified(normalise(text)).lower())]

    def last(self, history: Sequence[Turn]) -> tuple[str, ...]:
        """What a conversation is on at its end: what the latest question with names names; where it asked who or
        which, the first name that its answer adds, unless it was asked for several. Empty where nothing was named."""
        current: tuple[str, ...] = ()
        for turn, reply in zip_longest(history, history[1:]):
            if turn.role != "user":
                continue
            own = self.named(turn.content)
            answered = reply is not None and reply.role == "assistant"
            told = tuple(n for n in self.named(reply.content) if n not in own) if reply and answered else ()
            if len(told) > 1 and _SEVERAL.search(turn.content):
                current = ()  # none of them more than the others
            elif told and (_WHO.search(turn.content) or not (own or current)):
                current = told[:1]
            elif own:
                current = own
        return tuple(name for name in current if name not in _TOO_WIDE)

    def completed(self, text: str, lang: Lang, history: Sequence[Turn]) -> str | None:
        """A question that leans on what was said, with what it is on in it; None where that cannot be told, where it
        has all it needs, or where it asks for a share of what was asked before ("how many of them …?")."""
        plain = simplified(normalise(text)).lower()
        about = self.last(history)
        told = self.named(history[-1].content) if history and history[-1].role == "assistant" else ()
        for pattern, place in _NTH:
            if pattern.search(plain) and len(told) > max(place, 0):
                return pattern.sub(lambda _, at=place: told[at], plain, count=1)  # type: ignore[misc]
        pair = next((n for t in reversed(history) if len(n := self.named(t.content)) == 2), ())
        left = [name for name in pair if name not in about]
        if _OTHER.search(plain) and len(left) == 1:
            return _OTHER.sub(lambda _: left[0], plain, count=1)
        swapped = self._swapped(plain, history)
        if swapped or _OF_THEM.search(plain) or _OF_ANOTHER.search(plain):
            return swapped
        if not about or self.named(plain) or not _FILLER.sub("", _YEAR.sub("", plain)):
            return None
        return "? ".join(_with(" ".join(about), piece, lang) for piece in parts(plain, lang) or (plain,))

    def of_another_year(self, text: str, history: Sequence[Turn]) -> str | None:
        """The question before, with the year that alone makes up this one: "and in 2025?"; None where it has none."""
        return _swapped(text, _before(history), _YEAR.findall)

    def _swapped(self, text: str, history: Sequence[Turn]) -> str | None:
        """The question before, with the year or the name that alone makes up this one: "那 NEDO 呢?", "in 2025?"."""
        before = _before(history)
        return _swapped(text, before, _YEAR.findall) or _swapped(text, before, self._written)


def _before(history: Sequence[Turn]) -> str:
    latest = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    return simplified(normalise(latest)).lower()


def _swapped(text: str, before: str, find: Callable[[str], Sequence[str]]) -> str | None:
    """An earlier text with the one thing of a kind that alone makes up a text, for its own last one of that kind."""
    found, old = find(text), find(before)
    rest = text
    for name in found:
        rest = rest.replace(name, " ")
    return before.replace(old[-1], found[0]) if len(found) == 1 and old and not _FILLER.sub("", rest) else None


def _with(about: str, piece: str, lang: Lang) -> str:
    """One question with its subject: for its pronoun, or before it."""
    found = _PRONOUN[lang].search(piece)
    if not found:
        return about + ("" if lang == "zh" and not about.isascii() else " ") + piece
    own = "'s" if found[0].lower() in ("its", "their") else ""
    return f"{piece[: found.start()]}{about}{own}{piece[found.end() :]}"


def _spelt_out(library: Library) -> dict[str, str]:
    """The acronym of every name that a document beside the calls spells out, both lower-case."""
    found: dict[str, str] = {}
    for placed in library.clauses.values():
        for says in () if library.guides[placed.guide].directions else placed.clause.says:
            for zh, short_zh, en, short_en in _SPELT_OUT.findall(f"{says.zh}\n{says.en}"):
                found[(zh or en).lower()] = (short_zh or short_en).lower()
    # 论文把日本国际协力机构（JICA）…: the name is what other statements call it
    return {n: short for n, short in found.items() if not any(n != other and n.endswith(other) for other in found)}


def _names(library: Library) -> Iterator[str]:
    """Every other name, as the documents write it: acronyms, headings, and names people use."""
    yield from Wants(library).acronyms
    for placed in library.clauses.values():
        if library.guides[placed.guide].directions:
            continue
        heading = placed.clause.heading
        for name in (heading.zh, heading.en, *_SHORT.findall(heading.en)):
            if _PROPER.search(name):
                yield from (name, name.removesuffix("项目"))
        for says in placed.clause.says:
            yield from (name for name in (*says.names.zh, *says.names.en) if _PROPER.search(name))
    yield from (short for short, full in entries()["aliases"].items() if _ACRONYM.search(full) or _PROPER.search(full))

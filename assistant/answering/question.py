"""Reading a question: its language, the places it names, the topics it asks about, the form of answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from assistant.answering.places import WHICH, Gazetteer, Places
from assistant.answering.spelling import Speller
from assistant.answering.vocabulary import at_words, cues, entries, is_kind, no_topics, respelt, stands
from assistant.errors import BadInput
from corpus.figures import normalise
from corpus.guide import Lang
from corpus.library import Library

_LONGEST = 4000
_SWALLOWS = 6  # a cue that spans more than this beside another one asks for something of its own
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words that an English sentence can hardly do without, and a name has none of
_ENGLISH = re.compile(
    r"\b(?:what|which|who|whom|whose|how|when|where|why|is|are|was|were|do|does|did|can|may|must|should|will|the|an|and|for|in"
    r"|on|to|from|with|about|any|my|our|we|you|me|it|there|please|tell|give|need|funding|money|deadline|contact)\b",
    re.I,
)
_ASKS_EN = re.compile(r"\b(?:what|which|who|how|when|where|why|is|are|does|do|can|may|must|should)\b", re.I)
_CHINESE = re.compile(
    r"[的吗么呢是有没能可以在给请哪几多少怎谁何要和与]"
)  # words that a sentence has, and a name hardly
_LETTER = re.compile(r"[^\W\d_]")
# What a question is made of beside its subject: asking words, must and may, whoever asks, and what any facet has
_FRAME = re.compile(
    r"请问|想问|想知道|是不是|是|怎么样?|怎样|如何|规定|什么|多少|几|有没有|没有|有|吗|么|呀|啊|对|关于|要求|说明|说|写|了|在|为|多|哪些?"
    r"|需要|必须|应该?|可以|能|得|报|申报|申请人?|负责人|条件|限制|标准|数量|至少|最多|每|个|方面|指南|交流类?|研发|类"
    r"|(?<![\d.])[12]\.\d(?!\d)"
    r"|\b(?:what(?:'?s)?|which|who|how|much|many|is|are|be|do|does|there|any|say|state|on|of|under|an?|and|or|to|it|at|with|by"
    r"|i|we|my|our|must|may|can|should|would|will|have|has|need(?:s|ed)?|requir(?:e|es|ed|ement|ements)|rules?|limits?|number"
    r"|least|most|minimum|maximum|when|dates?|time|exchange|joint|guide)\b"
)
_CHOICE = re.compile(  # and beside the words for choosing among directions
    r"方向|[跟同与]|做|搞|开展|参与|参加|合作|联合|研究|科研|伙伴|现在|目前|今年|一共|总共|选"
    r"|\b(?:use|choose|apply|partners?|partnered|open|available|offered|offer|involving|take|for|now|research|r ?& ?d"
    r"|schemes?|calls?|else|your?|to me|us|someone|somebody|colleagues?|from|him|her|them)\b"
)
# What asks for no more than a yes to the sentence before it: its words are no part of the subject
_TAG = re.compile(
    r"[,;:.]? ?(?:是不是(?:这样)?的?|对不对|对[吧吗么]|是[吧吗么]|(?:应该)?没错吧?|是这样吗|不是吗|我?没记错吧|吧)"
    r"[?!.]*$"
    r"|(?:,| -| –) ?(?:(?:is|are|was|were|do|does|did|has|have|can|must|should|will|would|wo|ca)n'?t"
    r" (?:it|they|we|you|i|there|one)|am i (?:right|correct)|right|correct|yes|no"
    r"|(?:is|have) (?:that|i got that|i got it) (?:right|correct|so|true))[?!.]*$"
)
_FILLERS = re.compile(
    r"[\W_]|的|项目|方向|情况|介绍|一下|呢|有关|列出来|列出|都|和|要|两批|请|the|about|tell me|please|projects?"
    r"|programmes?|directions?|everything|all|list|for|in|both|and|with|call"
)


@dataclass(frozen=True)
class Question:
    """A question as understood. `topics` maps a topic to how surely it is asked (0 to 1)."""

    text: str
    lang: Lang
    places: Places
    searched: str = ""  # what to search with: simplified, with full names beside abbreviations
    topics: dict[str, float] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    smalltalk: bool = False
    applies: bool = False  # it is about applying for something
    wants_list: bool = False  # it asks for all of something
    bare: bool = False  # it names a direction or country and hardly anything else
    plain: bool = False  # it asks for topics by their names and for nothing more special
    labelled: bool = False  # plain, and by the names that the assistant itself gives to facets
    follows: bool = False  # it leans on the question before
    earlier: dict[str, float] = field(default_factory=dict)  # topics of the conversation before
    spoken: dict[str, float] = field(default_factory=dict)  # how much its meaning speaks of each topic


class Reader:
    """Reads questions against one edition."""

    def __init__(self, library: Library):
        self.library = self._library = library
        self.gazetteer = Gazetteer(library)
        self._speller = Speller(library, self.gazetteer.lands)

    def read(self, text: str, lang: str = "auto", direction: str | None = None) -> Question:
        """A question understood. BadInput where there is nothing to read or too much of it."""
        plain = self._speller.corrected(clean(text))
        language: Lang = language_of(plain) if lang == "auto" else ("zh" if lang == "zh" else "en")
        low = _TAG.sub("", respelt(simplified(plain).lower())) or plain.lower()
        searched = self._with_aliases(low)
        places = self.gazetteer.read(low, language)
        if direction:
            if direction not in self._library.directions:
                raise unknown_direction(direction, self._library)
            places = replace(places, directions=(direction,), by_name=True, ambiguous=False)
        about = " ".join(no_topics("aside").sub(" ", no_topics("ours").sub(" ", places.rest)).split())
        topics, groups, beside, labelled = self._topics(about)
        bare_topic = not _said(beside)
        named = places.directions or places.guides or places.countries or places.clauses
        # no more is asked than which directions a country has
        offered = bool(places.directions and places.countries and WHICH.search(low)) and not _said(
            _CHOICE.sub(" ", places.rest)
        )
        if offered:
            topics, groups = {"programme": 0.5}, frozenset()
        smalltalk = not named and is_kind("smalltalk", low) and not (set(topics) - {"organisation", "purpose"})
        smalltalk = smalltalk or not re.search(r"\w", plain)  # only emoji or marks: nothing to look for
        return Question(
            plain,
            language,
            places,
            searched,
            topics,
            groups,
            smalltalk,
            is_kind("applies", low),
            is_kind("list", low),
            bare=offered or len(_FILLERS.sub("", places.rest)) <= 3,
            plain=bare_topic,
            labelled=bare_topic and labelled,
        )

    @cached_property
    def _labels(self) -> dict[str, re.Pattern[str]]:
        """The facets by the names that answers give them: what the assistant says it must understand."""
        return {
            topic.id: re.compile(
                "|".join(
                    (re.escape(topic.label["zh"]), at_words(topic.label["en"].lower().removeprefix("the ")).pattern)
                )
            )
            for topic in self._library.topics.values()
            if topic.facet
        }

    def _topics(self, text: str) -> tuple[dict[str, float], frozenset[str], str, bool]:
        """The topics asked for, the groups of them, what the text says beside the topics' words, and whether one is
        asked for by its label."""
        spans = [
            (match.start(), match.end(), "labels", name)
            for name, pattern in self._labels.items()
            for match in pattern.finditer(text)
        ]
        spans += [
            (match.start(), match.end(), kind, name)
            for kind in ("topics", "hints", "groups")
            for name, pattern in cues(kind).items()
            for match in pattern.finditer(text)
            if match.end() > match.start()
        ]
        kept = [s for s in spans if not any(_inside(s, other) for other in spans)]
        topics: dict[str, float] = {}
        for *_, kind, name in kept:
            if kind != "groups":
                topics[name] = max(topics.get(name, 0.0), 0.5 if kind == "hints" else 1.0)
        groups = {name for *_, kind, name in kept if kind == "groups"}
        if any(weight >= 1 for weight in topics.values()):
            groups.discard("overview")
        if "money" in groups and not {"money_per_project", "money_total", "spending", "matching"} & set(topics):
            topics |= {"money_per_project": 1.0, "money_total": 1.0}
        groups.discard("money")
        for group in groups:
            weight = 0.35 if any(w >= 1 for w in topics.values()) else 0.7
            for topic in entries()["groups"][group]["topics"]:
                topics.setdefault(topic, weight)
        words = {at for start, end, kind, _ in kept if kind in ("labels", "topics") for at in range(start, end)}
        labelled = any(kind == "labels" for *_, kind, _ in kept)
        return topics, frozenset(groups), "".join(" " if at in words else c for at, c in enumerate(text)), labelled

    def _with_aliases(self, text: str) -> str:
        """The text with the guides' own names beside the short forms people use (国自然, NSFC …)."""
        extra = [full for short, full in entries()["aliases"].items() if stands(short, text) and not stands(full, text)]
        return " ".join([text, *extra])


def _said(text: str) -> bool:
    """Does a text say anything beside what questions are made of?"""
    return len(_FILLERS.sub("", _FRAME.sub(" ", text))) > 1


def clean(text: str) -> str:
    """A question without control characters and needless blanks. BadInput where nothing or too much is left."""
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]", " ", text)
    plain = re.sub(r"\s+", " ", normalise(plain)).strip()
    if not plain:
        raise BadInput("question: is empty; type a question about the guides")
    if len(plain) > _LONGEST:
        raise BadInput(f"question: has {len(plain)} characters, at most {_LONGEST} are read; ask one thing at a time")
    return plain


def language_of(text: str) -> Lang:
    """zh where Chinese characters make up a fair share of the letters, or all other words are names; else en."""
    han, letters = len(_HAN.findall(text)), len(_LETTER.findall(text))
    if han and not _ENGLISH.search(text):
        return "zh"
    if han and _ASKS_EN.search(text) and not _CHINESE.search(text):
        return "en"
    return "zh" if letters and han / letters >= 0.25 else "en"


def simplified(text: str) -> str:
    """Traditional characters made simplified, so that 經費 and 经费 are one."""
    if not _HAN.search(text):
        return text
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def unknown_direction(direction: str, library: Library) -> BadInput:
    """The error for a direction the edition has not."""
    from assistant.errors import NotFound

    known = ", ".join(library.directions)
    return NotFound(f"direction: {direction!r} is not known; use one of {known}")


def _inside(span: tuple[int, int, str, str], other: tuple[int, int, str, str]) -> bool:
    """Is a match inside a slightly longer one of another topic (title in project title), or inside its whole name?"""
    longer = (other[1] - other[0]) - (span[1] - span[0])
    most = longer if other[2] == "labels" else _SWALLOWS
    return other[0] <= span[0] and span[1] <= other[1] and 0 < longer <= most and other[3] != span[3]

"""Follow-ups: what a question leaves out is taken from the questions before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.answer import Turn
from assistant.answering.places import Places
from assistant.answering.question import Question, Reader, language_of, simplified
from assistant.answering.subject import Subjects
from assistant.answering.vocabulary import is_kind
from assistant.errors import BadInput

_VISITS = re.compile(r"\bexchange (?:visits?|trips?|stays?)\b", re.I)  # in a talk on one call no word for the other
_ASKS = re.compile(
    r"[多几谁哪吗怎何]|什么|是否|能不能|\b(?:who|what|how|when|where|which|may|can|must|do|does|is|are)\b(?! about)",
    re.I,
)
_OWN = {"CN": ("中国", "chinese", "china")}


def resolve(
    reader: Reader, text: str, lang: str, direction: str | None, history: Sequence[Turn]
) -> tuple[Question, str]:
    """The question completed from the conversation, and the words to search with.

    A question that names its own direction and topic stands alone; one that leaves out either takes it from the
    latest earlier question that had it. The language is always the newest question's own.
    """
    question = reader.read(text, lang, direction)
    earlier = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier:
        return question, question.searched
    if lang == "auto" and not re.search(r"[^\W\d_]", question.text):
        question = replace(question, lang=language_of(earlier[-1]))
    return _completed(reader, question, earlier, history)


def _completed(
    reader: Reader, question: Question, earlier: Sequence[str], history: Sequence[Turn]
) -> tuple[Question, str]:
    if _VISITS.search(question.text) and not question.places.directions:
        question = replace(question, places=replace(question.places, guides=()))
    places, follows = question.places, is_kind("follows", question.text.lower()) or _short(question)
    elsewhere = _other_document(reader, question)
    if elsewhere and question.topics and not is_kind("follows", question.text.lower()):
        return question, question.searched
    if question.smalltalk or not follows:
        named = places.directions or places.countries or places.clauses
        if question.smalltalk or named or (question.topics and places.guides):
            return question, question.searched
    explicit = any(weight >= 1 for weight in question.topics.values())
    before = _readings(reader, earlier)
    query = question.searched
    full = _full(reader, question, before, history)
    if full:
        return full, full.searched
    question = replace(question, follows=True)
    if places.countries and not places.by_name and not places.guides:
        document = _same_document(reader, question, before)
        if document:
            return document
        question = _other_country(reader, question, before)
    if not places.directions and not places.countries and not elsewhere:
        previous = next((q for q in before if q.places.directions or q.places.guides), None)
        other = _sibling(reader, question, previous) if previous else None
        if previous and other and not _ASKS.search(question.text):  # the same question, of the other one
            same = replace(previous, text=question.text, lang=question.lang, places=other, follows=True)
            return same, f"{previous.places.rest} {query}"
        if previous:
            inherited = other or _under(reader, previous, places.guides)
            if explicit and inherited.directions and previous.lang != question.lang:
                own = replace(inherited, rest=places.rest, focus=places.focus, by_name=True)
                return replace(question, places=own, follows=False), query  # words of two languages find nothing
            question, query = replace(question, places=inherited), f"{previous.searched} {query}"
        elif before:
            query = f"{before[0].searched} {query}"
    question = replace(question, earlier=next((q.topics for q in before if q.topics), {}))
    if not explicit and not question.groups:
        previous = next((q for q in before if q.topics), None)
        if previous:
            question = replace(question, topics=previous.topics, groups=previous.groups)
            query = f"{previous.searched} {question.searched}"
        elif question.places.countries and before:
            query = f"{before[0].places.rest} {question.searched}"
    return question, query


@lru_cache(maxsize=1)
def _subjects(reader: Reader) -> Subjects:
    return Subjects(reader.library)


def _full(reader: Reader, question: Question, before: Sequence[Question], history: Sequence[Turn]) -> Question | None:
    """The question with what the talk is on in it, read as one that stands alone; None where that cannot be told. In a
    talk about a call, whose directions are read elsewhere, only the question before with another year."""
    previous = next((q for q in before if q.places.directions or q.places.guides), None)
    subjects = _subjects(reader)
    if previous and not _other_document(reader, previous):
        another = subjects.of_another_year(question.text, history)
        return reader.read(another, question.lang) if another else None
    if question.places.directions or question.places.countries:
        return None
    if subjects.named(question.text) and _ASKS.search(question.text):
        return question  # it says itself what it is about
    text = subjects.completed(question.text, question.lang, history)
    if text is None:
        return None
    full = reader.read(text, question.lang)
    guides = full.places.guides or question.places.guides or (previous.places.guides if previous else ())
    return replace(full, places=replace(full.places, guides=guides))


def _other_document(reader: Reader, question: Question) -> bool:
    """Does a question name a document beside the calls? Then it is not about a direction of the conversation."""
    guides = [reader.library.guides[g] for g in question.places.guides]
    return bool(guides) and not any(guide.directions for guide in guides)


def _same_document(reader: Reader, question: Question, before: Sequence[Question]) -> tuple[Question, str] | None:
    """ "And Korea's?" after a question about the brochure or the paper: the same question, with the other country."""
    calls = {g.id for g in reader.library.guides.values() if g.directions}
    previous = before[0] if before else None
    if previous is None or not previous.places.guides or set(previous.places.guides) & calls:
        return None
    names = reader.gazetteer.lands.names_of(question.places.countries[0])
    han = [n for n in names if not n.isascii()] if previous.lang == "zh" else [n for n in names if n.isascii()]
    codes = (*previous.places.countries, "CN")
    old = [
        n
        for code in codes
        for n in (*reader.gazetteer.lands.names_of(code), *_OWN.get(code, ()))
        if n in previous.searched
    ]
    if not han or not old:
        return None
    text = previous.searched.replace(max(old, key=len), han[0])
    read = reader.read(text, question.lang)
    places = replace(read.places, guides=previous.places.guides, directions=())  # its name may have a country in it
    return replace(read, text=question.text, lang=question.lang, places=places, follows=True), text


def _sibling(reader: Reader, question: Question, previous: Question) -> Places | None:
    """ "And the joint lab?": another direction with the country of the conversation, named by what sets it apart."""
    if question.places.guides or not previous.places.directions:
        return None
    codes = {c for d in previous.places.directions for c in reader.library.directions[d].countries}
    found = reader.gazetteer.sibling(simplified(question.text).lower(), question.lang, codes)
    if found is None or previous.places.directions == (found,):
        return None
    return replace(previous.places, directions=(found,), by_name=True, ambiguous=False)


def _other_country(reader: Reader, question: Question, before: Sequence[Question]) -> Question:
    """ "And Serbia?": the same call as before; a country that the direction before speaks of itself stays there."""
    previous = next((q for q in before if q.places.directions), None)
    if previous is None:
        return question
    library = reader.library
    names = [n for c in question.places.countries for n in reader.gazetteer.lands.names_of(c)]
    for direction in previous.places.directions:
        text = " ".join(c.text(question.lang) for c in library.part_of(direction)[1].clauses).lower()
        if question.places.directions and direction not in question.places.directions and any(n in text for n in names):
            return replace(
                question,
                places=replace(previous.places, countries=question.places.countries, focus=question.places.focus),
            )
    calls = {library.part_of(d)[0].id for d in previous.places.directions}
    same = tuple(d for d in question.places.directions if library.part_of(d)[0].id in calls)
    return replace(question, places=replace(question.places, directions=same)) if same else question


def _readings(reader: Reader, earlier: Sequence[str]) -> list[Question]:
    """The earlier questions, newest first; what cannot be read is passed over."""
    readings = []
    for text in reversed(earlier[-6:]):
        try:
            readings.append(reader.read(text))
        except BadInput:
            continue
    return readings


def _under(reader: Reader, previous: Question, guides: tuple[str, ...]) -> Places:
    """The earlier places, moved to the call that the newest question names ("no, the joint one")."""
    if not guides:
        return previous.places
    low = previous.text.lower()
    names = {"most-joint-2026-b2": "joint r&d 联合研发", "most-exchange-2026-b2": "personnel exchange 人员交流"}
    for guide in guides:
        if guide in names and guide not in previous.places.guides:
            stripped = re.sub(r"人员交流|交流|联合研发|exchange|joint r&d|joint", " ", low)
            return reader.gazetteer.read(f"{names[guide]} {stripped}", previous.lang)
    return previous.places


def _short(question: Question) -> bool:
    return len(question.text) <= (14 if question.lang == "zh" else 40)

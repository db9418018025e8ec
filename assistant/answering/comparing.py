"""Two programmes asked about in one breath: "A vs B: how much per project?" is two questions with one answer.

Directions of the calls are compared by their own sections and tables; this is for programmes that other documents tell
of, which no single statement names together.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.decide import Decider
from assistant.answering.decision import Decision
from assistant.answering.parts import parts
from assistant.answering.question import Question, Reader
from corpus.guide import Lang

_POINTS = 3  # statements of each side
_SHORTEST = {"zh": 2, "en": 3}  # characters of a name
_EN = re.compile(
    r"^(?:(?:how does|how do|compare|what is the difference between)\s+)?(?P<a>[^,;:?]+?)\s+"
    r"(?:vs\.?|versus|compared? (?:with|to)|differ(?:ent)? from)\s+(?P<b>[^,;:?]+?)\s*"
    r"(?:(?:[,;:?]|\s[-\u2013\u2014]+\s)\s*(?P<tail>.*))?$",
    re.I,
)
_ZH = re.compile(
    r"^(?:请?(?:比较|对比)一?下?)?(?P<a>[^,，;；:：?？]{2,24}?)(?:和|与|跟|同|对比|vs\.?)(?P<b>[^,，;；:：?？]{2,24}?)"
    r"(?:相比|比一比|有(?:什么|何|啥)(?:不同|区别|差别)|的?(?:不同|区别|差别)(?:是什么|在哪里?)?|哪个(?P<which>[^,，?？]*))"
    r"[,，;；:：?？]?(?P<tail>.*)$"
)


def sides(text: str, lang: Lang) -> tuple[str, ...]:
    """The two questions of a comparison, each with one side's name; none where the text compares nothing so."""
    found = (_ZH if lang == "zh" else _EN).match(text.strip())
    if not found:
        return ()
    tail = next((g for g in (found["tail"], found.groupdict().get("which")) if g), "")
    names = [name.strip() for name in (found["a"], found["b"])]
    if any(len(name) < _SHORTEST[lang] for name in names):
        return ()
    return tuple(f"{name} {tail}".strip() for name in names)


def pieces(reader: Reader, question: Question) -> list[Question]:
    """The questions within one that ask about different directions ("how much per exchange project, and how much for
    the joint laboratories?"), each with the country of the whole; none where they do not."""
    found = []
    for part in parts(question.searched, question.lang):
        single = reader.read(part, question.lang)
        if not single.places.countries:
            names = [reader.gazetteer.names_of(code) for code in question.places.countries]
            of_lang = [n for known in names for n in known if n.isascii() == (question.lang == "en")]
            single = reader.read(" ".join([*of_lang[:1], part]), question.lang)
        found.append(single)
    sets = [frozenset(s.places.directions) for s in found]
    apart = all(sets) and all(a.isdisjoint(b) for i, a in enumerate(sets) for b in sets[:i])
    return found if len(found) > 1 and apart and not question.places.by_name else []


def compared(reader: Reader, decider: Decider, question: Question) -> Decision | None:
    """What each side says, one after the other; None where it is no comparison, or one that needs no splitting."""
    if question.follows:
        return None
    singles = [reader.read(side, question.lang) for side in sides(question.searched, question.lang)]
    if not singles or all(s.places.directions for s in singles):
        singles = pieces(reader, question)
    if not singles:
        return None
    decisions = [decider.decide(single, single.searched) for single in singles]
    if any(d.kind == "hello" or d.table for d in decisions) or all(d.kind == "not_found" for d in decisions):
        return None
    sections = tuple(replace(s, points=s.points[:_POINTS]) for d in decisions for s in d.sections if s.points)
    also = tuple(d.silence for d in decisions if d.kind == "not_found" and d.silence)
    return Decision("answered", sections, also=also)

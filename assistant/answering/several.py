"""Several questions in one breath, about different things: "A vs B: how much per project?", "how much does the
Hungarian exchange give, and how much the joint laboratories?". Each is answered for itself.

Several about the same thing are answered together (`parts.py`), and directions compared by their tables.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.decide import Decider
from assistant.answering.decision import Decision
from assistant.answering.parts import parts
from assistant.answering.question import Question, Reader
from corpus.guide import Lang

_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z])")
_TOGETHER = re.compile(
    r"[两三]个.{0,4}(?:方向|项目|计划)|\b(?:both|the two|the three) \S*(?:direction|scheme|programme)s"
)
_POINTS = 3  # statements of each side
_WHOLE = {"zh": 8, "en": 20}  # characters of a question that stands alone: 韩国的多少 goes on from the one before
_SHORTEST = {"zh": 2, "en": 3}  # characters of a name
_ONE, _ARTICLE = re.compile(r"\bones?$"), re.compile(r"^(?:the|an?|our|your) ")
_EN = re.compile(
    r"^(?:(?:how (?:does|do|is|are)|compare|what is the difference between)\s+)?(?P<a>[^,;:?]+?)\s+"
    r"(?:vs\.?|versus|compared? (?:with|to)|differ(?:ent)? from)\s+(?P<b>[^,;:?]+?)\s*"
    r"(?:(?:[,;:?]|\s[-\u2013\u2014]+\s)\s*(?P<tail>.*))?$",
    re.I,
)
_ZH = re.compile(
    r"^(?:请?(?:比较|对比)一?下?)?(?P<a>[^,，;；:：?？]{2,24}?)(?:和|与|跟|同|对比|vs\.?)(?P<b>[^,，;；:：?？]{2,24}?)"
    r"(?:相比|比一比|有(?:什么|何|啥)(?:不同|区别|差别)|的?(?:不同|区别|差别)(?:是什么|在哪里?)?|哪个(?P<which>[^,，?？]{0,6}(?:[多少高低大小长短早晚好严难贵]|容易|便宜)[^,，?？]{0,3}))"
    r"[,，;；:：?？]?(?P<tail>.*)$"
)

# "by how much has A more members than B?" asks of each how many it has; the elder of two, when each was founded
_MORE = {
    "zh": re.compile(
        r"^(?:[^,]{1,16}, ?)?(?P<a>[^,;:?]{2,24}?)(?<!占)比(?!例|重)(?P<b>[^,;:?]{2,24}?)(?:得|要)?"
        r"(?:(?P<when>早|晚)|多|少|高|低|长|短|大|小)(?:出|了)?(?P<what>(?:多少|几)[^,?]{0,10})?"
    ),
    "en": re.compile(
        r"^how (?:much|many) (?:more|fewer|less) (?P<what>.+?) (?:does|do|did|has|have|is|are|were|was) "
        r"(?P<a>[^,;:?]+?)(?: (?:have|get|give|pay|last|offer))? than (?P<b>[^,;:?]+)"
        r"|^(?:is|was|were|are) (?P<c>[^,;:?]+?) (?P<when>older|younger|founded earlier|founded later) than "
        r"(?P<d>[^,;:?]+)"
    ),
}
_FOUNDED = {"zh": "哪年成立", "en": "founded when"}


def sides(text: str, lang: Lang) -> tuple[str, ...]:
    """The two questions of a comparison, each with one side's name; none where the text compares nothing so."""
    found = (_ZH if lang == "zh" else _EN).match(text.strip())
    if not found:
        return _more(text.strip(), lang)
    tail = next((g for g in (found["tail"], found.groupdict().get("which")) if g), "")
    names = [name.strip() for name in (found["a"], found["b"])]
    if lang == "en":  # the long-term fellowship and the short-term one
        kind = _ARTICLE.sub("", names[0]).partition(" ")[2]
        names[1] = _ONE.sub(lambda _: kind, names[1]) if kind else names[1]
    elif names[1].endswith("的"):  # 短期聘用研究员和长期的
        names[1] = names[1][:-1] + names[0][len(names[1]) - 1 :]
    if any(len(name) < _SHORTEST[lang] for name in names):
        return ()
    return tuple(f"{name} {tail}".strip() for name in names)


def _more(text: str, lang: Lang) -> tuple[str, ...]:
    """The two questions of one that asks which of two is more, or by how much."""
    found = _MORE[lang].match(text)
    said = found.groupdict() if found else {}
    tail = _FOUNDED[lang] if said.get("when") else said.get("what")
    names = [said.get("a") or said.get("c"), said.get("b") or said.get("d")]
    if not tail or not all(names):
        return ()
    asked = tail if lang == "zh" or said.get("when") else f"how many {tail}"
    return tuple(f"{name} {asked}" for name in names)


def pieces(reader: Reader, question: Question) -> list[Question]:
    """The questions within one, each with the country or the acronyms of the whole where it has none of its own."""
    found = []
    acronyms = dict.fromkeys(_ACRONYM.findall(question.text))
    for part in parts(question.searched, question.lang):
        single = reader.read(part, question.lang)
        placed = single.places.directions or _documents(reader, single)
        added: list[str] = []
        if not (placed or single.places.countries):
            names = (n for code in question.places.countries for n in reader.gazetteer.lands.names_of(code))
            added = [n for n in names if n.isascii() == (question.lang == "en")][:1]
            if not added and not any(a.lower() in part for a in acronyms):
                added = list(acronyms)[:1]
        found.append(reader.read(" ".join([part, *added]), question.lang) if added else single)
    return found


def several(reader: Reader, decider: Decider, question: Question, whole: Decision) -> Decision | None:
    """What each question within one is answered by, one after the other; None where `whole` answers them together.

    It does not where two programmes are compared, where the questions are about different directions or documents, or
    where taken as one they have no answer."""
    together = len(question.places.directions) > 1 and _TOGETHER.search(question.searched) and whole.kind == "answered"
    if question.follows or whole.table or whole.kind == "hello" or together:
        return None
    singles = [reader.read(side, question.lang) for side in sides(question.searched, question.lang)]
    if not singles or all(s.places.directions for s in singles):
        unsure = whole.kind == "not_found" and not whole.silence and not whole.topics  # nothing says it is not said
        within = parts(question.searched, question.lang)
        whole_ones = all(len(p) >= _WHOLE[question.lang] for p in within)
        if not within or not (whole_ones or unsure):
            return None
        singles = pieces(reader, question)
        if not (unsure or _apart(reader, singles)):
            return None
    decisions = [decider.decide(single, single.searched) for single in singles]
    if any(d.kind == "hello" or d.table for d in decisions) or all(d.kind == "not_found" for d in decisions):
        return None
    sections, said = [], set[tuple[str, int]]()
    for section in (s for d in decisions for s in d.sections):
        points = tuple(p for p in section.points if p.key not in said)[:_POINTS]
        said |= {p.key for p in points}
        sections += [replace(section, points=points)] if points else []
    also = tuple(d.silence for d in decisions if d.kind == "not_found" and d.silence)
    return Decision("answered", tuple(sections), also=also)


def _documents(reader: Reader, question: Question) -> frozenset[str]:
    """The documents other than the calls that a question names."""
    return frozenset(g for g in question.places.guides if not reader.library.guides[g].directions)


def _apart(reader: Reader, singles: list[Question]) -> bool:
    """Are questions about different directions, or documents, each of its own?"""
    places = [_documents(reader, s) or frozenset(s.places.directions) for s in singles]
    return all(places) and all(a.isdisjoint(b) for i, a in enumerate(places) for b in places[:i])

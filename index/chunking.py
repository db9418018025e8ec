"""Cutting the edition into passages: one per statement and language, each under its heading path."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from corpus.figures import normalise
from corpus.guide import Guide, Lang, Part
from corpus.library import Library
from index.glossary import Glossary
from index.passage import Passage

_LANGS: tuple[Lang, ...] = ("zh", "en")


def passages(library: Library) -> list[Passage]:
    """Every passage of the edition, both languages: the statements in document order, then the questions."""
    parts = [(guide, part) for guide in library.guides.values() for part in guide.parts if guide.reviewed]
    statements = [passage for guide, part in parts for passage in _of_part(library, guide, part)]
    questions = [passage for guide, part in parts for passage in _asked_of_part(guide, part)]
    return [*statements, *questions, *_asked_of_silences(library), *_imported(library)]


def corpus_version(library: Library) -> str:
    """Twelve hex digits that change whenever anything in the edition does."""
    content = {
        "guides": [guide.model_dump(mode="json", exclude={"on_disk", "reviewed"}) for guide in library.guides.values()],
        "differences": [entry.model_dump(mode="json") for entry in library.differences],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:12]


def _of_part(library: Library, guide: Guide, part: Part) -> Iterator[Passage]:
    direction = part.direction
    for clause in part.clauses:
        clause_id = f"{guide.id}/{clause.ref}"
        for number, statement in enumerate(clause.says):
            for lang in _LANGS:
                path = [guide.short.of(lang)]
                if direction:
                    path.append(f"{direction.id.split('-', 1)[1]} {direction.title.of(lang)}")
                path.append(clause.heading.of(lang))
                names = statement.names.zh if lang == "zh" else statement.names.en
                keywords = [*names, *(library.topics[topic].label[lang] for topic in statement.about)]
                if direction:
                    keywords += direction.names.zh if lang == "zh" else direction.names.en
                    keywords.append(direction.partner.of(lang))
                yield Passage(
                    id=f"{clause_id}#{number}@{lang}",
                    clause_id=clause_id,
                    statement=number,
                    lang=lang,
                    guide=guide.id,
                    direction=direction.id if direction else "",
                    text=normalise(" › ".join(path) + ("：" if lang == "zh" else ": ") + statement.of(lang)),
                    keywords=" ".join(keywords),
                )


def _imported(library: Library) -> Iterator[Passage]:
    """The sentences of unreviewed guides, for either language of question: the words of the other one come from the
    glossary that the edition is, for the lexical index only."""
    guides = [guide for guide in library.guides.values() if not guide.reviewed]
    glossary = Glossary(library) if guides else None
    for guide in guides:
        for clause in guide.clauses:
            for number, statement in enumerate(clause.says):
                text = normalise(f"{clause.heading.zh}: {statement.zh}")  # which document it is, its title says
                own: Lang = "zh" if re.search(r"[\u4e00-\u9fff]", statement.zh + clause.heading.zh) else "en"
                for lang in _LANGS:
                    bridge: list[str] = []
                    if glossary and lang != own:
                        said = f"{clause.heading.zh} {statement.zh}"
                        bridge = glossary.english(said) if lang == "en" else glossary.chinese(said)
                    yield Passage(
                        id=f"{guide.id}/{clause.ref}#{number}@{lang}", clause_id=f"{guide.id}/{clause.ref}",
                        statement=number, lang=lang, guide=guide.id, direction="", text=text,
                        keywords=" ".join([guide.short.zh, *bridge]), role="imported",
                    )  # fmt: skip


def _asked_of_part(guide: Guide, part: Part) -> Iterator[Passage]:
    """The questions that a part's statements answer."""
    direction = part.direction.id if part.direction else ""
    for clause in part.clauses:
        clause_id = f"{guide.id}/{clause.ref}"
        for number, statement in enumerate(clause.says):
            for lang in _LANGS:
                for count, text in enumerate(statement.asked.of(lang)):
                    yield Passage(
                        id=f"{clause_id}#{number}?{count}@{lang}", clause_id=clause_id, statement=number, lang=lang,
                        guide=guide.id, direction=direction, text=normalise(text), role="question",
                    )  # fmt: skip


def _asked_of_silences(library: Library) -> Iterator[Passage]:
    """The questions that the guides are recorded not to answer."""
    for silence in library.silences:
        for lang in _LANGS:
            for count, text in enumerate(silence.questions.of(lang)):
                yield Passage(
                    id=f"{silence.guide}/{silence.id}?{count}@{lang}", clause_id="", statement=0, lang=lang,
                    guide=silence.guide, direction="", text=normalise(text), role="question", silence=silence.id,
                )  # fmt: skip

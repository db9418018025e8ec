"""Every direction × facet × language: the edition's statement with its clause, or that the guide is silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer, Ask
from assistant.answering.ask import Assistant
from corpus.edition_file import read_yaml
from corpus.guide import Lang
from corpus.library import Library, PlacedClause, Topic
from index.embedding import BundledEncoder
from index.search import Searcher

WORDINGS = Path(__file__).parent / "data" / "natural_wordings.yaml"
FRAMES: dict[Lang, tuple[str, ...]] = {
    "zh": ("{d}的{t}是怎么规定的？", "请问{d}对{t}有什么规定", "{d}，{t}？"),
    "en": ("What does {d} say about {t}?", "{d}: {t}?", "What are the rules on {t} in {d}?"),
}


@pytest.fixture(scope="module")
def assistant(library: Library, real_data_dir: Path, bundled_encoder: BundledEncoder) -> Assistant:
    """The assistant without what only a server needs: the cosines are computed, which finds the same faster."""
    return Assistant(library, Searcher(real_data_dir, bundled_encoder, exact=True), one_shot=True)


def facets(library: Library) -> list[Topic]:
    """What people ask of every direction."""
    return [topic for topic in library.topics.values() if topic.facet]


def bound_by(library: Library, direction: str) -> list[PlacedClause]:
    """The direction's own clauses and those of the general sections that bind it."""
    guide = library.part_of(direction)[0].id
    return [c for c in library.clauses.values() if c.direction == direction or (c.guide == guide and c.applies_to_all)]


def states(answer: Answer, clauses: list[PlacedClause], topic: str, lang: Lang) -> bool:
    """Does an answer hold one of the edition's statements on a topic, word for word and with its clause?"""
    cited = {source.clause_id for source in answer.citations}
    return any(
        topic in statement.about and statement.of(lang) in answer.answer and placed.id in cited
        for placed in clauses
        for statement in placed.clause.says
    )


def fault(library: Library, answer: Answer, direction: str, topic: str, lang: Lang) -> str | None:
    """What is wrong with the answer to a question for one facet of one direction; None where nothing is."""
    silent = topic in library.part_of(direction)[1].silent
    if answer.lang != lang:
        return f"answered in {answer.lang}"
    if silent:
        return None if answer.status == "not_found" else "should be refused: the guide is silent"
    if answer.status != "answered":
        return f"should be answered, is {answer.status}"
    if answer.direction != direction:
        return f"answered for {answer.direction}"
    return None if states(answer, bound_by(library, direction), topic, lang) else "states nothing on it"


def test_the_edition_states_each_facet_of_each_direction_or_is_silent_on_it(library: Library) -> None:
    for direction in library.directions:
        silent = set(library.part_of(direction)[1].silent)
        said = {t for c in bound_by(library, direction) for s in c.clause.says for t in s.about}
        assert {t.id for t in facets(library)} <= said | silent, direction


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_facet_of_each_direction_is_stated_or_refused(
    assistant: Assistant, library: Library, lang: Lang, measured: Callable[[str], None]
) -> None:
    faults, count = [], 0
    for topic in facets(library):  # directions inside: their questions differ by the name only, so one vector serves
        for direction in library.directions:
            guide = library.part_of(direction)[0]
            name = f"{guide.short.of(lang)}{'' if lang == 'zh' else ' '}{direction.split('-')[1]}"
            question = FRAMES[lang][count % len(FRAMES[lang])].format(d=name, t=topic.label[lang])
            answer = assistant.ask(Ask(question=question))
            wrong = fault(library, answer, direction, topic.id, lang)
            faults += [f"  {topic.id}: {question} {wrong}: {answer.answer[:100]!r}"] if wrong else []
            count += 1
    measured(f"facets {lang}: {count - len(faults)} of {count} stated or refused as the edition records")
    for line in faults:
        measured(line)
    assert not faults


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_call_says_to_all_its_directions_on_a_facet_comes_first(
    assistant: Assistant, library: Library, lang: Lang
) -> None:
    faults, count = [], 0
    calls = [guide for guide in library.guides.values() if guide.directions]
    for guide, topic in [(guide, topic) for guide in calls for topic in facets(library)]:
        general = [c for c in library.clauses.values() if c.guide == guide.id and not c.direction]
        said = [s for c in general for s in c.clause.says if topic.id in s.about]
        for frame in FRAMES[lang][:2] if said else ():
            question = frame.format(d=guide.short.of(lang), t=topic.label[lang])
            answer = assistant.ask(Ask(question=question)).answer
            count += 1
            told = any(s.of(lang) in answer.split("\n")[0] for s in said) or "|---" in answer  # or all of it as a table
            faults += [] if told else [f"{question} {answer[:100]!r}"]
    assert count > 50
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_facets_are_stated_or_refused_in_the_words_that_people_use(
    assistant: Assistant, library: Library, measured: Callable[[str], None]
) -> None:
    """Each wording is asked of two directions, in turn: of one that states the facet and of one that is silent on it.
    Not all are understood; the floors keep what is."""
    faults: dict[bool, list[str]] = {True: [], False: []}
    count = {True: 0, False: 0}
    turn = 0
    for topic, wordings in read_yaml(WORDINGS).items():
        for lang, wording in ((known, wording) for known in FRAMES for wording in wordings[known]):
            turn += 1
            for silent in (True, False):
                fitting = [d for d in library.directions if (topic in library.part_of(d)[1].silent) == silent]
                if not fitting:
                    continue
                direction = fitting[turn % len(fitting)]
                name = library.directions[direction].title.of(lang)
                text = wording.replace("{d}", name if lang == "zh" else f"the {name}")
                wrong = fault(library, assistant.ask(Ask(question=text)), direction, topic, lang)
                count[silent] += 1
                faults[silent] += [f"{text}: {wrong}"] if wrong else []
    right = {silent: 1 - len(faults[silent]) / count[silent] for silent in count}
    measured(
        f"natural wordings: {right[True]:.2f} of {count[True]} refused, {right[False]:.2f} of {count[False]} stated"
    )
    assert right[True] >= 0.88, "\n".join(faults[True])
    assert right[False] >= 0.84, "\n".join(faults[False])

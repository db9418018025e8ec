"""Finding the clause: the order of the hits, the scope, strange questions, and how often real questions find theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import PROJECT, FakeEncoder, SmallEdition, read

from corpus.guide import Lang
from corpus.library import Library
from index import store
from index.build import build
from index.bundled import EncoderError
from index.embedding import BundledEncoder, Vectors
from index.passage import Passage, Scope
from index.search import Searcher

PAIRS = PROJECT / "tests" / "data" / "pairs"
EXCHANGE, JOINT = "most-exchange-2026-b2", "most-joint-2026-b2"


def pairs() -> list[dict[str, Any]]:
    """Every pair of questions with the clause that answers them."""
    return [entry for path in sorted(PAIRS.glob("*.yaml")) for entry in read(path)]


class CountingEncoder(FakeEncoder):
    """Remembers the questions that it encoded, or fails at each."""

    def __init__(self, fails: bool = False):
        super().__init__()
        self.asked: list[str] = []
        self._fails = fails

    def query(self, text: str) -> Vectors:
        if self._fails:
            raise EncoderError("the model is gone")
        self.asked.append(text)
        return super().query(text)


@pytest.fixture
def small_searcher(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> Searcher:
    """A searcher over the small edition."""
    build(small.load(), encoder, data_dir)
    return Searcher(data_dir, encoder)


# Over the small edition


@pytest.mark.slow
def test_texts_prepared_together_are_each_encoded_once(small: SmallEdition, data_dir: Path) -> None:
    encoder = CountingEncoder()
    build(small.load(), encoder, data_dir)
    searcher = Searcher(data_dir, encoder)
    searcher.prepare("one question", "another", "one question")
    searcher.prepare("another")
    searcher.topics("another", "en")
    assert sorted(encoder.asked) == ["another", "one question"]


@pytest.mark.slow
def test_an_encoder_that_fails_while_texts_are_prepared_says_so_once(small: SmallEdition, data_dir: Path) -> None:
    build(small.load(), FakeEncoder(), data_dir)
    searcher = Searcher(data_dir, CountingEncoder(fails=True))
    with pytest.raises(EncoderError, match="gone"):
        searcher.prepare("one question", "another")


@pytest.mark.slow
def test_hits_come_best_first_and_no_more_than_asked_for(small_searcher: Searcher) -> None:
    hits = small_searcher.search("How long is the stay in Peru?", "en", count=4)
    assert len(hits) == 4
    assert hits[0].clause_id == "call/1.2(1)"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.slow
def test_a_clause_is_named_once_however_many_statements_fit(small_searcher: Searcher) -> None:
    found = small_searcher.clauses("4 projects are planned, total funding, applicants, age, doctorate", "en", count=10)
    assert len(found) == len(set(found))
    assert found[0] in ("call/1.1", "call/1.1(1)")


@pytest.mark.slow
def test_the_same_question_has_the_same_hits(small_searcher: Searcher) -> None:
    assert small_searcher.search("申请人多大", "zh") == small_searcher.search("申请人多大", "zh")


@pytest.mark.slow
def test_full_width_and_half_width_questions_are_one(small_searcher: Searcher) -> None:
    wide, narrow = small_searcher.search("４５周岁（申请人）", "zh"), small_searcher.search("45周岁(申请人)", "zh")
    assert [(hit.clause_id, hit.statement) for hit in wide] == [(hit.clause_id, hit.statement) for hit in narrow]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scope_of_one_guide_holds(small_searcher: Searcher, lang: Lang) -> None:
    for guide in ("call", "leaflet"):
        hits = small_searcher.search("项目 project 日元 yen", lang, Scope(guides=frozenset({guide})), count=50)
        assert hits
        assert {hit.clause_id.split("/")[0] for hit in hits} == {guide}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scope_of_one_direction_and_its_guide_admits_the_general_sections(
    small_searcher: Searcher, lang: Lang
) -> None:
    scope = Scope(frozenset({"call"}), frozenset({"exchange-1.2"}))
    found = set(small_searcher.clauses("项目 projects 申请人 applicants 申报 filing", lang, scope, count=50))
    assert found == {"call/一.1", "call/1.2", "call/1.2(1)"}


@pytest.mark.slow
def test_a_scope_of_one_direction_alone_holds(small_searcher: Searcher) -> None:
    found = set(small_searcher.clauses("项目 projects", "zh", Scope(directions=frozenset({"exchange-1.1"})), count=50))
    assert found == {"call/1.1", "call/1.1(1)"}


@pytest.mark.slow
def test_a_scope_of_two_directions_admits_both(small_searcher: Searcher) -> None:
    scope = Scope(directions=frozenset({"exchange-1.1", "exchange-1.2"}))
    found = set(small_searcher.clauses("projects", "en", scope, count=50))
    assert found == {"call/1.1", "call/1.1(1)", "call/1.2", "call/1.2(1)"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "scope", [Scope(guides=frozenset({"no-such-guide"})), Scope(directions=frozenset({"exchange-9.9"}))]
)
def test_a_scope_of_nothing_finds_nothing(small_searcher: Searcher, scope: Scope) -> None:
    assert small_searcher.search("projects", "en", scope) == []
    assert small_searcher.clauses("projects", "en", scope) == []


@pytest.mark.slow
def test_no_hits_are_asked_for_and_none_are_given(small_searcher: Searcher) -> None:
    assert small_searcher.search("projects", "en", count=0) == []


def test_an_empty_scope_admits_everything() -> None:
    row = Passage("c#0@zh", "g/c", 0, "zh", "g", "", "", "")
    assert Scope().admits(row)


def test_a_direction_with_its_guide_admits_the_general_sections() -> None:
    general = Passage("call/一.1#0@zh", "call/一.1", 0, "zh", "call", "", "", "")
    assert not Scope(directions=frozenset({"exchange-1.1"})).admits(general)
    assert Scope(frozenset({"call"}), frozenset({"exchange-1.1"})).admits(general)


# With expected questions

LUCK = {"id": "luck", "guide": "call", "text": {"zh": "没有写。", "en": "Not stated."}}


@pytest.fixture
def asked_searcher(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> Searcher:
    """A searcher over the small edition, some of whose statements and one silence have expected questions."""
    small.edit("call/guide.yaml", lambda d: d.update(silences=[LUCK]))
    small.expect("call/silences.yaml", {"luck": {"zh": ["容易中吗？"], "en": ["Are my chances any good?"]}})
    small.expect(
        "call/1.1.yaml",
        {"1.1(1)": [{"zh": ["多老还行？"], "en": ["Is somebody grey too late?"]}, {"zh": ["要博士吗？"]}]},
    )
    small.expect("call/1.2.yaml", {"1.2(1)": [{"zh": ["得待多久？"], "en": ["Could we fly home sooner?"]}]})
    build(small.load(), encoder, data_dir)
    return Searcher(data_dir, encoder)


@pytest.fixture
def bare_searcher(tmp_path: Path, encoder: FakeEncoder) -> Searcher:
    """A searcher over the small edition without any expected question."""
    build(SmallEdition(tmp_path / "bare").load(), encoder, tmp_path / "bare-data")
    return Searcher(tmp_path / "bare-data", encoder)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "lang", "clause"),
    [("Could we fly home sooner?", "en", "call/1.2(1)"), ("多老还行？", "zh", "call/1.1(1)")],
)
def test_a_question_finds_the_statement_that_is_expected_to_answer_it(
    asked_searcher: Searcher, bare_searcher: Searcher, question: str, lang: Lang, clause: str
) -> None:
    best = asked_searcher.search(question, lang)[0]
    assert (best.clause_id, best.statement) == (clause, 0)
    assert best.asked == pytest.approx(1.0, abs=1e-3)
    assert bare_searcher.search(question, lang)[0].asked == 0.0


@pytest.mark.slow
def test_an_expected_question_brings_its_own_statement_and_not_the_whole_clause(asked_searcher: Searcher) -> None:
    likeness = {(h.clause_id, h.statement): h.asked for h in asked_searcher.search("要博士吗？", "zh", count=50)}
    assert likeness["call/1.1(1)", 1] == pytest.approx(1.0, abs=1e-3)
    assert likeness["call/1.1(1)", 0] < 0.9
    assert likeness["leaflet/联系方式", 0] == 0.0  # nobody wrote a question for it


@pytest.mark.slow
def test_a_question_about_a_silence_finds_the_silence_and_no_statement(asked_searcher: Searcher) -> None:
    (best, likeness), *_ = asked_searcher.silences("Are my chances any good?", "en")
    assert (best, likeness) == ("call/luck", pytest.approx(1.0, abs=1e-3))
    assert all(hit.clause_id for hit in asked_searcher.search("Are my chances any good?", "en", count=50))


@pytest.mark.slow
def test_a_scope_holds_for_expected_questions_and_silences(asked_searcher: Searcher) -> None:
    scope = Scope(frozenset({"leaflet"}))
    hits = asked_searcher.search("Could we fly home sooner?", "en", scope, count=50)
    assert {hit.clause_id.split("/")[0] for hit in hits} == {"leaflet"}
    assert asked_searcher.silences("Are my chances any good?", "en", scope) == []
    inside = Scope(frozenset({"call"}), frozenset({"exchange-1.1"}))
    assert "call/1.2(1)" not in asked_searcher.clauses("Could we fly home sooner?", "en", inside, count=50)


@pytest.mark.slow
def test_an_edition_without_silences_finds_none(small_searcher: Searcher) -> None:
    assert small_searcher.silences("Are my chances any good?", "en") == []


@pytest.mark.slow
def test_asking_chroma_or_computing_finds_the_same_questions(
    asked_searcher: Searcher, encoder: FakeEncoder, data_dir: Path
) -> None:
    exact = Searcher(data_dir, encoder, exact=True)
    for question in ("Could we fly home sooner?", "Is somebody grey?", "chances"):
        ours, theirs = (s.search(question, "en", count=50) for s in (exact, asked_searcher))
        assert [(h.clause_id, h.statement) for h in ours] == [(h.clause_id, h.statement) for h in theirs]
        assert [h.asked for h in ours] == pytest.approx([h.asked for h in theirs], abs=1e-3)
        assert [s for s, _ in exact.silences(question, "en")] == [s for s, _ in asked_searcher.silences(question, "en")]


# Over the real edition


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_index_holds_the_edition_as_it_stands(searcher: Searcher, library: Library, real_data_dir: Path) -> None:
    statements = [s for c in library.clauses.values() for s in c.clause.says]
    expected = [s.asked for s in statements] + [s.questions for s in library.silences]
    assert searcher.manifest.passages == 2 * len(statements) + sum(len(e.zh) + len(e.en) for e in expected)
    assert store.current(real_data_dir)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "😀😀😀",
        "？",
        "申报" * 500,
        "apply " * 1_667,
        "\x00",
        "\ud800",
        "' OR 1=1 --",
        "{{7*7}} ${x}",
        "%s %d \\",
        "1.3",
    ],
    ids=lambda q: ascii(q[:8]),
)
def test_a_strange_question_finds_something_or_nothing_but_never_fails(
    searcher: Searcher, question: str, lang: Lang
) -> None:
    hits = searcher.search(question, lang)
    assert len(hits) <= 10
    assert all(hit.clause_id for hit in hits)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("direction", ["exchange-1.3", "joint-1.3"])
def test_alike_numbers_of_two_guides_stay_apart_in_scope(searcher: Searcher, direction: str) -> None:
    guide = EXCHANGE if direction.startswith("exchange") else JOINT
    scope = Scope(frozenset({guide}), frozenset({direction}))
    for question, lang in (("总经费是多少？", "zh"), ("What is the total funding?", "en")):
        found = searcher.clauses(question, lang, scope, count=20)  # type: ignore[arg-type]
        assert f"{guide}/1.3" in found[:3]
        assert all(clause.startswith(f"{guide}/") for clause in found)
        other = [c for c in found if c.split("/")[1][:3] in {f"1.{n}" for n in range(1, 10)} - {"1.3"}]
        assert other == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_computing_the_cosines_orders_real_questions_as_chroma_does(
    searcher: Searcher, real_data_dir: Path, bundled_encoder: BundledEncoder
) -> None:
    exact = Searcher(real_data_dir, bundled_encoder, exact=True)
    for entry in pairs()[::8]:
        for lang in ("zh", "en"):
            assert exact.clauses(entry[lang], lang, count=5) == searcher.clauses(entry[lang], lang, count=5)  # type: ignore[arg-type]


def test_pairs_cite_clauses_that_are_there_and_cover_every_direction_and_guide(library: Library) -> None:
    entries = pairs()
    assert len(entries) >= 160
    cited = {clause for entry in entries for clause in (entry["clause"], *entry.get("also", []))}
    assert cited <= set(library.clauses)
    assert {library.clauses[entry["clause"]].direction for entry in entries} >= set(library.directions)
    counts = Counter(library.clauses[entry["clause"]].guide for entry in entries)
    wanted = {EXCHANGE: 60, JOINT: 60, "jsps-beijing-2026": 20, "programme-appendix": 6, "japan-cooperation-2024": 20}
    assert all(counts[guide] >= least for guide, least in wanted.items()), counts


def test_pairs_are_questions_of_their_own() -> None:
    entries = pairs()
    for lang in ("zh", "en"):
        questions = [entry[lang] for entry in entries]
        assert len(set(questions)) == len(questions)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_real_question_finds_its_clause_among_the_best_five(
    searcher: Searcher, lang: Lang, measured: Callable[[str], None]
) -> None:
    entries = pairs()
    first, misses = 0, []
    for entry in entries:
        right = {entry["clause"], *entry.get("also", [])}
        found = searcher.clauses(entry[lang], lang, scope=Scope(), count=5)
        first += found[0] in right
        if right.isdisjoint(found):
            misses.append(f"  missed {entry['clause']}: {entry[lang]} → {found}")
    count = len(entries)
    hit5 = (count - len(misses)) / count
    measured(f"search {lang}: hit@1 {first / count:.3f}, hit@5 {hit5:.3f}, n={count}")
    for line in misses:
        measured(line)
    assert hit5 >= 0.97, "\n".join(misses)

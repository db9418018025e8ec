"""Lists and computed answers over all directions stand on the edition's data, and show what they were computed from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.answering.phrases import amount
from assistant.answering.question import Reader
from assistant.answering.tables import Sum, Table, Tables
from corpus.library import Library

EXCHANGE, JOINT = "most-exchange-2026-b2", "most-joint-2026-b2"


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


@pytest.fixture(scope="module")
def tables(library: Library) -> Tables:
    return Tables(library)


def made(tables: Tables, reader: Reader, question: str) -> Table:
    """The table for a question that asks for one."""
    table = tables.make(reader.read(question))
    assert table is not None
    return table


def totals(library: Library, guide: str) -> dict[str, int]:
    """Each direction's total funding."""
    return {d.id: d.funding_total.value for d in library.guides[guide].directions}


class TestExtremes:
    @pytest.mark.parametrize(
        "question",
        ["人员交流里哪个方向总经费最多？", "Which direction of the exchange call has the highest total funding?"],
    )
    def test_the_most_is_the_largest_printed(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        known = totals(library, EXCHANGE)
        table = made(tables, reader, question)
        assert (table.topics, table.extreme, table.considered) == (("money_total",), "most", len(known))
        assert {r.direction for r in table.rows} == {d for d, v in known.items() if v == max(known.values())}

    @pytest.mark.parametrize(
        "question",
        ["联合研发里哪个方向支持的项目数最少？", "Which joint R&D direction funds the lowest number of projects?"],
    )
    def test_the_least_is_the_smallest_printed_and_all_that_tie(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        known = {d.id: d.projects.value for d in library.guides[JOINT].directions}
        table = made(tables, reader, question)
        assert (table.topics, table.extreme) == (("projects",), "least")
        assert {r.direction for r in table.rows} == {d for d, v in known.items() if v == min(known.values())}

    @pytest.mark.parametrize(
        "question",
        [
            "人员交流里总经费最多和最少的分别是哪个方向？",
            "Which directions of the exchange call have the highest and the lowest total funding?",
        ],
    )
    def test_both_ends_are_given_where_both_are_asked(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        known = totals(library, EXCHANGE)
        table = made(tables, reader, question)
        assert table.extreme is None
        ends = {max(known.values()), min(known.values())}
        assert {known[r.direction] for r in table.rows} == ends

    @pytest.mark.parametrize(
        "question",
        [
            "联合研发里拟支持项目数最多的前三个方向",
            "Which three joint R&D directions fund the largest number of projects?",
        ],
    )
    def test_as_many_are_given_as_are_asked_for_with_those_that_tie(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        known = {d.id: d.projects.value for d in library.guides[JOINT].directions}
        rows = [known[r.direction] for r in made(tables, reader, question).rows]
        assert rows == sorted(known.values(), reverse=True)[: len(rows)]
        assert len(rows) >= 3
        assert len(rows) == 3 or rows[-1] == rows[2]

    def test_a_facet_that_is_no_number_has_no_most(self, tables: Tables, reader: Reader) -> None:
        assert tables.make(reader.read("哪个方向的年龄要求最高？")) is None


class TestSums:
    @pytest.mark.parametrize(
        "question",
        ["人员交流各方向总经费加起来是多少？", "What is the total funding of all exchange directions combined?"],
    )
    def test_a_sum_shows_every_row_that_went_into_it(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        known = totals(library, EXCHANGE)
        table = made(tables, reader, question)
        assert [r.direction for r in table.rows] == list(known)
        assert table.sums == (Sum(tuple(map(Fraction, known.values()))),)

    def test_a_sum_over_some_directions_takes_only_those(
        self, tables: Tables, reader: Reader, library: Library
    ) -> None:
        table = made(tables, reader, "人员交流1.4和1.5的项目数加起来是多少？")
        chosen = [library.directions[d].projects.value for d in ("exchange-1.4", "exchange-1.5")]
        assert table.sums == (Sum(tuple(map(Fraction, chosen))),)

    @pytest.mark.parametrize(
        "question",
        [
            "中白那两个方向分别给多少项目多少经费，合计呢？",
            "The two Belarus directions: projects and total money each, and the sum?",
        ],
    )
    def test_facets_asked_for_together_stand_side_by_side_each_with_its_sum(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        table = made(tables, reader, question)
        two = [library.directions[d] for d in ("joint-1.9", "joint-2.0")]
        assert [r.direction for r in table.rows] == [d.id for d in two]
        assert table.topics == ("projects", "money_total")
        projects = Sum(tuple(Fraction(d.projects.value) for d in two), "at_most")
        money = Sum(tuple(Fraction(d.funding_total.value) for d in two))
        assert table.sums == (projects, money)
        assert (projects.value, money.value) == (40, 110_000_000)

    def test_amounts_per_project_are_never_added_up(self, tables: Tables, reader: Reader) -> None:
        table = made(tables, reader, "中韩的2.5和2.6每个项目多少钱，加起来呢？")
        assert table.topics == ("money_per_project",)
        assert table.sums == (None,)

    @pytest.mark.parametrize(
        ("value", "unit", "zh", "en"),
        [
            (60_000, "money", "6 万元", "RMB 60,000"),
            (40_000_000, "money", "4000 万元", "RMB 40 million"),
            (150_000_000, "money", "1.5 亿元", "RMB 150 million"),
            (128, "number", "128", "128"),
        ],
    )
    def test_a_sum_is_written_in_the_askers_idiom(self, value: int, unit: str, zh: str, en: str) -> None:
        assert (amount(Fraction(value), unit, "zh"), amount(Fraction(value), unit, "en")) == (zh, en)


class TestLists:
    @pytest.mark.parametrize("question", ["哪些方向需要企业参与？", "Which directions require a company?"])
    def test_each_row_states_the_facet_and_silent_directions_are_left_out(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        table = made(tables, reader, question)
        assert table.topics == ("company",)
        for row in table.rows:
            assert row.cells[0]
            assert library.clauses[row.cells[0].clause_id].direction == row.direction
            assert "company" not in library.part_of(row.direction)[1].silent

    def test_only_the_rows_with_the_amount_asked_for(self, tables: Tables, reader: Reader, library: Library) -> None:
        table = made(tables, reader, "人员交流里哪些方向每个项目给20万？")
        assert table.rows
        for row in table.rows:
            money = library.directions[row.direction].funding_per_project
            assert money is not None
            assert money.value == 200_000

    @pytest.mark.parametrize(
        "question",
        ["人员交流1.3的总经费是多少", "How many projects does joint 2.6 fund?", "学振有哪些海外事务所？", "谁能申报？"],
    )
    def test_a_question_for_one_thing_gets_no_table(self, tables: Tables, reader: Reader, question: str) -> None:
        assert tables.make(reader.read(question)) is None


class TestWhichDirection:
    @pytest.mark.parametrize(
        "question", ["联合研发里头哪几个方向是联合实验室", "Which directions of the joint call are about joint labs?"]
    )
    def test_directions_of_a_kind_are_listed_by_country(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        table = made(tables, reader, question)
        assert table.topics == ("countries",)
        assert {r.direction for r in table.rows} == {
            d.id for d in library.directions.values() if "联合实验室" in d.title.zh
        }

    @pytest.mark.parametrize(
        "question",
        [
            "我们搞智能望远镜组网观测的，联合研发指南里塞得进哪个方向？",
            "Which joint R&D direction suits telescope networks?",
        ],
    )
    def test_what_suits_a_piece_of_work_is_no_list_of_countries(
        self, tables: Tables, reader: Reader, question: str
    ) -> None:
        table = tables.make(reader.read(question))
        assert table is None or table.topics != ("countries",)


class TestRowsThatFit:
    @pytest.mark.parametrize(
        "question", ["联合研发里哪个方向只做两年？", "Which joint R&D direction has a fixed term of two years?"]
    )
    def test_a_duration_in_words_chooses_the_rows(
        self, tables: Tables, reader: Reader, library: Library, question: str
    ) -> None:
        table = made(tables, reader, question)
        two = {d.id for d in library.guides[JOINT].directions if 2 in d.duration_years}
        assert table.fits
        assert {row.direction for row in table.rows} == two != set()

    def test_the_directions_that_are_known_already_are_left_out(self, tables: Tables, reader: Reader) -> None:
        table = made(tables, reader, "除了克罗地亚，联合研发里还有哪个方向能做两年？")
        assert [row.direction for row in table.rows] == ["joint-1.3"]

    def test_a_question_without_a_figure_has_every_row(self, tables: Tables, reader: Reader) -> None:
        assert not made(tables, reader, "联合研发各方向的执行期").fits

"""Cutting the edition into passages: one per statement and language, under its heading path, always the same."""

from __future__ import annotations

from typing import Any

from fakes import SmallEdition

from corpus.figures import normalise
from corpus.library import Library
from index.chunking import corpus_version, passages


def test_every_statement_is_one_passage_in_each_language(library: Library) -> None:
    rows = [row for row in passages(library) if row.role == "statement"]
    statements = sum(len(c.clause.says) for c in library.clauses.values())
    assert [sum(row.lang == lang for row in rows) for lang in ("zh", "en")] == [statements, statements]


def test_ids_are_unique_and_say_where_the_passage_stands(library: Library) -> None:
    rows = passages(library)
    assert len({row.id for row in rows}) == len(rows)
    for row in (row for row in rows if row.role == "statement"):
        assert row.id == f"{row.clause_id}#{row.statement}@{row.lang}"
        statement = library.clauses[row.clause_id].clause.says[row.statement]
        assert row.text.endswith(normalise(statement.of(row.lang)))


def test_every_expected_question_is_one_passage_of_its_statement_or_its_silence(library: Library) -> None:
    rows = [row for row in passages(library) if row.role == "question"]
    silences = {(s.guide, s.id): s for s in library.silences}
    for row in rows:
        if row.silence:
            assert row.clause_id == ""
            questions = silences[row.guide, row.silence].questions.of(row.lang)
        else:
            placed = library.clauses[row.clause_id]
            assert (row.guide, row.direction) == (placed.guide, placed.direction or "")
            questions = placed.clause.says[row.statement].asked.of(row.lang)
        number = int(row.id.rpartition("?")[2].partition("@")[0])
        assert row.text == normalise(questions[number])
    of_statements = sum(len(s.asked.zh + s.asked.en) for c in library.clauses.values() for s in c.clause.says)
    assert len(rows) == of_statements + sum(len(s.questions.zh + s.questions.en) for s in library.silences)


def test_a_question_is_embedded_without_its_mark_and_without_a_heading_path(small: SmallEdition) -> None:
    small.expect("call/1.1.yaml", {"1.1(1)": [{"zh": ["- ５０ 岁还行吗？"], "en": []}, {"en": ["+ A doctorate?"]}]})
    rows = {row.id: row for row in passages(small.load()) if row.role == "question"}
    assert {id_: row.text for id_, row in rows.items()} == {
        "call/1.1(1)#0?0@zh": "50 岁还行吗?",
        "call/1.1(1)#1?0@en": "A doctorate?",
    }
    assert {row.direction for row in rows.values()} == {"exchange-1.1"}


def test_a_question_about_a_silence_belongs_to_no_clause(small: SmallEdition) -> None:
    silence = {"id": "luck", "guide": "call", "text": {"zh": "没有写。", "en": "Not stated."}}
    small.edit("call/guide.yaml", lambda d: d.update(silences=[silence]))
    small.expect("call/silences.yaml", {"luck": {"en": ["What are my chances?"]}})
    row = passages(small.load())[-1]
    assert (row.id, row.clause_id, row.silence, row.role) == ("call/luck?0@en", "", "luck", "question")


def test_ids_and_texts_are_the_same_every_time(small: SmallEdition) -> None:
    assert passages(small.load()) == passages(small.load())


def test_a_passage_carries_its_heading_path_in_its_own_language(small: SmallEdition) -> None:
    rows = {row.id: row for row in passages(small.load())}
    assert rows["call/1.1(1)#0@zh"].text == "小指南 › 1.1 中国和冰岛地热交流 › 申请人:申请人不超过 45 周岁。"
    assert (
        rows["call/1.1(1)#0@en"].text
        == "small call › 1.1 China-Iceland geothermal exchange › Applicants: Applicants must be at most 45 years old."
    )


def test_outside_directions_the_path_has_no_direction(small: SmallEdition) -> None:
    rows = {row.id: row for row in passages(small.load())}
    assert rows["leaflet/联系方式#0@en"].text == "leaflet › Contact: The e-mail is office@example.org."
    assert rows["leaflet/联系方式#0@en"].direction == ""
    assert rows["call/1.2(1)#0@zh"].direction == "exchange-1.2"


def test_texts_are_half_width(library: Library) -> None:
    for row in passages(library):
        assert not any(c in row.text for c in "０１２３４５６７８９（）：，％"), row.id


def test_partner_and_nicknames_help_the_lexical_search_only(library: Library) -> None:
    rows = {row.id: row for row in passages(library)}
    row = rows["most-exchange-2026-b2/1.3(3)#3@zh"]
    assert "中法杰青" in row.keywords
    assert "中法杰青" not in row.text
    assert "France" in rows["most-exchange-2026-b2/1.3(3)#3@en"].keywords
    assert "法国" not in rows["most-exchange-2026-b2/1.3(3)#3@en"].keywords


def test_passages_come_in_document_order(small: SmallEdition) -> None:
    small.expect("call/1.1.yaml", {"1.1(1)": [{"zh": ["多大？"]}, {"zh": ["学位？"]}]})
    rows = passages(small.load())
    assert [row.role for row in rows[-2:]] == ["question", "question"]  # all of them after the statements
    ids = [row.clause_id for row in rows if row.lang == "zh" and row.guide == "call" and row.role == "statement"]
    assert ids == ["call/一.1", "call/1.1", "call/1.1", "call/1.1(1)", "call/1.1(1)", "call/1.2", "call/1.2(1)"]


def test_the_version_is_twelve_hex_digits_and_the_same_every_time(small: SmallEdition) -> None:
    version = corpus_version(small.load())
    assert len(version) == 12
    int(version, 16)
    assert corpus_version(small.load()) == version


def test_any_edit_changes_the_version(small: SmallEdition) -> None:
    versions = [corpus_version(small.load())]

    def edited(name: str, change: Any) -> None:
        small.edit(name, change)
        versions.append(corpus_version(small.load()))

    edited(
        "call/1.1.yaml",
        lambda d: d["clauses"][1]["says"][0].update(
            zh="申请人不超过 46 周岁。", en="Applicants must be at most 46 years old."
        ),
    )
    edited("call/1.1.yaml", lambda d: d["clauses"][1]["heading"].update(en="Who may apply"))
    edited("call/1.1.yaml", lambda d: d["clauses"][1]["says"][0].update(about=["age", "degree"]))
    edited("call/1.1.yaml", lambda d: d["direction"].update(projects={"at_most": 4}))
    edited("call/1.1.yaml", lambda d: d.update(silent=["papers"]))
    edited("call/guide.yaml", lambda d: d.update(clause_count=6))
    for questions in (["Who may lead?"], ["+ Who may lead?"], ["- Who may lead?"]):
        small.expect("call/1.2.yaml", {"1.2(1)": [{"en": questions}]})
        versions.append(corpus_version(small.load()))
    assert len(set(versions)) == len(versions)


def test_a_blank_line_or_another_order_of_keys_does_not_change_the_version(small: SmallEdition) -> None:
    before = corpus_version(small.load())
    path = small.folder / "call" / "notice.yaml"
    path.write_text("# a remark for editors\n\n" + path.read_text("utf-8"), "utf-8")
    small.edit("call/1.1.yaml", lambda d: d.update(direction=d.pop("direction")))
    assert corpus_version(small.load()) == before


def test_an_edit_leaves_the_other_passages_as_they_were(small: SmallEdition) -> None:
    before = {row.id: row.text for row in passages(small.load())}
    small.say(zh="拟支持 5 个项目。")
    after = {row.id: row.text for row in passages(small.load())}
    assert [id_ for id_ in before if before[id_] != after[id_]] == ["call/1.1#0@zh"]

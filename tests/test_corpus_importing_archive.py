"""The life cycle of imported documents, and the library with them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from fakes import SmallEdition

from corpus.importing.archive import Archive
from corpus.importing.block import ImportFault, TooMuch
from corpus.importing.bounded import Taken, read_file, safe_name
from corpus.importing.drafting import write_draft
from corpus.importing.unreviewed import with_imports
from corpus.library import Library, load

DATA = Path(__file__).parent / "data" / "importing"
DAY = date(2027, 1, 2)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data")


@pytest.fixture
def notice() -> Taken:
    return read_file(DATA / "linhai-notice.txt")


def taken(folder: Path, name: str, text: str) -> Taken:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_file(path)


def test_importing_twice_changes_nothing(archive: Archive, notice: Taken) -> None:
    first, change = archive.take_in(notice, [], DAY)
    assert change == "added"
    before = archive.stamp()
    second, change = archive.take_in(notice, [], DAY)
    assert change == "unchanged"
    assert (first, archive.stamp()) == (second, before)


def test_a_new_version_takes_the_place_of_the_old_one(archive: Archive, notice: Taken, tmp_path: Path) -> None:
    archive.take_in(notice, [], DAY)
    newer = (DATA / "linhai-notice.txt").read_text("utf-8").replace("38周岁", "40周岁")
    made, change = archive.take_in(taken(tmp_path, "renamed.txt", newer), [], DAY)
    assert (made.id, change) == ("linhai-notice", "replaced")
    assert len(archive.documents()) == 1
    assert "40周岁" in next(p.text for p in archive.documents()[0].passages if p.ref == "一(二).1")


def test_another_document_of_the_same_name_is_another_guide(archive: Archive, notice: Taken, tmp_path: Path) -> None:
    archive.take_in(notice, [], DAY)
    other = taken(
        tmp_path,
        "linhai-notice.txt",
        "一、渔业补贴\n\n渔船每艘补贴5000元，年底前拨付到户。\n\n二、办法\n\n由县局办理。\n",
    )
    made, change = archive.take_in(other, [], DAY)
    assert (made.id, change) == ("linhai-notice-2", "added")


def test_removing_is_by_id_or_name_and_lists_what_there_is(archive: Archive, notice: Taken) -> None:
    archive.take_in(notice, [], DAY)
    with pytest.raises(ImportFault, match="linhai-notice"):
        archive.remove("nothing")
    assert archive.remove("linhai-notice.txt").id == "linhai-notice"
    assert archive.documents() == ()


def test_a_broken_record_is_one_line_with_its_file(archive: Archive, notice: Taken) -> None:
    archive.take_in(notice, [], DAY)
    path = archive.folder / "linhai-notice.json"
    path.write_text("{", "utf-8")
    with pytest.raises(ImportFault, match=r"linhai-notice\.json"):
        archive.documents()


def test_a_document_beyond_any_guide_is_refused(
    archive: Archive, notice: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.importing.archive._MOST_WORDS", 100)
    with pytest.raises(TooMuch, match="no guide is so long"):
        archive.take_in(notice, [], DAY)
    assert archive.documents() == ()


def test_an_unreviewed_guide_joins_the_library_and_not_the_edition(
    library: Library, archive: Archive, notice: Taken
) -> None:
    archive.take_in(notice, list(library.guides.values()), DAY)
    whole = with_imports(library, archive.documents())
    guide = whole.guides["linhai-notice"]
    assert not guide.reviewed
    assert "linhai-notice" not in whole.edition.guides
    assert set(whole.edition.clauses) == set(library.clauses)
    clause = whole.clauses["linhai-notice/一(二).1"]
    assert clause.clause.says[0].zh == clause.clause.says[0].en
    assert whole.official[clause.id].text.startswith("1. 支持省内青年学者")


def test_a_row_of_a_table_can_be_read_alone(library: Library, archive: Archive, notice: Taken) -> None:
    archive.take_in(notice, [], DAY)
    whole = with_imports(library, archive.documents())
    says = [s.zh for s in whole.clauses["linhai-notice/表1"].clause.says]
    assert "类别：小微试验类；最高资助：20万元；验收论文：不作要求；验收专利：不少于1项" in says


def test_a_document_of_the_edition_gives_its_clauses_their_words(tmp_path: Path, archive: Archive) -> None:
    edition = SmallEdition(tmp_path / "guides").load()
    guide = edition.guides["call"]
    words = "\n\n".join(
        f"{clause.ref} {clause.heading.zh}\n\n" + "".join(s.zh for s in clause.says)
        if clause.ref != "一.1"
        else f"一、申报\n\n1. {clause.text('zh')}"
        for clause in guide.clauses
    )
    made, _ = archive.take_in(taken(tmp_path, "x.txt", f"小指南全称\n\n{words}\n"), [guide], DAY)
    assert made.guide == "call"
    whole = with_imports(edition, archive.documents())
    assert set(whole.official) == {c for c in whole.clauses if c.startswith("call/")}
    assert whole.edition is whole


def test_a_draft_loads_as_an_edition_and_names_its_limits(archive: Archive, notice: Taken, tmp_path: Path) -> None:
    made, _ = archive.take_in(notice, [], DAY)
    folder = write_draft(made, tmp_path / "drafts")
    drafted = load(folder.parent)
    assert len(drafted.clauses) == 15
    limits = {p.clause_id.split("/")[1]: p.constraint.requires.model_dump() for p in drafted.constraints}
    assert limits["一(二).1"]
    assert any(
        entry.clause == "一(一).2" for g in drafted.guides.values() for part in g.parts for entry in part.unconstrained
    )


def test_names_with_folders_and_control_characters_are_tamed() -> None:
    assert safe_name(Path("a") / "..\\..\\etc\\pass\x07wd.txt") == "pass_wd.txt"
    assert len(safe_name(Path("x" * 240 + ".txt"))) <= 120


def test_records_are_whole_json(archive: Archive, notice: Taken) -> None:
    archive.take_in(notice, [], DAY)
    names = sorted(p.name for p in archive.folder.iterdir())
    assert names == [".lock", "linhai-notice.json"]
    assert json.loads((archive.folder / "linhai-notice.json").read_text("utf-8"))["reader"] >= 1

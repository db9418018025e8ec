"""Which sentence of the official words says what a statement of the edition restates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from corpus.guide import Bilingual, Clause, Topical
from corpus.importing.archive import Archive
from corpus.importing.bounded import read_file
from corpus.library import Library
from ui.wording import restated, sentences


def clause(*says: tuple[str, str]) -> Clause:
    heading = Bilingual(zh="条件", en="Conditions")
    return Clause(ref="1", heading=heading, says=tuple(Topical(zh=zh, en=en, about=("age",)) for zh, en in says))


OWN = clause(
    ("负责人的年龄不能超过 40 岁。", "The leader may be at most 40 years old."),
    ("负责人要有硕士学位。", "The leader must hold a master's degree."),
    ("每年出访 3 次以上。", "At least 3 visits a year."),
)


@pytest.mark.parametrize(
    ("printed", "marked"),
    [
        ("（1）负责人年龄须不超过40岁；具有硕士学位。每年出访不少于3次。", [(0,), (1,), (2,)]),
        ("At least 3 visits a year.\nThe leader is a master and at most 40 years old.", [(2,), (), (0, 1)]),
        ("本条与上述内容毫无关系，只谈天气。", [()]),
        ("", []),
    ],
    ids=["zh", "en", "strange", "empty"],
)  # fmt: skip
def test_a_statement_marks_the_sentence_that_says_it(printed: str, marked: list[tuple[int, ...]]) -> None:
    parts = sentences(printed)
    assert "".join(parts) == printed
    assert restated(OWN, parts) == marked


def test_figures_decide_between_sentences_alike() -> None:
    parts = sentences("甲类项目资助30万元。乙类项目资助50万元。")
    assert restated(clause(("乙类每项 50 万元。", "RMB 500,000 each in class B.")), parts) == [(), (0,)]


@pytest.mark.sources
def test_nearly_every_statement_finds_its_official_sentence(sources: Path, library: Library, data_dir: Path) -> None:
    archive, guides = Archive(data_dir), list(library.guides.values())
    total = found = figures = right = 0
    for name in ("most-exchange-2026-batch2.txt", "most-joint-rnd-2026-batch2.txt"):
        imported, _ = archive.take_in(read_file(sources / name), guides, date(2026, 6, 1))
        for ref, official in imported.official.items():
            placed, parts = library.clauses[f"{imported.guide}/{ref}"].clause, sentences(official.text)
            where = {n: part for part, numbers in zip(parts, restated(placed, parts), strict=True) for n in numbers}
            for number, statement in enumerate(placed.says):
                total, found = total + 1, found + (number in where)
                sums = re.findall(r"\d{2,} 万(?=元)", statement.zh)
                if sums and number in where:
                    figures += 1
                    right += all(s.replace(" ", "") in where[number].replace(" ", "") for s in sums)
    assert found / total > 0.97, (found, total)
    assert right / figures > 0.95, (right, figures)

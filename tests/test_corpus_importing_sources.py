"""The five official documents, as text and as the PDF and DOCX that LibreOffice makes of them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.importing.bounded import read_file
from corpus.importing.figures import read_limits
from corpus.importing.matching import Match, loose, recognise
from corpus.library import Library
from corpus.limits import fits, limits_of
from corpus.verify import Held, read_explanations, verify

pytestmark = [pytest.mark.sources, pytest.mark.slow]
KINDS = ("txt", "pdf", "docx")


@pytest.fixture(scope="module")
def official(
    sources: Path, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, Match]]:
    """Every document in one format, recognised and matched; formats are made once."""
    made: dict[str, dict[str, Match]] = {}

    def of(kind: str) -> dict[str, Match]:
        if kind not in made:
            folder = sources if kind == "txt" else _converted(sources, kind, tmp_path_factory.mktemp(kind))
            found = [
                recognise(list(library.guides.values()), read_file(p).sections)
                for p in sorted(folder.glob(f"*.{kind}"))
            ]
            assert None not in found
            made[kind] = {m.guide.id: m for m in found if m}
        return made[kind]

    return of


def _converted(sources: Path, kind: str, folder: Path) -> Path:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(
            f"NOT CHECKED AS {kind.upper()}: LibreOffice is not here (apt-get install libreoffice-writer-nogui)"
        )
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--infilter=Text (encoded):UTF8"]
    command += ["--convert-to", kind if kind == "pdf" else "docx:MS Word 2007 XML", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sorted(sources.glob("*.txt")))], check=True, capture_output=True, timeout=240)
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_every_clause_gets_its_official_words(
    kind: str, official: Callable[[str], dict[str, Match]], library: Library, measured: Callable[[str], None]
) -> None:
    found = official(kind)
    assert set(found) == set(library.guides)
    matched = sum(len(m.counterparts) for m in found.values())
    total = len(library.clauses)
    measured(f"clauses with their official words, from {kind}: {matched / total:.4f} (n={total})")
    assert matched / total >= 0.99


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_clause_has_the_same_words_in_every_format(kind: str, official: Callable[[str], dict[str, Match]]) -> None:
    """Line ends, pages and formats may not move a sentence from one clause to another."""
    texts, others = official("txt"), official(kind)
    differ = [
        f"{guide}/{ref}"
        for guide, match in texts.items()
        for ref, counterpart in match.counterparts.items()
        if "".join(counterpart.text.split()) != "".join(others[guide].counterparts[ref].text.split())
    ]
    assert differ == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_clause_gets_the_words_of_another(
    kind: str, official: Callable[[str], dict[str, Match]], library: Library
) -> None:
    """A printed number must be the clause's own; where the heading is the editor's, the words must be alike; and no two
    clauses share a counterpart."""
    for match in official(kind).values():
        places = [(c.ref, c.text) for c in match.counterparts.values()]
        assert len(set(places)) == len(places)
        for ref, counterpart in match.counterparts.items():
            if counterpart.by == "number":
                assert loose(counterpart.ref) == loose(ref)
            elif counterpart.by == "heading":
                assert loose(ref)[:4] in loose(counterpart.text)
            else:
                assert counterpart.likeness >= 0.35
        if match.guide.directions:  # the first words of an item are its number
            for ref, counterpart in match.counterparts.items():
                if ref.endswith(")"):
                    assert loose(counterpart.text).startswith(ref[ref.index("(") :])


@pytest.mark.parametrize("kind", KINDS)
def test_the_edition_is_verified_without_an_unexplained_difference(
    kind: str, official: Callable[[str], dict[str, Match]], library: Library, measured: Callable[[str], None]
) -> None:
    held = [
        Held(id_, {r: c.text for r, c in m.counterparts.items()}, tuple(s.ref for s in m.unclaimed))
        for id_, m in official(kind).items()
    ]
    report = verify(library, held, read_explanations())
    measured(
        f"verify, from {kind}: {report.clauses} clauses, {report.figures} figures, {report.limits} limits, "
        f"{len(report.gaps)} differences, {len(report.unexplained)} unexplained"
    )
    assert [str(gap) for gap in report.unexplained] == []


def test_the_grammar_finds_the_editions_limits_and_little_else(
    official: Callable[[str], dict[str, Match]], library: Library, measured: Callable[[str], None]
) -> None:
    """Found: all limits above 1 of a constraint are among the drafts of its clause. Spurious: a draft that no
    constraint, header fact or recorded reason stands behind, or whose reason is that the grammar misread."""
    matches = official("txt")
    drafts = {f"{g}/{r}": read_limits(c.text) for g, m in matches.items() for r, c in m.counterparts.items()}
    wanted = found = 0
    for placed in library.constraints:
        limits = [(o, v) for o, v in limits_of(placed) if v not in (0, 1)]
        wanted += bool(limits)
        found += bool(limits) and all(any(fits(d, o, v) for d in drafts[placed.clause_id]) for o, v in limits)
    held = [Held(g, {r: c.text for r, c in m.counterparts.items()}) for g, m in matches.items()]
    report = verify(library, held, read_explanations())
    misread = {(e.clause, w) for e in read_explanations() if e.misread for w in e.what}
    spurious = sum(g.kind == "not judged" and (not g.because or (g.clause, g.what) in misread) for g in report.gaps)
    measured(f"grammar: {found / wanted:.4f} of the figure constraints found (n={wanted}), "
             f"{spurious / report.drafts:.4f} of the drafts spurious (n={report.drafts})")  # fmt: skip
    assert found / wanted >= 0.97
    assert spurious / report.drafts <= 0.03


@pytest.mark.parametrize("change", ["2027年度", "第三批"])
def test_next_years_call_is_not_taken_for_this_one(
    change: str, sources: Path, library: Library, tmp_path: Path
) -> None:
    text = (sources / "most-exchange-2026-batch2.txt").read_text("utf-8")
    text = (
        text.replace("2026年度", "2027年度").replace("2026 年度", "2027 年度")
        if "年" in change
        else text.replace("第二批", "第三批")
    )
    (tmp_path / "next.txt").write_text(text, "utf-8")
    assert recognise(list(library.guides.values()), read_file(tmp_path / "next.txt").sections) is None

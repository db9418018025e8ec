"""The edition against the official documents, clause by clause: figures, clauses on either side, and limits.

Each clause is held against its own counterpart, never against the whole document: a 45 that stands somewhere else
proves nothing. What differs for a reason has that reason in `guides/explained.yaml`, beside the edition; a reason that
explains nothing any more is itself a difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal

from corpus.edition_file import EditionError, parse, read_yaml
from corpus.figures import figures
from corpus.guide import Clause, Frozen, Guide
from corpus.importing.figures import Draft, read_limits
from corpus.library import GUIDES, Library
from corpus.limits import fits, header_values, limits_of

EXPLAINED = GUIDES / "explained.yaml"
Kind = Literal[
    "no counterpart",
    "not in the edition",
    "not printed",
    "not restated",
    "not drafted",
    "not judged",
    "reason without need",
]


class Explanation(Frozen):
    """Why a difference is none: the clause, the kind, what differs (empty: all of that kind), and the reason."""

    clause: str
    kind: Kind
    what: tuple[str, ...] = ()
    misread: bool = False  # the grammar drafted a limit that is none
    because: str


@dataclass(frozen=True)
class Held:
    """One guide's official words: by clause ref, and the sections of the document that no clause restates."""

    guide: str
    texts: Mapping[str, str]
    unclaimed: Sequence[str] = ()


@dataclass(frozen=True)
class Gap:
    """One difference between the edition and the document."""

    clause: str
    kind: Kind
    what: str
    because: str = ""  # empty: unexplained

    def __str__(self) -> str:
        return f"{self.clause}: {self.kind}: {self.what}" + (f" ({self.because})" if self.because else "")


@dataclass(frozen=True)
class Report:
    """What was held against what, and what differs."""

    clauses: int
    figures: int
    limits: int
    drafts: int
    gaps: tuple[Gap, ...]

    @property
    def unexplained(self) -> tuple[Gap, ...]:
        """Differences without a reason."""
        return tuple(gap for gap in self.gaps if not gap.because)


def read_explanations(path: Path = EXPLAINED) -> tuple[Explanation, ...]:
    """The recorded reasons. EditionError with file and line where they cannot be read."""
    entries = (read_yaml(path) or []) if path.exists() else []
    if not isinstance(entries, list):
        raise EditionError(f"{path}:1: expected a list of explanations")
    return tuple(parse(Explanation, entry, path, (number,)) for number, entry in enumerate(entries))


def verify(library: Library, held: Sequence[Held], explanations: Sequence[Explanation]) -> Report:
    """Hold every guide whose document is there against it."""
    gaps: list[Gap] = []
    counted = dict.fromkeys(("clauses", "figures", "limits", "drafts"), 0)
    for document in held:
        guide = library.guides[document.guide]
        gaps += _clauses(guide, document)
        for clause in guide.clauses:
            text = document.texts.get(clause.ref)
            if text is None:
                continue
            counted["clauses"] += 1
            counted["figures"] += len(figures(clause.text("zh")))
            gaps += _figures(guide, clause, text)
        if guide.directions:
            limits, drafts, found = _limits(library, guide, document)
            counted["limits"] += limits
            counted["drafts"] += drafts
            gaps += found
    there = {document.guide for document in held}
    explained, unused = _explained(gaps, [e for e in explanations if e.clause.split("/")[0] in there])
    return Report(gaps=(*explained, *unused), **counted)


def _clauses(guide: Guide, document: Held) -> Iterator[Gap]:
    for clause in guide.clauses:
        if clause.ref not in document.texts:
            yield Gap(f"{guide.id}/{clause.ref}", "no counterpart", clause.heading.zh)
    for ref in document.unclaimed:
        yield Gap(f"{guide.id}/{ref}", "not in the edition", "a section with words of its own")


def _figures(guide: Guide, clause: Clause, text: str) -> Iterator[Gap]:
    own = figures(clause.text("zh")) | figures(clause.ref)
    printed = printed_figures(text) | figures(clause.ref)
    for figure in sorted(own - printed):
        yield Gap(f"{guide.id}/{clause.ref}", "not printed", figure)
    if guide.directions:  # of the other documents the edition is a restatement, not a copy of every number
        said = " ".join([clause.text("zh"), clause.ref, *(n.zh for n in clause.notes)])
        for figure in sorted(figures(_plain(text)) - figures(said, chinese=True)):
            yield Gap(f"{guide.id}/{clause.ref}", "not restated", figure)


def printed_figures(text: str) -> frozenset[str]:
    """Every figure of an official text, as printed and with the blanks inside numbers closed."""
    plain = _plain(text)
    closed = re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", plain)
    found: frozenset[str] = frozenset()
    for reading in (plain, closed, re.sub(r"(?<=\d) (?=\d)", "", plain)):
        found |= figures(reading, chinese=True)
    return found


def _plain(text: str) -> str:
    """A text without the numbers of its items, with dotted dates as dates."""
    plain = unicodedata.normalize("NFKC", re.sub("[①-⑳]", "", text))
    plain = re.sub(r"(?m)^\s*(?:[-◆※·]\s*)?(?:\(\d+\)|\d+[.、](?!\d)|\d\.\d(?!\d)|附件\s*\d)\s*", "", plain)
    return re.sub(r"(?<!\d)(\d{4})\.(\d{1,2})(?:\.(\d{1,2}))?(?!\d)", r"\1年\2月\3日", plain)


# -- limits --------------------------------------------------------------------


def _limits(library: Library, guide: Guide, document: Held) -> tuple[int, int, list[Gap]]:
    drafts = {ref: read_limits(text) for ref, text in document.texts.items()}
    backed: set[tuple[str, int]] = set()
    gaps: list[Gap] = []
    count = 0
    for placed in (p for p in library.constraints if p.guide == guide.id):
        ref = placed.clause_id.split("/", 1)[1]
        for operator, value in limits_of(placed):
            bare = isinstance(value, int | Fraction) and value in (0, 1)  # none and any: need not be printed
            count += not bare
            found = [n for n, d in enumerate(drafts.get(ref, ())) if fits(d, operator, value)]
            backed |= {(ref, n) for n in found}
            if not found and not bare and ref in document.texts:
                gaps.append(Gap(placed.clause_id, "not drafted", f"{placed.constraint.id} {operator} {_shown(value)}"))
    header = header_values(guide)
    excused = {entry.clause for part in guide.parts for entry in part.unconstrained}
    for ref, listed in drafts.items():
        for number, draft in enumerate(listed):
            known = (ref, number) in backed or ref in excused or set(draft.values) & header.get(ref, set())
            if not known:
                gaps.append(Gap(f"{guide.id}/{ref}", "not judged", f"{draft.comparison} {_shown_draft(draft)}"))
    return count, sum(map(len, drafts.values())), gaps


def _shown(value: object) -> str:
    values = value if isinstance(value, tuple) else (value,)
    return "–".join(v.isoformat() if isinstance(v, date | datetime) else str(v) for v in values)


def _shown_draft(draft: Draft) -> str:
    return f"{_shown(tuple(draft.values))} {draft.unit}"


def _explained(gaps: Sequence[Gap], explanations: Sequence[Explanation]) -> tuple[list[Gap], list[Gap]]:
    """Gaps with their reasons, and the reasons that nothing needs."""
    used: set[tuple[int, str]] = set()
    found: list[Gap] = []
    for gap in gaps:
        reason = ""
        for number, entry in enumerate(explanations):
            if entry.clause == gap.clause and entry.kind == gap.kind and (not entry.what or gap.what in entry.what):
                reason = entry.because
                used.add((number, gap.what if entry.what else ""))
        found.append(Gap(gap.clause, gap.kind, gap.what, reason))
    unused = [
        Gap(entry.clause, "reason without need", f"{entry.kind} {what}".strip())
        for number, entry in enumerate(explanations)
        for what in (entry.what or ("",))
        if (number, what) not in used
    ]
    return found, unused

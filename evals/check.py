"""The reviewer's check of a gold set: can every expected value be read in the clauses that are named for it?

Of a profile: its facts are of the vocabulary, its direction judges by the facts it is to ask for, and each clause that
it is to break sets a requirement of that direction that can reject.

For each group of values: at least one form stands in the words of the case's clauses (Chinese, English, headings or
notes; the question's own words count too, for an answer may repeat them). For each form: its figures stand there, so
that a slip among the accepted forms is found as well. Years and months, and hours on either clock, count as equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.eligibility.profile import read
from assistant.errors import BadInput
from corpus.figures import figures
from corpus.library import Library
from corpus.reading import tokens
from evals.case import Case, GoldSet, ProfileCase
from evals.matching import contains
from evals.run import DAY
from evals.sourcing import Sources

_MONTHS = re.compile(r"^\D{0,3}(\d+)\s*(?:个月|months?)$")
# what only judges ("cannot", 无效) need not be the guide's own word; a figure, a name or a term must
_VERDICTS = re.compile(
    r"yes|no|not|cannot|can't|(?:may|must|need) not|not (?:allowed|eligible)|可以|"
    r"不(?:可以|能|可|行|得|需要|用|必|要求|限|同|一致)|能|否|是|有|没有|无|无需|相同|一致"
)


def problems(gold: GoldSet, library: Library) -> list[str]:
    """Every fault found, one line each: `file:line: id: what is wrong`. Empty: the set is proved."""
    sources = Sources(library)
    found = []
    for case in gold.cases:
        lines = _profile(case, library) if isinstance(case, ProfileCase) else _case(case, library, sources)
        found += [f"{gold.place(case.id)}: {case.id}: {line}" for line in lines]
    return found


def _case(case: Case, library: Library, sources: Sources) -> Iterator[str]:
    named = [clause for group in case.clauses for clause in group]
    unknown = [clause for clause in named if clause not in library.clauses]
    yield from (f"clause {clause} is not in the edition" for clause in unknown)
    if case.direction and case.direction not in library.directions:
        yield f"direction {case.direction} is not in the edition"
    if case.values and not named:
        yield "values without clauses cannot be proved; name the clauses they stand in"
    if named and not unknown:
        words = " ; ".join([*(sources.clause(clause) for clause in dict.fromkeys(named)), _facts(named, library)])
        given = " ; ".join([case.question, *(turn.content for turn in case.history)])
        yield from _values(case, words, given)
    yield from _absent(case)


def _values(case: Case, words: str, given: str) -> Iterator[str]:
    known = tokens(f"{words} ; {given}") | figures(words, chinese=True)  # the latter reads 第十次 as 10
    for group in case.values:
        if not any(_stands(form, words) for form in group):
            yield f"no form of the value {' | '.join(group)} stands in its clauses"
            continue
        for form in group:
            extra = sorted(tokens(form) - known)
            if extra and not _stands(form, words):
                yield f"form {form!r}: {', '.join(extra)} stands neither in its clauses nor in the question"


def _stands(form: str, words: str) -> bool:
    return contains(words, form) or _as_years(form, words) or _VERDICTS.fullmatch(form.casefold()) is not None


def _absent(case: Case) -> Iterator[str]:
    for form in case.absent:
        same = next((f for group in case.values for f in group if contains(f, form)), None)
        if same:
            yield f"{form!r} must not appear, yet the expected {same!r} contains it"


def _profile(case: ProfileCase, library: Library) -> Iterator[str]:
    if case.direction not in library.checks:
        yield f"direction {case.direction} is not in the edition"
        return
    try:
        read(case.profile, case.as_of or DAY)
    except BadInput as error:
        yield f"profile: {error}"
    placed = library.checks[case.direction]
    asked = {fact for p in placed for fact in p.constraint.facts}
    yield from (f"{fact}: {case.direction} does not ask for it" for fact in case.missing if fact not in asked)
    rejecting = {p.clause_id for p in placed if p.constraint.strength == "must"}
    for clause in case.broken:
        if clause not in library.clauses:
            yield f"clause {clause} is not in the edition"
        elif clause not in rejecting:
            yield f"clause {clause} sets no requirement by which {case.direction} rejects"
    if case.broken and case.outcome != "not_eligible":
        yield f"outcome {case.outcome} although a requirement is broken; it must be not_eligible"
    if case.outcome == "not_eligible" and not case.broken:
        yield "outcome not_eligible without a clause in `broken`; name the clause that rejects"


def _facts(named: list[str], library: Library) -> str:
    """Names that a clause takes from where it stands: its guide, its direction and that direction's partner."""
    said: list[str] = []
    for clause in named:
        placed = library.clauses[clause]
        guide = library.guides[placed.guide]
        bilingual = [guide.short, guide.title]
        if placed.direction:
            direction = library.directions[placed.direction]
            bilingual += [direction.title, direction.partner]
            said += [*direction.names.zh, *direction.names.en]
        said += [text for wording in bilingual for text in (wording.zh, wording.en)]
    return " ; ".join(dict.fromkeys(said))


def _as_years(form: str, words: str) -> bool:
    """24 months where the clause says 2 years."""
    match = _MONTHS.match(form)
    if not match or int(match[1]) % 12:
        return False
    years = int(match[1]) // 12
    return contains(words, f"{years} 年") or contains(words, f"{years} year")

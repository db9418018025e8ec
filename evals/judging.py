"""Judging one answer: a score per measure, and in words what was wrong.

A score is a float, or absent where the measure does not apply (no citation precision without a citation).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.answer import Answer, Verdict
from corpus.guide import Lang
from corpus.reading import plain
from evals.case import AnyCase, Case, ProfileCase
from evals.matching import contains, first_missing
from evals.record import Record
from evals.retrieval import scores_of
from evals.sourcing import Sources

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-zÀ-ž]+(?:['’-][A-Za-zÀ-ž]+)*")
_HAN_PER_WORD = 1.6  # a Chinese text has about so many characters for each word of its English translation


@dataclass(frozen=True)
class Judgement:
    """The scores of one case by measure name, and its faults as short lines for a reader."""

    id: str
    scores: dict[str, float]
    faults: tuple[str, ...] = ()
    tags: tuple[str, ...] = field(default=())  # the slices it counts in: all, kind=…, lang=…, guide=…, split=…


def judge(case: AnyCase, record: Record, sources: Sources) -> Judgement:
    """One case judged against its record."""
    scores: dict[str, float] = {}
    faults: list[str] = []
    if isinstance(case, ProfileCase):
        _verdict_of_profile(case, record, scores, faults)
        return Judgement(case.id, scores, tuple(faults), ("all", "kind=profile", f"split={case.split}"))
    _retrieval(case, record, scores)
    scores["crashed"] = float(record.answer is None)
    if record.answer is None:
        faults.append(f"no answer: {record.error}")
        scores |= {"correctness": 0.0} | ({"citation recall": 0.0} if case.clauses else {})
        if case.outcome:
            scores["verdict accuracy"] = 0.0
    else:
        _correctness(case, record.answer, scores, faults)
        _citations(case, record.answer, scores, faults)
        _honesty(case, record.answer, sources, scores, faults)
        scores["latency"] = record.elapsed_ms
    tags = ["all", f"kind={case.kind}", f"lang={case.lang}", f"split={case.split}"]
    tags += [f"guide={guide}" for guide in case.guides]
    return Judgement(case.id, scores, tuple(faults), tuple(tags))


def language_fits(text: str, lang: Lang) -> bool:
    """Whether a text is in a language by its script: names in the other script are allowed, sentences are not.

    The share of Han in a text, counting 1.6 characters as a word: at least half for zh, at most 0.45 for en. A text
    of figures alone fits both. Addresses do not count.
    """
    text = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+|\bwww\.\S+", " ", plain(text))
    han, latin = len(_HAN.findall(text)) / _HAN_PER_WORD, len(_LATIN.findall(text))
    if not han + latin:
        return True
    share = han / (han + latin)
    return share >= 0.5 if lang == "zh" else share <= 0.45


def _correctness(case: Case, answer: Answer, scores: dict[str, float], faults: list[str]) -> None:
    """Right status, every value there, nothing there that must not be, the right outcome where one is expected."""
    found: list[str] = []
    if answer.status != case.status:
        found.append(f"status {answer.status}, expected {case.status}")
    found += [f"value missing: {' | '.join(group[:4])}" for group in first_missing(answer.answer, case.values)]
    found += [f"must not appear: {form}" for form in case.absent if contains(answer.answer, form)]
    if case.outcome:
        outcome = answer.verdict.outcome if answer.verdict else "none"
        scores["verdict accuracy"] = float(outcome == case.outcome)
        if outcome != case.outcome:
            found.append(f"verdict {outcome}, expected {case.outcome}")
    scores["correctness"] = float(not found)
    if case.status == "not_found":
        scores["unanswerable answered"] = float(answer.status != "not_found")
    else:
        scores["answerable refused"] = float(answer.status == "not_found")
    faults += found


def _citations(case: Case, answer: Answer, scores: dict[str, float], faults: list[str]) -> None:
    cited = {citation.clause_id for citation in answer.citations}
    markers = [c.marker for c in answer.citations]
    used = {int(n) for n in re.findall(r"\[(\d{1,2})\](?!\()", answer.answer)}
    broken = used != set(markers) or len(set(markers)) != len(markers)
    scores["broken markers"] = float(broken)
    if broken:
        faults.append(f"markers {sorted(used)} in the text, {sorted(markers)} in the citations")
    if not case.clauses:
        return
    wanted = {clause for group in case.clauses for clause in group}
    scores["citation recall"] = sum(bool(cited & set(group)) for group in case.clauses) / len(case.clauses)
    if cited:
        scores["citation precision"] = len(cited & wanted) / len(cited)
    faults += [f"not cited: {' | '.join(group)}" for group in case.clauses if not cited & set(group)]


def _honesty(case: Case, answer: Answer, sources: Sources, scores: dict[str, float], faults: list[str]) -> None:
    given = " ; ".join((case.question, *(turn.content for turn in case.history)))
    unsourced = sources.unsourced(answer, given)
    scores["unsourced figures"] = float(bool(unsourced))
    if unsourced:
        faults.append(f"figures without a source: {', '.join(unsourced)}")
    fits = answer.lang == case.lang and language_fits(answer.answer, case.lang)
    scores["language"] = float(fits)
    if not fits:
        faults.append(f"not in the language of the question ({case.lang})")


def _retrieval(case: Case, record: Record, scores: dict[str, float]) -> None:
    if case.clauses and record.found is not None:
        scores |= scores_of(case.clauses, [frozenset({clause}) for clause in record.found])


def _verdict_of_profile(case: ProfileCase, record: Record, scores: dict[str, float], faults: list[str]) -> None:
    verdict: Verdict | None = record.verdict
    scores["crashed"] = float(verdict is None)
    if verdict is None:
        faults.append(f"no verdict: {record.error}")
        scores["verdict accuracy"] = 0.0
        return
    broken = {finding.clause_id for finding in verdict.findings if finding.outcome == "broken"}
    found = [] if verdict.outcome == case.outcome else [f"verdict {verdict.outcome}, expected {case.outcome}"]
    found += [f"no broken finding cites {clause}" for clause in case.broken if clause not in broken]
    found += [f"does not ask for {fact}" for fact in case.missing if fact not in verdict.missing]
    scores["verdict accuracy"] = float(not found)
    faults += found

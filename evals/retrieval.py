"""Scoring a ranking of clauses with ir-measures: hit@1, hit@5, MRR@10, nDCG@10.

From each group of a case's clauses either will do, so the one ranked best stands for its group. A rank may cover
several clauses (the tutorial pipeline's chunks do); it counts as every one of them, which favours that pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from evals.case import Case, Groups

NAMES = ("hit@1", "hit@5", "MRR@10", "nDCG@10")
DEPTH = 10
Ranking = Sequence[frozenset[str]]


def scores_of(groups: Groups, ranking: Ranking) -> dict[str, float]:
    """The four measures of one ranking, best rank first."""
    import ir_measures

    qrels = {"q": {f"group {number}": 1 for number in range(len(groups))}}
    run: dict[str, float] = {}
    open_groups = dict(enumerate(groups))
    for rank, covered in enumerate(ranking[:DEPTH]):
        hit = [number for number, group in open_groups.items() if covered & set(group)]
        for place, number in enumerate(hit):
            del open_groups[number]
            run[f"group {number}"] = 1000.0 - rank - place / 100
        if not hit:
            run[f"other {rank}"] = 1000.0 - rank
    if not run:
        return dict.fromkeys(NAMES, 0.0)
    measures = _measures()
    values = {str(m.measure): m.value for m in ir_measures.iter_calc(list(measures), qrels, {"q": run})}
    return {name: float(values.get(str(measure), 0.0)) for measure, name in measures.items()}


def asked(case: Case) -> str:
    """The words a search is given: the question, after the user's earlier turns."""
    return " ".join([*(turn.content for turn in case.history if turn.role == "user"), case.question])


@cache
def _measures() -> dict[Any, str]:
    from ir_measures import RR, Success, nDCG

    return dict(zip((Success @ 1, Success @ 5, RR @ 10, nDCG @ 10), NAMES, strict=True))

"""The bench: quantiles of a sample, and verdicts held against their limits."""

from __future__ import annotations

import pytest

from corpus.library import Library
from evals.bench import LIMITS, MATCH, VERDICT, rules, timing, too_slow


def test_half_took_no_longer_than_the_median_and_nearly_all_no_longer_than_p95() -> None:
    found = timing("anything", [*range(1, 101)])
    assert (found.median, found.p95, found.n) == (50.5, 95, 100)


def test_a_verdict_and_match_are_timed_over_every_check(library: Library) -> None:
    one, every = rules(library, rounds=1)
    assert (one.name, every.name) == (VERDICT, MATCH)
    assert one.n == every.n == len(library.checks)
    assert one.median < every.median


@pytest.mark.parametrize("name", LIMITS)
def test_a_median_at_the_limit_is_too_slow_and_below_it_is_not(name: str) -> None:
    limit = LIMITS[name]
    assert too_slow([timing(name, [limit - 0.01])]) == []
    (line,) = too_slow([timing(name, [limit])])
    assert name in line
    assert too_slow([timing("answer", [1e6])]) == []

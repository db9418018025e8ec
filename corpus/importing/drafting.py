"""An unreviewed guide as edition YAML for an editor: clauses, and the limits read out of them as drafted constraints.

It loads as an edition does, so that `python -m corpus check --folder` says what is left to do. English is to be
written; every drafted constraint is to be confirmed, corrected or struck out.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from corpus.importing.archive import Imported, Passage
from corpus.importing.block import ImportFault
from corpus.importing.figures import Draft, Value, read_limits
from corpus.importing.unreviewed import statements

_HEAD = """\
# Drafted from an imported document. Before it joins the edition (docs/cookbook/import-a-guide.md):
#  - say every statement in your own words, in Chinese and in English, and give it its topics (`about:`);
#  - confirm, correct or strike out every constraint: the grammar read a limit, you say whom it binds.
"""
# Which fact a limit is most likely about: words of its phrase, the unit, the fact.
_FACTS: tuple[tuple[str, str, str], ...] = (
    (r"合著|joint.*(?:paper|publication)", "papers", "papers_total_joint"), (r"", "papers", "papers_total"),
    (r"专利|patent", "items", "patents_applied"), (r"互访|访|visit", "person-times", "visits_total"),
    (r"执行期|实施期|周期|期限|duration|period", "years", "duration_years"),
    (r"科研工作|研究经历|research experience", "years", "research_years"),
    (r"注册|registered", "years", "partner_registered_years"),
    (r"单位|企业|unit|institution", "units", "cn_units"), (r"示范|demonstration", "items", "demonstrations"),
    (r"资助|经费|额度|grant|funding", "yuan", "gov_funding"), (r"天|stay|day", "days", "stay_days"),
    (r"周|week", "weeks", "stay_weeks"), (r"人|people|researcher", "people", "group_size"),
)  # fmt: skip


def write_draft(imported: Imported, folder: Path) -> Path:
    """Write `<folder>/<id>/guide.yaml` and `clauses.yaml`; the folder of the guide. ImportFault where it cannot be."""
    if imported.guide:
        raise ImportFault(
            f"--draft: {imported.name} is {imported.guide}, which the edition has; there is nothing to draft"
        )
    target = folder / imported.id
    clauses = [c for p in imported.passages if not p.bare and (c := _clause(imported, p))]
    kept = {c["ref"] for c in clauses}
    read = [(p.ref, limit) for p in imported.passages if p.ref in kept for limit in read_limits(p.text)]
    drafted = [(ref, limit, _expression(limit)) for ref, limit in read]
    constraints = [_constraint(n, ref, limit, form) for n, (ref, limit, form) in enumerate(drafted, 1) if form]
    left = {ref: f"no form or fact fits: {limit.words}" for ref, limit, form in drafted if not form}
    content: dict[str, Any] = {"clauses": clauses}
    content |= {"constraints": constraints} if constraints else {}
    content |= {"unconstrained": [{"clause": r, "because": why} for r, why in left.items()]} if left else {}
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / "guide.yaml").write_text(_HEAD + _yaml(_guide(imported, len(clauses))), "utf-8")
        (target / "clauses.yaml").write_text(_HEAD + _yaml(content), "utf-8")
    except OSError as error:
        raise ImportFault(f"{target}: cannot be written ({error.strerror})") from error
    return target


def _guide(imported: Imported, count: int) -> dict[str, Any]:
    both = {"zh": imported.title, "en": imported.title}
    short = {"zh": imported.title[:40], "en": imported.title[:40]}
    return {
        "id": imported.id, "short": short, "title": both, "issuer": {"zh": "待填", "en": "to be filled in"},
        "clause_count": count, "files": ["clauses.yaml"], "source": imported.name,
    }  # fmt: skip


def _clause(imported: Imported, passage: Passage) -> dict[str, Any] | None:
    says = [{"about": ["unreviewed"], "zh": s, "en": s} for s in statements(passage)]
    heading = passage.title or passage.ref
    return {"ref": passage.ref, "heading": {"zh": heading, "en": heading}, "says": says} if says else None


def _constraint(number: int, ref: str, limit: Draft, form: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"draft-{number}-{limit.kind}", "clause": ref,
        "strength": "in_principle" if limit.in_principle else "must",
        "label": {"zh": limit.words, "en": limit.words}, "requires": form,
    }  # fmt: skip


def _expression(draft: Draft) -> dict[str, Any] | None:
    """The limit in the closed language, about the likeliest fact; None where no form fits."""
    low, high = draft.low, draft.high
    if draft.kind == "birth" and isinstance(low, date):
        return {"born_on_or_after": _plain(low)}
    if draft.kind == "date":
        name = {"within": "within", "before": "before", "on_or_before": "on_or_before", "on_or_after": "on_or_after"}[
            draft.comparison
        ]
        if name == "within" and low is not None and high is not None:
            return {"fact": "submitted_at", "within": [_moment(low, 0), _moment(high, 23)]}
        limit = low if low is not None else high
        return (
            {"fact": "submitted_at", name: _plain(limit) if name == "before" else _day(limit)}
            if limit is not None
            else None
        )
    fact = next((f for words, unit, f in _FACTS if unit == draft.unit and re.search(words, draft.words, re.I)), None)
    if draft.kind == "age" and isinstance(high, Fraction):
        return {"fact": "age", "at_most": int(high)}
    if draft.kind == "share" or fact is None:
        return None
    numbers = [v for v in (low, high) if isinstance(v, Fraction)]
    if not numbers or any(n.denominator != 1 for n in numbers):
        return None
    if draft.comparison == "between" and len(numbers) == 2:
        return {"fact": fact, "between": [int(n) for n in numbers]}
    key = {"at_least": "at_least", "at_most": "at_most", "exactly": "equals"}.get(draft.comparison)
    return {"fact": fact, key: int(numbers[0])} if key else None


def _plain(value: Value) -> Any:
    return value


def _day(value: Value) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _moment(value: Value, hour: int) -> Any:
    if isinstance(value, datetime) or not isinstance(value, date):
        return value
    return datetime(value.year, value.month, value.day, hour, 59 if hour else 0)


def _yaml(content: Any) -> str:
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return text

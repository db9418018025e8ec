"""How professional titles and the prescribed titles of projects are judged."""

from __future__ import annotations

import unicodedata
from typing import Any

from assistant.eligibility.logic import MISSING, TRUE, Result, Scope, Words, say
from assistant.eligibility.vocabulary import plain, vocabulary
from corpus import comparison

SEPARATORS = frozenset("+<>〈〉\"'“”‘’「」『』")  # in a project title these and blanks only separate


def rank_at_least(form: comparison.RankAtLeast, scope: Scope) -> Result:
    """By the ladder of titles; a title that is not on it is unknown."""
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    words = vocabulary()
    level = words.spellings["rank"].get(plain(value))
    zh, en = scope.label(form.fact)
    if level is None:
        note = (f"{zh}：{value}，相当于哪一级，指南没有说", f"{en}: {value}; the guides do not say which level that is")
        return Result(None, notes=(note,))
    ladder = list(words.ranks)
    if ladder.index(level) >= ladder.index(form.rank_at_least):
        return TRUE
    wanted = words.ranks[form.rank_at_least]
    return scope.refuse(form.fact, (f"低于{wanted.zh}", f"below {wanted.en}"))


def matches(form: comparison.Matches, scope: Scope) -> Result:
    """Start, country where one is asked, a field that is not empty, end."""
    value, wanted = scope.look(form.fact), form.matches
    if value is MISSING:
        return scope.lack(form.fact)
    title, start, end = (_joined_up(text) for text in (value, wanted.start, wanted.end))
    if not (title.startswith(start) and title.endswith(end) and len(title) >= len(start) + len(end)):
        pattern = f"{wanted.start}+…+{wanted.end}"
        return scope.refuse(form.fact, (f"不是“{pattern}”的格式", f"not of the form {pattern}"))
    middle = title[len(start) : len(title) - len(end)]
    named = None
    if wanted.countries:
        partner = scope.look(wanted.country) if wanted.country else MISSING
        named, length = _country(middle, wanted, partner)
        if named is None and partner is MISSING and wanted.country and _abbreviates(middle, wanted):
            return scope.lack(wanted.country)
        if named is None:
            return scope.refuse(form.fact, ("没有合作国家简称", "does not name a partner country of this direction"))
        middle = middle[length:]
    if not any(c.isalnum() for c in middle):
        return scope.refuse(form.fact, ("缺研究领域", "has no research field"))
    return Result(True, notes=_other_country(wanted, named, scope))


def _country(middle: str, wanted: comparison.TitleForm, partner: Any) -> tuple[str | None, int]:
    """The country that a title names and how long the name is there: in full, or the partner's cut short (法 for 法国).

    Only the partner's own name may be cut: 法 in a title of a laboratory with Italy may as well begin the field.
    """
    names = {_joined_up(name): name for name in wanted.countries}
    names |= {_joined_up(short): name for short, name in wanted.short.items()}
    if partner in wanted.countries:
        cut = _joined_up(partner)
        names = {**{cut[:end]: partner for end in range(1, len(cut))}, **names}
    spelled = max((name for name in names if middle.startswith(name)), key=len, default=None)
    return (names[spelled], len(spelled)) if spelled else (None, 0)


def _abbreviates(middle: str, wanted: comparison.TitleForm) -> bool:
    """Whether the title may name some country of the direction cut short."""
    return any(middle.startswith(_joined_up(name)[:1]) for name in wanted.countries)


def _other_country(wanted: comparison.TitleForm, named: str | None, scope: Scope) -> tuple[Words, ...]:
    """A caution where the title names another country than the profile's; its form is kept all the same."""
    partner = scope.look(wanted.country) if wanted.country else MISSING
    if named is None or partner is MISSING or partner == named:
        return ()
    zh, en = say(scope.fact(wanted.country or ""), partner)
    return (
        (f"请注意：名称里写的是{named}，合作国家是{zh}", f"note: the title names {named}, the partner country is {en}"),
    )


def _joined_up(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(c for c in folded if c not in SEPARATORS and not c.isspace())

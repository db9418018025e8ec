"""How professional titles and the prescribed titles of projects are judged."""

from __future__ import annotations

import unicodedata

from assistant.eligibility.logic import MISSING, TRUE, Result, Scope
from assistant.eligibility.vocabulary import plain, vocabulary
from corpus import comparison as forms

SEPARATORS = frozenset("+<>〈〉\"'“”‘’「」『』")  # in a project title these and blanks only separate


def rank_at_least(form: forms.RankAtLeast, scope: Scope) -> Result:
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


def matches(form: forms.Matches, scope: Scope) -> Result:
    """Start, country where one is asked, a field that is not empty, end."""
    value, wanted = scope.look(form.fact), form.matches
    if value is MISSING:
        return scope.lack(form.fact)
    title, start, end = (_joined_up(text) for text in (value, wanted.start, wanted.end))
    middle = title[len(start) : len(title) - len(end)]
    if not (title.startswith(start) and title.endswith(end) and len(title) >= len(start) + len(end)):
        form_zh = f"{wanted.start}+…+{wanted.end}"
        return scope.refuse(form.fact, (f"不是“{form_zh}”的格式", f"not of the form {form_zh}"))
    country = None
    if wanted.country:
        named = {**{name: name for name in wanted.countries}, **wanted.short}
        spelled = max((n for n in named if middle.startswith(_joined_up(n))), key=len, default=None)
        if spelled is None:
            return scope.refuse(form.fact, ("没有合作国家简称", "does not name a partner country of this direction"))
        country, middle = named[spelled], middle[len(_joined_up(spelled)) :]
    if not any(c.isalnum() for c in middle):
        return scope.refuse(form.fact, ("缺研究领域", "has no research field"))
    if wanted.country and country:
        return _same_country(wanted, country, form.fact, scope)
    return TRUE


def _same_country(wanted: forms.TitleForm, named: str, fact: str, scope: Scope) -> Result:
    assert wanted.country
    partner = scope.look(wanted.country)
    if partner is MISSING:
        return scope.lack(wanted.country)
    if named == wanted.short.get(partner, partner):
        return TRUE
    return scope.refuse(fact, (f"国家与合作国家{partner}不一致", f"does not name the partner country {partner}"))


def _joined_up(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(c for c in folded if c not in SEPARATORS and not c.isspace())

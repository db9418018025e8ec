"""Names of countries in both languages, from Babel's tables."""

from __future__ import annotations

from functools import lru_cache

from assistant.eligibility.vocabulary import vocabulary
from corpus.guide import Lang
from corpus.library import Library


@lru_cache(maxsize=2)
def _territories(lang: Lang) -> dict[str, str]:
    from babel import Locale

    return dict(Locale("zh" if lang == "zh" else "en").territories)


def country_names(library: Library, lang: Lang) -> dict[str, str]:
    """Code to name of every partner country, those of most directions first, then by name."""
    codes = [code for direction in library.directions.values() for code in direction.countries]
    names = _territories(lang)
    ordered = sorted(set(codes), key=lambda code: (-codes.count(code), names.get(code, code)))
    return {code: names.get(code, code) for code in ordered}


def all_countries(lang: Lang) -> dict[str, str]:
    """Code to name of every country in the profile's vocabulary, China first, then by name."""
    names = _territories(lang)
    ordered = sorted(vocabulary().countries, key=lambda code: (code != "CN", names.get(code, code)))
    return {code: names.get(code, code) for code in ordered}

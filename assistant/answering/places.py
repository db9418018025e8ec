"""Which directions, countries and guides a question names: by number, name, nickname or country, typos included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from assistant.answering.vocabulary import is_kind, respelt
from corpus.edition_file import read_yaml
from corpus.guide import Lang
from corpus.library import Library
from index.lexical import words

_COUNTRIES = Path(__file__).parents[2] / "corpus" / "countries.yaml"
_NUMBER = re.compile(
    r"(?<![\d.])([12]\.\d)(?![\d.]*\d)(?!\s*(?:万|亿|%|个?百分|million|billion|m\b|bn\b|times|倍))(?:\s*\(\s*(\d{1,2})\s*\))?"
)
_EXCHANGE = "most-exchange-2026-b2"
_CALL_WORDS = {
    _EXCHANGE: re.compile(r"\bexchanges?\b|交流(?:类|那|这|的项目|方面)|交流$"),
    "most-joint-2026-b2": re.compile(r"\bjoint (?:r ?& ?d|research|call|guide|direction|project|programme|one)|研发"),
}
_BOTH_CALLS = {
    _EXCHANGE: re.compile(
        r"\bexchange (?:and|or|call|guide|vs|versus|direction)\b"
        r"|(?:and|or|vs|versus) (?:the )?(?:personnel )?exchange\b"
    ),
    "most-joint-2026-b2": _CALL_WORDS["most-joint-2026-b2"],
}
_NOT_THIS = re.compile(
    r"[（(]?(?:(?<!是)不是|(?<!要)不要|而非)([^，,。；;？?）)]{1,10})[）)]?"
    r"|\bnot (?:the |that )?([a-z][a-z -]{2,24}?)(?: one)?(?=[,.;?)]|$)"
)
_TYPO = 84  # similarity out of 100 from which an English word counts as a misspelt country


@dataclass(frozen=True)
class Places:
    """What was named. `numbers` are direction numbers as typed; `foreign` countries that no direction has."""

    directions: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    by_name: bool = False  # a direction's own name or number was used, not just its country
    ambiguous: bool = False  # a bare number that both calls have
    rest: str = ""  # the question without names of directions and countries
    weakly: bool = False  # the call is meant only by words that other documents use as well
    focus: str = ""  # the question without names of directions and calls, but with countries


class Gazetteer:
    """Every name of every direction, country and guide of an edition. Built once, read by many threads."""

    def __init__(self, library: Library):
        self._library = library

    def read(self, text: str, lang: Lang) -> Places:
        """The places named in a normalised, lower-case question, without those that it rules out (不是旗舰)."""
        ruled_out = frozenset().union(*(self._named(m[1] or m[2], lang) for m in _NOT_THIS.finditer(text)))
        places = self._read_all(_NOT_THIS.sub(" ", text), lang)
        left = tuple(d for d in places.directions if d not in ruled_out)
        return replace(places, directions=left) if left else places

    def _read_all(self, text: str, lang: Lang) -> Places:
        focus = _without(text, self._own_names)
        weakly = not any(_mentions(name, text) for name in self._firm_names)
        return replace(self._read(text, lang), weakly=weakly, rest=_without(focus, self._land_names), focus=focus)

    @cached_property
    def _own_names(self) -> re.Pattern[str]:
        """Names of directions and calls, longest first; their words are no topics (青年, 伙伴, joint)."""
        names = {name for names in self._direction_names.values() for name, _ in names}
        calls = [g for g in self._library.guides.values() if g.directions]
        names |= {n.lower() for g in calls for n in (*g.names.zh, *g.names.en)}
        return _any_of(names)

    @cached_property
    def _land_names(self) -> re.Pattern[str]:
        zh, _, en, _ = self._country_names
        names = {n for table in (zh, en) for entry in table.values() for n in entry if len(n) > 2 or not n.isascii()}
        names |= {
            "伙伴研究所",
            "青年科研人员",
            "杰出青年",
            "联合实验室",
            "中国",
            "中方",
            "young researcher exchange",
            "young scientist exchange",
            "exchange visits",
            "exchange visit",
            "互访项目",
            "交流互访",
        }
        return _any_of(n for n in names if len(n) > 1 and not n.endswith("方"))

    def _read(self, text: str, lang: Lang) -> Places:
        guides = self._guides(text)
        countries, foreign = self._countries(text, lang)
        directions, clauses, ambiguous = self._numbers(text, guides)
        if directions:
            own = tuple(d for d in directions if self._of_countries(countries) & {d})
            return Places(own or directions, guides, countries, foreign, clauses, True, ambiguous and not own)
        named = self._named(text, lang)
        at_countries = self._of_countries(countries)
        candidates = (named & at_countries) or named or at_countries
        calls = [g for g in guides if g.startswith("most-")]
        compared = len(calls) == 2 or is_kind("compares", text)
        if compared and countries:
            candidates = named | at_countries
        if candidates and len(calls) == 1 and not compared:
            inside = frozenset(d for d in candidates if self._guide_of(d) == calls[0])
            if not inside and not named and countries:
                return Places((), guides, countries, tuple(countries), clauses)
            candidates = inside or candidates
        if len(candidates) > 1 and not compared and len(countries) < 2:
            candidates = self._narrowed(_without(_without(text, self._call_names), self._land_names), lang, candidates)
        ordered = tuple(d for d in self._library.directions if d in candidates)
        return Places(ordered, guides, countries, foreign, clauses, bool(named))

    # -- names -------------------------------------------------------------

    @cached_property
    def _direction_names(self) -> dict[Lang, list[tuple[str, str]]]:
        names: dict[Lang, list[tuple[str, str]]] = {"zh": [], "en": []}
        for direction in self._library.directions.values():
            names["zh"] += [(n.lower(), direction.id) for n in (direction.title.zh, *direction.names.zh)]
            names["en"] += [(respelt(n.lower()), direction.id) for n in (direction.title.en, *direction.names.en)]
        return names

    def _named(self, text: str, lang: Lang) -> frozenset[str]:
        """Directions whose name stands in the text; a name inside a longer found one does not count."""
        found: dict[str, set[str]] = {}
        for one in ("zh", "en"):
            for name, direction in self._direction_names[one]:
                if (name in text) if one == "zh" else _has_word(name, text):
                    found.setdefault(name, set()).add(direction)
        longest = [n for n in found if not any(n != m and n in m for m in found)]
        sets = [frozenset(found[n]) for n in longest]
        if not sets:
            return frozenset()
        common = frozenset.intersection(*sets)
        return common or frozenset.union(*sets)

    def _narrowed(self, text: str, lang: Lang, candidates: frozenset[str]) -> frozenset[str]:
        """Of several directions, those that the question's other words fit best (产学研, 能源, flagship …)."""
        asked = set(words(text, lang))
        terms = {d: self._terms[lang][d] for d in candidates}
        scores = {}
        for direction, own in terms.items():
            telling = [t for t in asked & own if sum(t in other for other in terms.values()) < len(terms)]
            scores[direction] = sum(1 / sum(t in other for other in terms.values()) for t in telling)
        best = max(scores.values())
        return frozenset(d for d, s in scores.items() if s >= best * 0.99) if best > 0 else candidates

    @cached_property
    def _call_names(self) -> re.Pattern[str]:
        calls = [g for g in self._library.guides.values() if g.directions]
        return _any_of(n.lower() for g in calls for n in (*g.names.zh, *g.names.en))

    @cached_property
    def _terms(self) -> dict[Lang, dict[str, frozenset[str]]]:
        def of(lang: Lang) -> dict[str, frozenset[str]]:
            return {
                d.id: frozenset(words(respelt(" ".join([d.title.of(lang), *d.names.of(lang)]).lower()), lang)) - COMMON
                for d in self._library.directions.values()
            }

        return {"zh": of("zh"), "en": of("en")}

    def sibling(self, text: str, lang: Lang, countries: set[str]) -> str | None:
        """The one direction with these very countries whose title a question's words single out; None: no one."""
        same = [d for d in self._library.directions.values() if set(d.countries) == countries]
        asked = set(words(text, lang))
        if len(same) < 2:
            return None
        telling = {d.id: {w for w in self._terms[lang][d.id] if len(w) > 2} for d in same}
        scores = {
            d: len(asked & (own - set().union(*(o for e, o in telling.items() if e != d))))
            for d, own in telling.items()
        }
        best = max(scores, key=lambda d: scores[d])
        return best if scores[best] > 0 and list(scores.values()).count(scores[best]) == 1 else None

    # -- numbers -----------------------------------------------------------

    def _numbers(self, text: str, guides: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        directions: list[str] = []
        clauses: list[str] = []
        ambiguous = False
        for match in _NUMBER.finditer(text):
            found = [d for d in self._library.directions if d.endswith("-" + match[1])]
            in_guides = [d for d in found if self._guide_of(d) in guides]
            prefix = re.search(r"(exchange|joint)[\s-]*$", text[: match.start()])
            if prefix:
                in_guides = [d for d in found if d.startswith(prefix[1])]
            chosen = in_guides if len(in_guides) >= 1 else found
            ambiguous |= len(chosen) > 1
            directions += [d for d in chosen if d not in directions]
            if match[2]:
                refs = [f"{self._guide_of(d)}/{match[1]}({match[2]})" for d in chosen]
                clauses += [r for r in refs if r in self._library.clauses]
        return tuple(directions), tuple(clauses), ambiguous

    def _guide_of(self, direction: str) -> str:
        return self._library.part_of(direction)[0].id

    # -- guides ------------------------------------------------------------

    def _guides(self, text: str) -> tuple[str, ...]:
        said = {g: {n for n in names if _mentions(n, text)} for g, names in self._guide_names.items()}
        one = any(names - self._shared_names for names in said.values())  # 第二批人员交流 is one call, 第二批 both
        found = [g for g, names in said.items() if (names - self._shared_names if one else names)]
        named = any(g.startswith("most-") for g in found)
        elsewhere = [g for g in found if not g.startswith("most-")]
        if elsewhere and not any(_mentions(name, text) for name in self._firm_names):
            return tuple(elsewhere)
        words_of_calls = _BOTH_CALLS if named else _CALL_WORDS  # a call meant by its bare word
        found += [guide for guide, pattern in words_of_calls.items() if pattern.search(text)]
        if not found and self._visiting.search(text):
            found = [_EXCHANGE]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _guide_names(self) -> dict[str, set[str]]:
        return {g.id: {n.lower() for n in (*g.names.zh, *g.names.en)} for g in self._library.guides.values()}

    @cached_property
    def _shared_names(self) -> set[str]:
        """Names that several calls have."""
        calls = [g.id for g in self._library.guides.values() if g.directions]
        counts = Counter(n for g in calls for n in self._guide_names[g])
        return {n for n, count in counts.items() if count > 1}

    @cached_property
    def _visiting(self) -> re.Pattern[str]:
        """A country and 交流 at once: 去匈牙利交流, 韩国交流."""
        names = [re.escape(n) for names in self._country_names[0].values() for n in names]
        return re.compile(f"(?:{'|'.join(names)})(?:的|那个)?交流(?!会|合作|平台)")

    @cached_property
    def _firm_names(self) -> list[str]:
        """Names of the calls that no other document uses for something of its own (交流项目 is not one)."""
        others = " ".join(
            c.text(lang)
            for g in self._library.guides.values()
            if not g.directions
            for c in g.clauses
            for lang in ("zh", "en")
        ).lower()
        calls = [g for g in self._library.guides.values() if g.directions]
        return [n.lower() for g in calls for n in (*g.names.zh, *g.names.en) if n.lower() not in others]

    # -- countries ---------------------------------------------------------

    @cached_property
    def _country_names(
        self,
    ) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
        """zh names, pair forms, en names (all by code or group), and the directions of groups."""
        from babel import Locale

        data = read_yaml(_COUNTRIES)
        groups = data.pop("groups")
        zh = {code: list(entry["zh"]) for code, entry in (data | groups).items()}
        pair = {code: list(entry["pair"]) for code, entry in (data | groups).items()}
        en = {code: [n.lower() for n in entry["en"]] for code, entry in (data | groups).items()}
        for lang, names in (("zh", zh), ("en", en)):
            for code, name in Locale(lang).territories.items():
                if (
                    len(code) == 2
                    and code.isalpha()
                    and code not in ("CN", "HK", "MO", "TW", "EU", "UN", "EZ", "ZZ")
                    and len(name) > 1
                ):
                    names.setdefault(code, []).append(name.lower())
        return zh, pair, en, {name: list(entry["directions"]) for name, entry in groups.items()}

    def _countries(self, text: str, lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found: list[tuple[int, int, str]] = []  # start, end, code
        for pattern, code in self._country_patterns:
            found += [(m.start(), m.end(), code) for m in pattern.finditer(text)]
        if not found:
            found = self._misspelt(text, lang)
        outer = [
            f for f in found if not any(o[0] <= f[0] and f[1] <= o[1] and (o[1] - o[0]) > (f[1] - f[0]) for o in found)
        ]
        codes = tuple(dict.fromkeys(code for *_, code in sorted(outer)))
        foreign = tuple(c for c in codes if not self._of_countries((c,)))
        return codes, foreign

    @cached_property
    def _country_patterns(self) -> list[tuple[re.Pattern[str], str]]:
        zh, pair, en, _ = self._country_names
        made = [("|".join(re.escape(n) for n in names), code) for code, names in zh.items() if names]
        made += [
            (f"中[-—–、和与]?(?:{'|'.join(letters)})(?=[^国心]|$)", code) for code, letters in pair.items() if letters
        ]
        made += [
            (f"(?<![a-z])(?:{'|'.join(re.escape(n) for n in names)})(?![a-z])", code)
            for code, names in en.items()
            if names
        ]
        return [(re.compile(pattern), code) for pattern, code in made]

    def speaks_of(self, code: str, text: str) -> bool:
        """Does a lower-case text name a country or group, be it by its one-character form (日中韩)?"""
        _, pair, _, _ = self._country_names
        return any(name in text for name in self.names_of(code)) or any(p in text for p in pair.get(code, ()))

    def names_of(self, code: str) -> list[str]:
        """The names of a country or group, both languages, lower-case."""
        zh, _, en, _ = self._country_names
        return [n for n in (*zh.get(code, ()), *en.get(code, ())) if len(n) > 1]

    def _of_countries(self, codes: Iterable[str]) -> frozenset[str]:
        groups = self._country_names[3]
        found: set[str] = set()
        for code in codes:
            found.update(groups.get(code, ()))
            found.update(d.id for d in self._library.directions.values() if code in d.countries)
        return frozenset(found)

    def _misspelt(self, text: str, lang: Lang) -> list[tuple[int, int, str]]:
        """A country of the calls that the question misspells: by letters in English, by sound in Chinese."""
        ours = {c for d in self._library.directions.values() for c in d.countries}
        zh, _, en, _ = self._country_names
        if lang == "en":
            from rapidfuzz import fuzz, process

            names = {n: code for code in ours for n in en.get(code, ()) if len(n) >= 5 and " " not in n}
            for match in re.finditer(r"[a-z]{5,}", text):
                if match[0] in _NOT_COUNTRIES:
                    continue
                best = process.extractOne(match[0], names.keys(), scorer=fuzz.ratio, score_cutoff=_TYPO)
                if best:
                    return [(match.start(), match.end(), names[best[0]])]
            return []
        return self._misheard(text, {c: zh.get(c, []) for c in ours})

    @staticmethod
    def _misheard(text: str, names: dict[str, list[str]]) -> list[tuple[int, int, str]]:
        """A name written by its sound with other characters (赛尔维亚); at least half of them must be its own."""
        sounds = [_sound(c) for c in text]
        for code, variants in names.items():
            for name in variants:
                wanted = [_sound(c) for c in name]
                if len(wanted) < 3:
                    continue
                for start in range(len(sounds) - len(wanted) + 1):
                    end = start + len(wanted)
                    if sounds[start:end] == wanted and 2 * sum(map(str.__eq__, text[start:end], name)) >= len(name):
                        return [(start, end, code)]
        return []


@cache
def _sound(character: str) -> str:
    """How a character sounds in Mandarin, without its tone; itself where it is none."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character))


COMMON = frozenset(
    words("项目 合作 科技 中国 人员 交流 方向 project projects programme china sino chinese cooperation research", "zh")
)
_NOT_COUNTRIES = frozenset(("training", "strain", "spanish", "national", "rational", "certain", "curtain", "remain"))


def _mentions(name: str, text: str) -> bool:
    return _has_word(name, text) if name.isascii() else name in text


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names, the leftmost and of those the longest. Sorted, since the order of a set changes from process
    to process, and a question must be read alike by all."""
    return re.compile("|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))))


def _without(text: str, names: re.Pattern[str]) -> str:
    return names.sub(" ", text)


def _has_word(name: str, text: str) -> bool:
    """Does a phrase stand in a text at word boundaries, its plural or a hyphen for a blank included?"""
    return _word(name).search(text) is not None


@cache
def _word(name: str) -> re.Pattern[str]:
    pattern = re.escape(name).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]+")
    return re.compile(rf"(?<![a-z0-9]){pattern}(?:s|es)?(?![a-z0-9])")

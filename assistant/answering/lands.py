"""Which countries and groups of countries a question names, misspelt or misheard ones included."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from assistant.answering.spotting import any_of, any_whole
from corpus.edition_file import read_yaml
from corpus.guide import Lang
from corpus.library import Library

_COUNTRIES = Path(__file__).parents[2] / "corpus" / "countries.yaml"
_TYPO = 84  # similarity out of 100 from which an English word counts as a misspelt country
# A language, and not the country: good French, English or French, a Korean certificate of language
_TONGUES = "french|korean|russian|dutch|hungarian|bulgarian|serbian|slovenian|arabic|japanese|spanish|portuguese|german"
_SPOKEN = re.compile(
    rf"\b(?:good|fluent|spoken|written|speaks?|speaking|knowledge of|command of|english (?:or|and|/)) (?:{_TONGUES})\b"
    rf"|\b(?:{_TONGUES})(?= ?(?:(?:or|and|/|instead of|rather than) ?english|language|skills?\b|speak))"
)
_NOT_COUNTRIES = frozenset(
    ("training", "strain", "spanish", "national", "rational", "portal", "portals", "certain", "curtain", "remain")
)


class Lands:
    """Every name of every country and group that an edition speaks of. Built once, read by many threads."""

    def __init__(self, library: Library):
        self._library = library

    @cached_property
    def _names(
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

    def named(self, text: str, lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes named, in order, and those of them that no direction has."""
        text = _SPOKEN.sub(" ", text)
        found = [
            (m.start(), m.end(1), code)  # from what stands before the name, if that belongs to it (中法)
            for pattern, codes in self._patterns
            for m in pattern.finditer(text)
            for code in codes[m[1]]
        ]
        if not found:
            found = self._misspelt(text, lang)
        outer = [
            f for f in found if not any(o[0] <= f[0] and f[1] <= o[1] and (o[1] - o[0]) > (f[1] - f[0]) for o in found)
        ]
        codes = tuple(dict.fromkeys(code for *_, code in sorted(outer)))
        foreign = tuple(c for c in codes if not self.directions_with((c,)))
        return codes, foreign

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], dict[str, list[str]]]]:
        """Patterns that find, at any position, the longest name that stands there, each with the codes of its names."""
        zh, pair, en, _ = self._names
        made = []
        for names, form in (
            (zh, "(?=({}))"),
            (pair, "(?=中[-—–、和与]?({})(?=[^国心]|$))"),
            (en, "(?<![a-z])(?=({})(?![a-z]))"),
        ):
            codes: dict[str, list[str]] = {}
            for code, variants in names.items():
                for name in dict.fromkeys(variants):
                    codes.setdefault(name, []).append(code)
            made.append((re.compile(form.format(any_of(codes).pattern)), codes))
        return made

    def speaks_of(self, code: str, text: str) -> bool:
        """Does a lower-case text name a country or group, be it by its one-character form (日中韩)?"""
        _, pair, _, _ = self._names
        return any(name in text for name in self.names_of(code)) or any(p in text for p in pair.get(code, ()))

    def names_of(self, code: str) -> list[str]:
        """The names of a country or group, both languages, lower-case."""
        zh, _, en, _ = self._names
        return [n for n in (*zh.get(code, ()), *en.get(code, ())) if len(n) > 1]

    @cached_property
    def english(self) -> frozenset[str]:
        """The words of all English names of countries, lower-case."""
        return frozenset(word for names in self._names[2].values() for name in names for word in name.split())

    def stands_apart(self, name: str, text: str) -> bool:
        """Does a Chinese name stand in a text, not begun by a longer country name (白俄罗斯项目 has no 俄罗斯项目)?"""
        if name not in text:
            return False  # asked of every name of every direction
        starts = (m.start() for m in re.finditer(re.escape(name), text))
        return any(not any(o.start() < at < o.end() for o in self._chinese.finditer(text)) for at in starts)

    @cached_property
    def _chinese(self) -> re.Pattern[str]:
        """The longest Chinese name of a country at any place."""
        return any_of(n for names in self._names[0].values() for n in names if len(n) > 1)

    def directions_with(self, codes: Iterable[str]) -> frozenset[str]:
        """The directions that have one of these countries or groups."""
        groups = self._names[3]
        found: set[str] = set()
        for code in codes:
            found.update(groups.get(code, ()))
            found.update(d.id for d in self._library.directions.values() if code in d.countries)
        return frozenset(found)

    def _misspelt(self, text: str, lang: Lang) -> list[tuple[int, int, str]]:
        """A country of the calls that the question misspells: by letters in English, by sound in Chinese."""
        ours = {c for d in self._library.directions.values() for c in d.countries}
        zh, _, en, _ = self._names
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

    @cached_property
    def own_names(self) -> re.Pattern[str]:
        """Names of countries and of what is done with them, whose words are no topics of a question."""
        zh, _, en, _ = self._names
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
            "partner institute",
            "exchange visits",
            "exchange visit",
            "互访项目",
            "交流互访",
        }
        return any_whole([n for n in names if len(n) > 1 and not n.endswith("方")])

    @cached_property
    def visiting(self) -> re.Pattern[str]:
        """A country and 交流 at once: 去匈牙利交流, 韩国交流."""
        names = [re.escape(n) for names in self._names[0].values() for n in names]
        return re.compile(f"(?:{'|'.join(names)})(?:的|那个)?交流(?!会|合作|平台)")


@cache
def _sound(character: str) -> str:
    """How a character sounds in Mandarin, without its tone; itself where it is none."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character))

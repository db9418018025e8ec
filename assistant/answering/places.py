"""Which directions, countries and guides a question names: by number, name, nickname or country, typos included."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answering.lands import Lands
from assistant.answering.spotting import any_whole, has_word, mentions, without
from assistant.answering.vocabulary import is_kind, respelt
from corpus.guide import Lang
from corpus.library import Library
from index.lexical import words

_NUMBER = re.compile(
    r"(?<![\d.])([12]\.\d)(?![\d.]*\d)(?!\s*(?:万|亿|%|个?百分|million|billion|m\b|bn\b|times|倍))(?:\s*\(\s*(\d{1,2})\s*\))?"
)
_EXCHANGE = "most-exchange-2026-b2"
_CALL_WORDS = {
    _EXCHANGE: re.compile(r"\bexchanges?\b|交流(?:类|那|这|的项目|方面)|交流$"),
    "most-joint-2026-b2": re.compile(
        r"\br ?& ?d (?:call|guide)\b|\bjoint (?:r ?& ?d|research|call|guide|direction|project|programme|one)|研发"
    ),
}
_BOTH_CALLS = {
    _EXCHANGE: re.compile(
        r"\bexchange (?:and|or|call|guide|vs|versus|direction)\b"
        r"|(?:and|or|vs|versus) (?:the )?(?:personnel )?exchange\b"
        r"|交流(?:和|与|跟|、|以及|还有|对)联合|研发(?:和|与|跟|、|以及|还有|对)(?:人员)?交流"
    ),
    "most-joint-2026-b2": _CALL_WORDS["most-joint-2026-b2"],
}
_EVERY_CALL = re.compile(  # the two of them at once
    r"\b(?:both|two)(?: [a-z0-9]+){0,2} (?:calls|guides)\b|\bexchange ?(?:[+&/]|and) ?joint\b"
    r"|两(?:批|个批次|[份个]指南|[份个]通知)(?!次)"
)
_NOT_THIS = re.compile(
    r"[（(]?(?:(?<!是)不是|(?<!要)不要|而非)([^，,。；;？?）)]{1,10})[）)]?"
    r"|\bnot (?:the |that )?([a-z][a-z &-]{2,24}?)(?: one)?(?=[,.;:?)]|$)"
)
_BESIDES = re.compile(  # what is known already, where the others are asked for
    r"除了?(?P<zh>[^,，。;；?？]{1,14}?)(?:之外|以外|[,，]|(?=还|都|也))"
    r"|\b(?:besides|apart from|other than|aside from|except(?: for)?) (?P<en>(?:[a-z&-]+ ?){1,5})(?=[,;:?]|$)"
)
_OTHERS = re.compile(r"哪|什么|谁|\b(?:which|what|who|any other)\b")
_OF_A_DIRECTION = re.compile(
    r"[\W_]|项目|方向|计划|指南|那个|这个|的|类|人员|交流|联合|研发|研究|合作|是.{1,4}$"
    r"|\b(?:the|one|with|projects?|directions?|schemes?|programmes?|calls?|exchanges?|joint|research)\b"
)
_FAMILIES: tuple[dict[Lang, re.Pattern[str]], ...] = (
    {"zh": re.compile("联合实验室"), "en": re.compile(r"\bjoint lab(?:s|orator(?:y|ies))?\b")},
    {"zh": re.compile("旗舰"), "en": re.compile(r"\bflagships?\b")},
    {"zh": re.compile("伙伴研究所"), "en": re.compile(r"\bpartner institutes?\b")},
)
WHICH = re.compile(  # what a country has is asked for, not one of its directions described
    r"(?:哪些|哪几个|几个|多少个?)\S{0,6}方向"
    r"|\b(?:which|what|how many) (?:[a-z&-]+ ){0,4}?(?:directions|schemes|programmes)\b"
)
_NON = re.compile(r"\bnon[- ]?([a-z]{4,})|(?<!而)非(?!洲)([\u4e00-\u9fff]{2})")  # non-flagship, 非旗舰


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
    besides: tuple[str, ...] = ()  # directions that are known already, where the others are asked for
    weakly: bool = False  # the call is meant only by words that other documents use as well
    whole: bool = False  # both calls were named at once, as wholes
    focus: str = ""  # the question without names of directions and calls, but with countries


class Gazetteer:
    """Every name of every direction, country and guide of an edition. Built once, read by many threads."""

    def __init__(self, library: Library):
        self._library = library
        self.lands = Lands(library)

    def read(self, text: str, lang: Lang) -> Places:
        """The places named in a normalised, lower-case question, without those that it rules out (不是旗舰)."""
        text, besides = self._besides(text, lang)
        ruled_out: frozenset[str] = frozenset()
        for match in list(_NOT_THIS.finditer(text)):
            piece = match[1] or match[2]
            other = self._read_all(piece, lang)
            family = self._family(piece, lang)
            if family or other.directions or other.guides or other.countries:  # "not delivering" is none of them
                text = text.replace(match[0], " ")
                ruled_out |= family | self._named(piece, lang)
        places = replace(self._read_all(text, lang), besides=besides)
        left = tuple(d for d in places.directions if d not in ruled_out)
        return replace(places, directions=left) if left else places

    def _besides(self, text: str, lang: Lang) -> tuple[str, tuple[str, ...]]:
        """The text without the directions that it sets aside (除了韩国，还有哪个方向), and those."""
        if not _OTHERS.search(text):
            return text, ()
        found: list[str] = []
        for match in _BESIDES.finditer(text):
            piece = match["zh"] or match["en"]
            places = self._read_all(piece, lang)
            if places.directions and len(_OF_A_DIRECTION.sub("", places.rest)) <= 1:
                found += places.directions
                text = text.replace(match[0], " ")
        return text, tuple(dict.fromkeys(found))

    def _read_all(self, text: str, lang: Lang) -> Places:
        focus = without(text, self._own_names)
        whole = bool(_EVERY_CALL.search(text))
        weakly = not whole and not any(mentions(name, text) for name in self._firm_names)
        return replace(
            self._read(text, lang), weakly=weakly, whole=whole, rest=without(focus, self.lands.own_names), focus=focus
        )

    @cached_property
    def _own_names(self) -> re.Pattern[str]:
        """Names of directions and calls, longest first; their words are no topics (青年, 伙伴, joint)."""
        names = {name for names in self._direction_names.values() for name, _ in names}
        calls = [g for g in self._library.guides.values() if g.directions]
        names |= {n.lower() for g in calls for n in (*g.names.zh, *g.names.en)}
        return any_whole(names)

    def _read(self, text: str, lang: Lang) -> Places:
        guides = self._guides(text)
        countries, foreign = self.lands.named(text, lang)
        directions, clauses, ambiguous = self._numbers(text, guides)
        if directions:
            own = tuple(d for d in directions if self.lands.directions_with(countries) & {d})
            return Places(own or directions, guides, countries, foreign, clauses, True, ambiguous and not own)
        named = self._named(text, lang)
        at_countries = self.lands.directions_with(countries)
        family = self._family(text, lang)
        if len(countries) > 1 and len(at_countries & family) > len(named & family):
            named, at_countries = frozenset(), at_countries & family  # the joint laboratories with several partners
        candidates = (named & at_countries) or named or at_countries
        calls = [g for g in guides if g.startswith("most-")]
        compared = len(calls) == 2 or is_kind("compares", text)
        if compared and countries:
            candidates = named | at_countries
            candidates = self._apart(without(text, self._call_names), lang, candidates) or candidates
        if candidates and len(calls) == 1 and not compared:
            inside = frozenset(d for d in candidates if self._guide_of(d) == calls[0])
            if not inside and not named and countries:
                return Places((), guides, countries, tuple(countries), clauses)
            candidates = inside or candidates
        if len(candidates) > 1 and not compared and len(countries) < 2 and not self._each_named(text):
            told = without(text, self._call_names)
            several = self._apart(told, lang, candidates) if is_kind("several", text) else frozenset()
            if WHICH.search(text) and not named:
                several = several or candidates & family or candidates
            candidates = several or self._narrowed(without(told, self.lands.own_names), lang, candidates)
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
        """Directions whose name stands in the text."""
        sets = self._by_names(text)
        common = frozenset.intersection(*sets) if sets else frozenset()
        return common or frozenset().union(*sets)

    def _family(self, text: str, lang: Lang) -> frozenset[str]:
        """The directions of the kind that a text names, by the words of their titles (联合实验室, flagship)."""
        kinds = [words_of[lang] for words_of in _FAMILIES if words_of[lang].search(text)]
        every = self._library.directions.values()
        return frozenset(d.id for d in every if any(kind.search(d.title.of(lang).lower()) for kind in kinds))

    def _each_named(self, text: str) -> bool:
        """Does a text name several directions, each by a name of its own (BRICS flagship and BRICS cooperation)?"""
        own = {d for d in self._by_names(text) if len(d) == 1}
        return len(own) > 1

    def _by_names(self, text: str) -> list[frozenset[str]]:
        """The directions of each name in the text; a name inside a longer found one does not count."""
        found: dict[str, set[str]] = {}
        for one in ("zh", "en"):
            for name, direction in self._direction_names[one]:
                if self.lands.stands_apart(name, text) if one == "zh" else has_word(name, text):
                    found.setdefault(name, set()).add(direction)
        longest = [n for n in found if not any(n != m and n in m for m in found)]
        return [frozenset(found[n]) for n in longest]

    def _narrowed(self, text: str, lang: Lang, candidates: frozenset[str]) -> frozenset[str]:
        """Of several directions, those that the question's other words fit best (产学研, 能源, flagship …)."""
        barred = {word for m in _NON.finditer(text) for word in words(m[1] or m[2], lang)}
        asked = set(words(_NON.sub(" ", text), lang))
        terms = {d: self._terms[lang][d] for d in candidates}
        terms = {d: own for d, own in terms.items() if not barred & own} or terms
        candidates, scores = frozenset(terms), {}
        for direction, own in terms.items():
            telling = [t for t in asked & own if sum(t in other for other in terms.values()) < len(terms)]
            scores[direction] = sum(1 / sum(t in other for other in terms.values()) for t in telling)
        best = max(scores.values())
        return frozenset(d for d, s in scores.items() if s >= best * 0.99) if best > 0 else candidates

    def _apart(self, text: str, lang: Lang, candidates: frozenset[str]) -> frozenset[str]:
        """Of several directions, those that different words of the question single out (青年交流和联合实验室); none
        where not at least two are."""
        asked = set(words(text, lang))
        own = {d: {w for w in self._titles[lang][d] & asked if len(w) > 1} for d in candidates}
        told = frozenset(d for d in own if own[d] - set().union(*(own[e] for e in own if e != d)))
        return told if len(told) > 1 else frozenset()

    @cached_property
    def _call_names(self) -> re.Pattern[str]:
        calls = [g for g in self._library.guides.values() if g.directions]
        return any_whole([n.lower() for g in calls for n in (*g.names.zh, *g.names.en)])

    @cached_property
    def _terms(self) -> dict[Lang, dict[str, frozenset[str]]]:
        def of(lang: Lang) -> dict[str, frozenset[str]]:
            return {
                d.id: frozenset(words(respelt(" ".join([d.title.of(lang), *d.names.of(lang)]).lower()), lang)) - COMMON
                for d in self._library.directions.values()
            }

        return {"zh": of("zh"), "en": of("en")}

    @cached_property
    def _titles(self) -> dict[Lang, dict[str, frozenset[str]]]:
        """The words of the names of directions, without those of their countries."""

        def of(lang: Lang) -> dict[str, frozenset[str]]:
            named: dict[str, frozenset[str]] = {}
            for d in self._library.directions.values():
                names = respelt(" ".join([d.title.of(lang), *d.names.of(lang)]).lower())
                named[d.id] = frozenset(words(names, lang)) - _OF_ANY - set(words(d.partner.of(lang).lower(), lang))
            return named

        return {"zh": of("zh"), "en": of("en")}

    def sibling(self, text: str, lang: Lang, countries: set[str]) -> str | None:
        """The one direction with these countries, or most of them, whose title a question's words single out; None: no
        one."""
        every = self._library.directions.values()
        same = [d for d in every if 2 * len(countries & set(d.countries)) > len(countries | set(d.countries))]
        asked = set(words(text, lang))
        if len(same) < 2:
            return None
        telling = {d.id: {w for w in self._titles[lang][d.id] if len(w) > 2} for d in same}
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
        said = {g: {n for n in names if mentions(n, text)} for g, names in self._guide_names.items()}
        one = any(names - self._shared_names for names in said.values())  # 第二批人员交流 is one call, 第二批 both
        found = [g for g, names in said.items() if (names - self._shared_names if one else names)]
        named = any(g.startswith("most-") for g in found)
        elsewhere = [g for g in found if not g.startswith("most-")]
        if elsewhere and not any(mentions(name, text) for name in self._firm_names):
            return tuple(elsewhere)
        if _EVERY_CALL.search(text):
            return tuple(_CALL_WORDS)
        words_of_calls = _BOTH_CALLS if named else _CALL_WORDS  # a call meant by its bare word
        found += [guide for guide, pattern in words_of_calls.items() if pattern.search(text)]
        if not found and self.lands.visiting.search(text):
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


_OF_ANY = frozenset(words("项目 方向 中国 科技 project projects direction programme china chinese sino", "zh"))
COMMON = frozenset(
    words("项目 合作 科技 中国 人员 交流 方向 project projects programme china sino chinese cooperation research", "zh")
)

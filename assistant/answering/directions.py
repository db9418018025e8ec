"""Choosing what to say about the directions that a question names: their own statements, and those that bind them."""

from __future__ import annotations

import re
from functools import partial

from assistant.answering.decision import Decision, Section
from assistant.answering.evidence import Evidence, narrowed
from assistant.answering.gap import Gaps
from assistant.answering.points import Point, explicit, firm, nearest_asked
from assistant.answering.question import Question
from assistant.answering.silence import Silences
from assistant.answering.subquestions import of_parts
from assistant.answering.vocabulary import is_kind
from assistant.answering.wanted import gives
from corpus.library import Library

_YEAR = re.compile(r"(?:19|20)\d\d")
_MANY = 14
_NEAR, _ASIDE = 0.15, 0.06  # how near the best a statement must come to be said as well: on the topic, on another
_FAR_MORE, _SPOKEN = 2.0, 0.3  # how much more, and how much, a silent topic is spoken of if it alone is meant
_HEARD = 0.12  # how much a silent topic is spoken of where it is asked for
_BESIDE = 0.3  # how near the best of a topic another of the same topic must come
_FEW = 4  # directions that a gap is looked for in, one by one
_HEADER = ("purpose", "fields", "projects", "money_total", "money_per_project", "duration")
DECISIVE = {"success_rate", "foreign_rules"}  # silent on one of these, nothing else in the question can be meant


class Directions:
    """Decides for questions that name directions."""

    def __init__(self, library: Library, evidence: Evidence, silences: Silences):
        self._library, self._evidence, self._silences = library, evidence, silences
        self._gaps = Gaps(evidence, silences)

    def decide(self, question: Question, query: str) -> Decision:
        """A section for each direction that states something, or what the guides do not say."""
        sections = [self._section(question, query, d) for d in question.places.directions]
        full = tuple(s for s in sections if s.points)
        gaps = self._gaps_of_all(question, query, full)
        if gaps:
            sections, full = gaps, ()
        if full:
            shown = tuple(sections) if question.places.ambiguous else full  # a bare number means either direction
            return Decision("answered", shown, ambiguous=question.places.ambiguous)
        topics = tuple(dict.fromkeys(t for s in sections for t in s.silent))
        return self._silent(question, topics, sections)

    def offers(self, directions: tuple[str, ...]) -> list[Section]:
        """What each direction is: its fields, its number of projects and its money."""
        sections = []
        for direction in directions:
            guide, part = self._library.part_of(direction)
            points = [p for c in part.clauses for p in self._evidence.of_clause(f"{guide.id}/{c.ref}")]
            sections.append(Section(direction, tuple(self._overview(points)[:3])))
        return sections

    def _section(self, question: Question, query: str, direction: str) -> Section:
        guide, part = self._library.part_of(direction)
        inner = partial(self._evidence.in_direction, direction=direction)
        ranked = inner(question, query)
        outside = self._outside(question, direction)
        if outside:
            points = [p for p in ranked if p.direction and set(p.statement.about) & {"countries", "exclusion"}]
            points.sort(key=lambda p: p.statement.about[0] != "countries")
            return Section(direction, tuple(points[:2]), outside=outside)
        asked = explicit(question, self._library)
        if "money_per_project" in asked and len(question.places.directions) > 1:
            asked = list(dict.fromkeys([*asked, "money_total"]))  # some print one, some the other, some both
        silent = tuple(t for t in asked if t in part.silent)
        if asked and len(silent) == len(asked) and question.earlier:
            asked = [t for t, w in question.earlier.items() if w >= 1 and self._library.topics[t].facet] or asked
            silent = tuple(t for t in asked if t in part.silent)
        within = frozenset({guide.id})
        said = self._used_aside(question, ranked, silent) and self._gaps.little(
            question, query, ranked, within, inner, inside=True
        )
        misread = said or (silent and self._misread(question, ranked, silent))
        sure = question.plain or (self._spoken(question, silent) and not misread)
        decisive = bool(set(silent) & DECISIVE) and not self._stated_more(question, silent, asked)
        if decisive or (asked and len(silent) == len(asked) and sure):
            return Section(direction, (), silent)
        if silent and not said and (ranked[0].lacking or self._meant(question, silent, asked)):
            return Section(direction, (), silent)
        if self._of_another_year(question, query, ranked[0]):
            return Section(direction, (), silent, nearest=tuple(ranked[:1]))
        stated = question.plain and len(asked) > len(silent)  # nothing is asked but what the edition states
        compared = len(question.places.directions) > 1 and len(asked) > len(silent)  # what one states is no doubt asked
        wide = compared or question.groups or question.bare or (stated and question.labelled)
        gap = None if wide else self._gaps.find(question, query, ranked, within, inner, inside=True, plain=stated)
        if silent and not (gap and gap.sure):
            gap = self._gaps.on_topics(question, query, ranked, within, silent) or gap
        if gap and gap.sure:
            return Section(direction, (), silent, silence=gap.silence, nearest=tuple(ranked[:1]))
        chosen = self._chosen(question, ranked, [t for t in asked if t not in silent], direction)
        if len(question.places.directions) <= _FEW and not (question.plain or question.groups or question.bare):
            chosen += of_parts(self._evidence, question, inner, chosen[:4], ranked)
            chosen = list({p.key: p for p in chosen}.values())
        asked_too = silent if question.plain or self._spoken(question, silent) else ()
        asked_too = asked_too if len(asked) > len(silent) else ()
        return Section(direction, tuple(chosen), asked_too, unsure=gap is not None)

    @staticmethod
    def _used_aside(question: Question, ranked: list[Point], silent: tuple[str, ...]) -> bool:
        """Are words of a silent topic used for something else: does the question speak of another most, or the best
        statement give such a thing for somebody else (the age of those who are trained, where none is set for the
        leader)?"""
        if not silent or question.plain:
            return False
        given = ranked[0].statement.of(question.lang).lower() if ranked[0].direction else ""
        most = max(question.spoken, key=question.spoken.__getitem__)
        return most not in silent or any(gives(topic, given) for topic in silent)

    @staticmethod
    def _of_another_year(question: Question, query: str, best: Point) -> bool:
        """Is a number or a sum of an earlier year's call asked for, which none of this year prints?"""
        asking = narrowed(question, query, inside=True)[0].text
        return any(_YEAR.fullmatch(missing) and missing in asking for missing in best.lacking)

    @staticmethod
    def _spoken(question: Question, silent: tuple[str, ...]) -> bool:
        """Does a question's meaning speak of a silent topic that its words name? The words of a scenario (our team, a
        company) ask for nothing."""
        return max((question.spoken.get(t, 0.0) for t in silent), default=0.0) >= _HEARD

    @staticmethod
    def _stated_more(question: Question, silent: tuple[str, ...], asked: list[str]) -> bool:
        """Is a stated topic what the question speaks of, far more than of any silent one: where to find the foreign
        side's guide, not what it says?"""
        stated = max((question.spoken.get(t, 0.0) for t in asked if t not in silent), default=0.0)
        return stated >= max(_FAR_MORE * max(question.spoken.get(t, 0.0) for t in silent), _SPOKEN)

    @staticmethod
    def _misread(question: Question, ranked: list[Point], silent: tuple[str, ...]) -> bool:
        """Does a statement of the direction fit so well that a silent topic must have been misread? Not one on a topic
        of which the question speaks less: of what all projects get where one project is asked about."""
        most = max(question.spoken.get(topic, 0.0) for topic in silent)
        return any(max(question.spoken.get(t, 0.0) for t in p.statement.about) > most for p in firm(ranked))

    @staticmethod
    def _meant(question: Question, silent: tuple[str, ...], asked: list[str]) -> bool:
        """Is a topic on which the guide is silent what the question speaks of, far more than of any that is stated?"""
        stated = max((question.spoken.get(t, 0.0) for t in asked if t not in silent), default=0.0)
        return max(question.spoken.get(t, 0.0) for t in silent) >= max(_FAR_MORE * stated, _SPOKEN)

    def _gaps_of_all(self, question: Question, query: str, full: tuple[Section, ...]) -> list[Section]:
        """What none of several directions states, though each states the topic asked for (a telephone number, where
        all have a contact); empty where one may."""
        if not 1 < len(full) <= _FEW or question.places.ambiguous or question.plain or question.groups or question.bare:
            return []
        sections = []
        for section in full:
            if section.direction is None or section.outside:
                return []
            inner = partial(self._evidence.in_direction, direction=section.direction)
            ranked = inner(question, query)
            within = frozenset({self._library.part_of(section.direction)[0].id})
            gap = self._gaps.find(question, query, ranked, within, inner, inside=True, one_of=True)
            if not gap or not gap.sure:
                return []
            silent = Section(section.direction, (), section.silent, silence=gap.silence, nearest=tuple(ranked[:1]))
            sections.append(silent)
        return sections

    def _outside(self, question: Question, direction: str) -> tuple[str, ...]:
        """Countries named in the question that are no partners of a direction asked for by its own name."""
        entry = self._library.directions[direction]
        codes = [c for c in question.places.countries if len(c) == 2 and c != "CN"]
        named = question.places.by_name or question.follows
        if is_kind("citizen", question.text.lower()):
            return ()  # it is where somebody comes from, not where the partner is
        if not named or not codes or set(codes) & set(entry.countries):
            return ()
        return tuple(codes)

    # -- which statements ----------------------------------------------------

    def _chosen(self, question: Question, ranked: list[Point], asked: list[str], direction: str) -> list[Point]:
        best = ranked[0].score
        directions = len(question.places.directions)
        if not asked and not question.groups and question.bare:
            return self._overview(ranked)
        if asked:
            keep = [
                p for p in ranked[:6] if p.score >= best - (_NEAR if set(p.statement.about) & set(asked) else _ASIDE)
            ]
            for topic in asked:
                keep += self._of_topic(ranked, topic, 1 if directions > 2 else 3)
            keep += self._nearest_words(ranked, keep)
        elif question.groups:
            return self._of_groups(question, ranked)
        else:
            keep = [p for p in ranked[:4] if p.score >= best - 0.12]
        keep = [*nearest_asked(ranked), *keep]
        stated = {p.statement.about[0] for p in keep if p.direction}
        keep = [p for p in keep if p.direction or p.statement.about[0] not in stated & set(_HEADER)]
        return list({p.key: p for p in keep}.values())[:8]

    def _of_groups(self, question: Question, ranked: list[Point]) -> list[Point]:
        """All that a wide question (who may apply, what must be delivered) asks for, in the guide's order."""
        group = [p for p in ranked if question.topics.get(p.statement.about[0], 0) > 0]
        own = [p for p in group if p.direction]
        keep = (own + [p for p in group if not p.direction][:3])[:_MANY]
        order = {c: i for i, c in enumerate(self._library.clauses)}
        return sorted(dict.fromkeys(keep), key=lambda p: (p.direction is None, order[p.clause_id], p.number))

    @staticmethod
    def _nearest_words(ranked: list[Point], kept: list[Point]) -> list[Point]:
        """The direction's statement nearest to the question's words, where it beats all that its topics brought."""
        own = [p for p in ranked if p.direction and p.hit and not p.lacking]
        nearest = max(own, key=lambda p: p.hit.score if p.hit else 0.0, default=None)
        reached = max((p.hit.score for p in kept if p.hit), default=0.0)
        return [nearest] if nearest and nearest.hit and nearest.hit.score > reached else []

    def _overview(self, ranked: list[Point]) -> list[Point]:
        """The header of a direction, for those who just name it."""
        order = {c: i for i, c in enumerate(self._library.clauses)}
        chosen: dict[str, Point] = {}
        for point in sorted((p for p in ranked if p.direction), key=lambda p: (order[p.clause_id], p.number)):
            main = point.statement.about[0]
            if main in _HEADER and main not in chosen:
                chosen[main] = point
        return [chosen[t] for t in _HEADER if t in chosen]

    @staticmethod
    def _of_topic(ranked: list[Point], topic: str, count: int) -> list[Point]:
        """The best statements with a main topic: the direction's own, else those of the general sections."""
        main = [p for p in ranked if p.statement.about[0] == topic]
        second = [p for p in ranked if topic in p.statement.about[1:]]
        own = [p for p in main if p.direction] or [p for p in second if p.direction]
        best = (own or main or second)[:count]
        near = [p for p in second if p.direction and own and p.score >= own[0].score - _BESIDE]
        kept = [p for p in best if p.score >= best[0].score - _BESIDE]
        return list(dict.fromkeys([*kept, *near[: count - 1]]))

    # -- what is not said ----------------------------------------------------

    def _silent(self, question: Question, topics: tuple[str, ...], sections: list[Section]) -> Decision:
        """What the directions' guide is silent on, with the nearest thing that it says."""
        written = next((s.silence for s in sections if s.silence), None)
        recorded = written or self._silences.of_topics(question.places.directions, topics)
        nearest: list[Point] = []
        for section in sections[:3]:
            if recorded is None:
                nearest += section.nearest
            if "money_per_project" in topics and section.direction:
                ranked = self._evidence.in_direction(question, question.searched, section.direction)
                nearest += [p for p in ranked if p.direction and p.statement.about[0] == "money_total"][:1]
        return Decision("not_found", silence=recorded, topics=topics, nearest=tuple(nearest))

"""Choosing the statements that answer a question: found by the search, weighed by the topics asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.doubt import Doubts
from assistant.answering.lands import Lands
from assistant.answering.parts import asking, each, parts
from assistant.answering.points import Point, quoted, topic_worth
from assistant.answering.question import Question
from assistant.answering.wanted import Wants
from assistant.answering.wording import Wording
from corpus.library import Library, PlacedClause
from index.passage import Hit, Scope
from index.search import Searcher

_OWN = 0.08  # what standing in the direction itself is worth
_UNSAID = 24  # silences looked at, since those of other directions fall away
_CLEARLY = 0.02  # how much nearer a silence must be than every statement if it says which document is meant


_ELSEWHERE = 0.4  # outside the calls topics overlap more, so they count for less
_LACKING = 0.3  # what each thing asked for and not there costs
_WORTH_READING = 0.25
_CITES, _CITED = "source", 0.15  # a list of references has words of everything, and answers few
_QUOTED = 0.45  # what it is worth to have a name that the question spells out
_FAINT, _UNHEARD = 0.3, 0.2  # share of what is spoken of most, and how much, below which a topic is misread
_MEANT_TOO = 0.3  # how much a topic that words only hint at is spoken of if it is asked for as well
_SPOKEN_OUT = 0.35  # how much a topic that no word names is spoken of, more than any other, if it is asked for
_LISTED = 3  # topics in one breath
_HINT = 0.5  # weight of a topic that lifts its statements but is not asked for
_NO_COSINE = 0.8  # of a statement that the search did not bring
_MIDDLE = 2.2  # so that scores lie about where they lay before they were fused


_DIRECTIONS = re.compile(r"(?:哪个|哪些|哪几个|什么|有没有|几个)方向|\b(?:which|what|any)(?: [a-z]+)? directions?\b")


class Evidence:
    """Ranks the edition's statements for a question."""

    def __init__(self, library: Library, searcher: Searcher):
        self._library, self._searcher = library, searcher
        self.wording = Wording(library)
        self._wants = Wants(library)
        self._lands = Lands(library)
        self._calls = {g.id for g in library.guides.values() if g.directions}

    def home(self, question: Question, query: str) -> str | None:
        """The guide of the statement that fits best, topics aside."""
        hits = self._hits(question, query, Scope(frozenset(question.places.guides)))
        return self._library.clauses[max(hits.values(), key=lambda h: h.score).clause_id].guide if hits else None

    def about_calls(self, question: Question, query: str) -> bool:
        """Do the two calls fit a question better than the other documents do? Only they have directions to choose."""
        if _DIRECTIONS.search(question.searched):
            return True
        hits = list(self._hits(question, query, Scope()).values())
        unsaid = self._searcher.silences(query, question.lang, Scope(), 1)
        nearest = max((h.asked for h in hits), default=0.0)
        if not question.places.directions and unsaid and unsaid[0][1] > nearest + _CLEARLY:
            return unsaid[0][0].split("/")[0] in self._calls  # it is asked of what a guide is known not to say
        best = {True: 0.0, False: 0.0}
        for hit in hits:
            of_call = self._library.clauses[hit.clause_id].guide in self._calls
            best[of_call] = max(best[of_call], hit.score)
        if question.places.directions and best[True] < best[False]:
            return not self._elsewhere(question, hits)
        return best[True] >= best[False]

    def speaks_of(self, guides: tuple[str, ...]) -> bool:
        """Do guides that a question names include a call, or does it name none?"""
        return not guides or bool(self._calls & set(guides))

    def _elsewhere(self, question: Question, hits: list[Hit]) -> bool:
        """Does the best statement outside the calls speak of a country of the question? Else it is a direction's."""
        best = next(h for h in hits if self._library.clauses[h.clause_id].guide not in self._calls)
        clause = self._library.clauses[best.clause_id].clause
        text = f"{clause.heading.zh} {clause.heading.en} {clause.text('zh')} {clause.text('en')}".lower()
        return any(self._lands.speaks_of(code, text) for code in question.places.countries)

    def in_direction(self, question: Question, query: str, direction: str) -> list[Point]:
        """Every statement of a direction and of the general sections that bind it, best first."""
        guide = self._library.part_of(direction)[0].id
        hits = self._hits(question, query, Scope(frozenset({guide}), frozenset({direction})))
        clauses = [
            c
            for c in self._library.clauses.values()
            if c.direction == direction or (c.guide == guide and c.applies_to_all)
        ]
        rest = question.places.rest if not question.follows else query
        ranked = self._ranked(question, clauses, hits, query, rest)
        return self._with_own_words(question, query, clauses, ranked, Scope(frozenset({guide}), frozenset({direction})))

    def _with_own_words(
        self, question: Question, query: str, clauses: list[PlacedClause], ranked: list[Point], scope: Scope
    ) -> list[Point]:
        """The ranking of a follow-up, whose query is mostly the question before: its own words weigh as much."""
        text = question.searched
        if not question.follows or text == query:
            return ranked
        own = self._ranked(question, clauses, self._hits(question, text, scope), text, text)
        alone = {p.key: p for p in own}
        both = [replace(p, score=(p.score + alone[p.key].score) / 2, hit=_nearer(p, alone[p.key])) for p in ranked]
        return sorted(both, key=lambda p: -p.score)

    def anywhere(self, question: Question, query: str, guides: frozenset[str]) -> list[Point]:
        """The statements found over some guides (none named: all), best first."""
        hits = self._hits(question, query, Scope(guides))
        clauses = [self._library.clauses[c] for c in dict.fromkeys(clause for clause, _ in hits)]
        return [p for p in self._ranked(question, clauses, hits, query, query) if p.hit]

    def of_call(self, question: Question, query: str, guides: frozenset[str]) -> list[Point]:
        """What the calls among some guides state for all their directions on the topics asked for, best first."""
        asked = {t for t, weight in question.topics.items() if weight >= 1}
        hits = self._hits(question, query, Scope(guides))
        general = [c for c in self._library.clauses.values() if c.guide in guides & self._calls and not c.direction]
        ranked = self._ranked(question, general, hits, query, query)
        on_topic = [p for p in ranked if asked & set(p.statement.about) and not p.lacking]
        return [p for p in on_topic if p.statement.about[0] in asked] or on_topic

    def of_country(self, question: Question, query: str, guides: frozenset[str]) -> list[Point]:
        """The statements over some guides that speak of a country of the question, best first."""
        return [
            p
            for p in self.anywhere(question, query, guides)
            if any(
                self._lands.speaks_of(code, f"{p.statement.zh} {p.statement.en}".lower())
                for code in question.places.countries
            )
        ]

    def not_said(self, question: Question, query: str, guides: frozenset[str]) -> list[tuple[str, float]]:
        """The recorded silences nearest to the question as it stands, by id, with how near (a cosine)."""
        return self._searcher.silences(query, question.lang, Scope(guides), _UNSAID)

    def heard(self, question: Question, query: str) -> Question:
        """The question with only those topics asked for that its meaning speaks of too: "paper copies" asks for no
        publications, "the mutual visit scheme" for no visits. The others remain as hints."""
        inside = bool(question.places.directions) and question.places.by_name and not question.follows
        own_text = narrowed(question, query, inside)[1] or query
        self._searcher.prepare(query, own_text, *([question.searched] if question.follows else []))
        spoken = self._searcher.topics(own_text, question.lang)
        asked = [t for t, weight in question.topics.items() if weight >= 1 and self._library.topics[t].facet]
        faint = [t for t in asked if self._faint(t, spoken)]
        listed = each(narrowed(question, query, inside=True)[1], question.lang) if faint else ()
        pieces = (listed or parts(question.searched, question.lang)) if faint else ()
        for piece in pieces:
            of_piece = self._searcher.topics(piece, question.lang)
            faint = [t for t in faint if self._faint(t, of_piece)]
        if question.labelled or (not pieces and len(asked) >= _LISTED):
            faint = []  # asked for by their very names, or in a list that speaks of none of them much
        hinted = [t for t, weight in question.topics.items() if weight == _HINT and self._library.topics[t].facet]
        meant = [t for t in hinted if asked and spoken[t] >= _MEANT_TOO]
        alone = question.follows and question.topics != question.earlier  # it asks for something of its own
        own = self._searcher.topics(question.searched, question.lang) if alone else spoken
        most = max(own, key=lambda t: own[t] if self._library.topics[t].facet else 0.0)
        if most not in question.topics and own[most] >= _SPOKEN_OUT and not (question.labelled or question.bare):
            meant.append(most)  # "how many exchange projects, and how much in total": the words of one are set apart
        topics = question.topics | dict.fromkeys(faint, _HINT) | dict.fromkeys(meant, 1.0)
        return replace(question, topics=topics, spoken=spoken)

    def _faint(self, topic: str, spoken: dict[str, float]) -> bool:
        """Is a topic spoken of hardly, beside what is spoken of most?"""
        most = max(spoken[t] for t, known in self._library.topics.items() if known.facet)
        return spoken[topic] < min(_FAINT * most, _UNHEARD)

    def unlike(self, question: Question, query: str, point: Point) -> float | None:
        """How unlike an answered question and its statement these look by their vectors (answering/doubt.py)."""
        pair = self._searcher.vectors(query, question.lang, *point.key)
        return Doubts.fitted().unlike(self._searcher.manifest.encoder, *pair)

    def read(self, question: Question, query: str, point: Point) -> float | None:
        """How much a statement answers the question, read together with it (logits); None where nothing reads."""
        return self._searcher.answers(query, question.lang, *point.key)

    def prepare(self, *texts: str) -> None:
        """Encode texts that are about to be searched with, side by side."""
        self._searcher.prepare(*texts)

    def bodies(self, question: Question) -> tuple[str, ...]:
        """The bodies and programmes that a question names by their acronym, lower-case."""
        return self._wants.bodies(question)

    def of_clause(self, clause_id: str) -> list[Point]:
        """The statements of one clause, in order."""
        placed = self._library.clauses[clause_id]
        return [Point(clause_id, n, placed.direction, s, 1.0, None) for n, s in enumerate(placed.clause.says)]

    def _hits(self, question: Question, query: str, scope: Scope) -> dict[tuple[str, int], Hit]:
        found = self._searcher.search(query, question.lang, scope, 80)
        return {(hit.clause_id, hit.statement): hit for hit in found}

    def _ranked(
        self,
        question: Question,
        clauses: list[PlacedClause],
        hits: dict[tuple[str, int], Hit],
        query: str,
        asked: str,
    ) -> list[Point]:
        """Statements, those that answer best first; `query` was searched with, `asked` has no names of directions."""
        spoken = self._searcher.topics(query, question.lang)
        points = []
        for placed in clauses:
            for number, statement in enumerate(placed.clause.says):
                hit = hits.get((placed.id, number))
                worth = topic_worth(statement, question)
                score = (hit.score if hit else 0.0) + (worth if placed.guide in self._calls else worth * _ELSEWHERE)
                if placed.direction and question.places.directions:
                    score += _OWN
                score += _QUOTED * quoted(question, statement)
                lacking = tuple(self._wants.lacking(question, placed, statement)) if score > _WORTH_READING else ()
                score -= _LACKING * min(len(lacking), 2)
                wording = self.wording.of_statement(question, asked, placed.id, number)
                score = _fused(score, hit, wording, [spoken[t] for t in statement.about])
                if statement.about[0] == _CITES and _CITES not in question.topics:
                    score -= _CITED
                points.append(Point(placed.id, number, placed.direction, statement, score, hit, lacking))
        return sorted(points, key=lambda p: -p.score)


def narrowed(question: Question, query: str, inside: bool) -> tuple[Question, str]:
    """A question with what of its text asks only, and that text: no story around it and, `inside` a direction, no names
    of it. The text is `query` where there is nothing to leave out."""
    own = asking(question.text, question.lang)  # a year or a body that only the story names is not asked for
    if not inside:
        return replace(question, text=own), asking(query, question.lang)
    text = asking(query if question.follows else question.places.rest, question.lang)
    return replace(question, text=own, places=replace(question.places, rest=text)), text


def _nearer(one: Point, other: Point) -> Hit | None:
    """Of two findings of a statement, the one by words that are more like a question which it is known to answer."""
    return other.hit if other.asked > one.asked else one.hit


def _fused(score: float, hit: Hit | None, wording: float, spoken: list[float]) -> float:
    """All that is known of how well a statement fits, weighed as strangers' questions show (docs/decisions/0040)."""
    near = 2.457 * hit.cosine + 0.3235 * hit.score + 0.093 * hit.asked if hit else 2.457 * _NO_COSINE
    return 0.232 * score + near + 0.304 * wording + 0.1185 * spoken[0] + 0.237 * max(spoken) - _MIDDLE

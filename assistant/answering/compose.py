"""The composer: from a decision to Markdown in the asker's language, every statement with its `[n]`."""

from __future__ import annotations

from datetime import date

from assistant.answer import Citation, Official
from assistant.answering import polarity
from assistant.answering.decision import Decision, Section
from assistant.answering.phrases import amount, country_name, day, join, moment, say
from assistant.answering.points import Point
from assistant.answering.question import Question, simplified
from assistant.answering.reckoning import reckoned
from assistant.answering.tables import Table
from assistant.answering.vocabulary import stands
from assistant.answering.wanted import has
from assistant.eligibility.conversation import Judged
from corpus.guide import Difference, Guide, Lang, Window
from corpus.library import Library

_ASKED = 0.9  # likeness to an expected question below which no yes or no is said


class Sources:
    """Numbers the clauses of an answer in the order in which they are first used."""

    def __init__(self, library: Library):
        self._library = library
        self._numbers: dict[str, int] = {}

    def mark(self, clause_id: str) -> str:
        """The `[n]` of a clause."""
        return f"[{self._numbers.setdefault(clause_id, len(self._numbers) + 1)}]"

    def citations(self) -> tuple[Citation, ...]:
        """The clauses used, in the order of their numbers."""
        return tuple(citation(self._library, clause_id, number) for clause_id, number in self._numbers.items())

    @property
    def used(self) -> list[str]:
        """The ids of the clauses used."""
        return list(self._numbers)


def citation(library: Library, clause_id: str, marker: int) -> Citation:
    """A clause as a citation."""
    from corpus.guide import Bilingual

    placed = library.clauses[clause_id]
    clause = placed.clause
    text = {lang: "\n".join([clause.text(lang), *(f"({n.of(lang)})" for n in clause.notes)]) for lang in ("zh", "en")}
    words = library.official.get(clause_id)
    return Citation(
        marker=marker, clause_id=clause_id, guide=placed.guide, ref=clause.ref, title=clause.heading,
        text=Bilingual(zh=text["zh"], en=text["en"]),
        official=Official(text=words.text, page=words.page) if words else None,
    )  # fmt: skip


class Composer:
    """Writes answers over one edition. No language model."""

    def __init__(self, library: Library):
        self._library = library

    def write(self, question: Question, decision: Decision, as_of: date) -> tuple[str, Sources]:
        """The answer's Markdown and its sources."""
        sources = Sources(self._library)
        lang = question.lang
        if decision.kind == "hello":
            return say("hello", lang), sources
        if decision.kind == "not_found":
            return self._refusal(question, decision, sources), sources
        parts = [self._table(decision.table, lang, sources)] if decision.table else []
        if decision.ambiguous:
            number = question.places.directions[0].split("-", 1)[1]
            parts.append(say("which_call", lang, number=number))
        labelled = len(decision.sections) > 1
        parts += self._reckoned(question, decision, sources)
        parts += [self._section(question, section, sources, labelled) for section in decision.sections]
        parts += [say("unsure", lang)] if any(section.unsure for section in decision.sections) else []
        parts += self._dates(question, sources, as_of)
        parts += self._also(decision, lang, sources)
        parts += self._differences(question, sources)
        return "\n\n".join(parts), sources

    def verdict(self, question: Question, judged: Judged) -> tuple[str, Sources]:
        """A verdict in words: the deciding line first, each line with the clause it stands on."""
        sources = Sources(self._library)
        lines = [
            f"{line.text} {sources.mark(line.clause_id)}" if line.clause_id else line.text for line in judged.lines
        ]
        if judged.verdict is None:
            return "\n\n".join(lines), sources
        label = self.label(judged.verdict.direction, question.lang)
        colon = "：" if question.lang == "zh" else ": "
        return f"**{label}**{colon}" + "\n\n".join(lines), sources

    def _opening(self, question: Question, section: Section) -> tuple[str, list[Point]]:
        """Yes or no where a statement settles it; that statement then comes first."""
        points = list(section.points)
        for point in points[:2]:
            near = point.hit.nearest if point.hit else ""
            found = polarity.answer(question, point.statement, near, point.asked) if point.asked >= _ASKED else None
            if found:
                points.remove(point)
                return say(f"{found[0]}_{found[1]}", question.lang), [point, *points]
        return "", points

    def _section(self, question: Question, section: Section, sources: Sources, labelled: bool) -> str:
        lang = question.lang
        if not section.points and not section.outside:
            return self._unsaid(section, lang, sources)
        opening, points = self._opening(question, section)
        lines = [self._line(p, lang, sources, section.direction) for p in points]
        if opening:
            lines[0] = opening + lines[0]
        label = self.label(section.direction, lang) if section.direction else ""
        if section.outside:
            names = join([country_name(code, lang) for code in section.outside], lang)
            lines.insert(0, say("outside", lang, countries=names))
        untold = [t for t in section.silent if not _told(t, points, lang)]
        if untold:
            topics = join([self._library.topics[t].label[lang] for t in untold], lang)
            lines.append(say("also_not_said", lang, topic=topics))
        if not label:
            return lines[0] if len(lines) == 1 else lines[0] + "\n\n" + "\n".join(f"- {line}" for line in lines[1:])
        colon = "：" if lang == "zh" else ": "
        head = f"**{label}**{colon}{lines[0]}"
        if labelled:
            return f"- {head}" + "".join(f"\n  - {line}" for line in lines[1:])
        return head + ("\n\n" + "\n".join(f"- {line}" for line in lines[1:]) if len(lines) > 1 else "")

    def _unsaid(self, section: Section, lang: Lang, sources: Sources) -> str:
        """What one of several directions does not say: the other meaning of a bare number, beside one that answers."""
        assert section.direction  # only directions are asked for by a number
        label = self.label(section.direction, lang)
        if section.silent:
            topics = join([self._library.topics[t].label[lang] for t in section.silent], lang)
            return "- " + say("not_said_direction", lang, topic=topics, direction=label)
        colon = "：" if lang == "zh" else ": "
        if section.silence:
            marks = " ".join(sources.mark(c) for c in section.silence.nearest[:2])
            return f"- **{label}**{colon}{section.silence.text.of(lang)} {marks}".rstrip()
        lines = [self._line(p, lang, sources, section.direction) for p in section.nearest]
        first = say("not_said_at_all", lang)
        if lines:
            first += ("" if lang == "zh" else " ") + say("nearest", lang).rstrip()
        return f"- **{label}**{colon}{first}" + "".join(f"\n  - {line}" for line in lines)

    @staticmethod
    def _reckoned(question: Question, decision: Decision, sources: Sources) -> list[str]:
        """What a question asks to be worked out from what is said."""
        result = reckoned(question, [p for section in decision.sections for p in section.points[:2]])
        marks = dict.fromkeys(sources.mark(p.clause_id) for p in result.points) if result else ()
        return [f"{result.text} {' '.join(marks)}"] if result else []

    def _line(self, point: Point, lang: Lang, sources: Sources, under: str | None = None) -> str:
        """A statement with its mark, and with its direction's name unless it stands `under` that name already."""
        named = point.direction and point.direction != under
        label = (
            self.label(point.direction, lang) + ("：" if lang == "zh" else ": ") if point.direction and named else ""
        )
        return f"{label}{point.statement.of(lang)} {sources.mark(point.clause_id)}"

    def _table(self, table: Table, lang: Lang, sources: Sources) -> str:
        """A Markdown table, one citation per row and clause."""
        topics = [self._library.topics[t].label[lang] for t in table.topics]
        key = f"table_{table.extreme}" if table.extreme else "table_fits" if table.fits else "table"
        head = say(key, lang, topic=join(topics, lang), count=len(table.rows), considered=table.considered)
        first, last = ("方向", "出处") if lang == "zh" else ("Direction", "Source")
        columns = [first, *(t[:1].upper() + t[1:] for t in topics), last]
        lines = [head, "", "| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
        for row in table.rows:
            said = [cell.statement.of(lang).replace("|", "\\|") if cell else "" for cell in row.cells]
            marks = dict.fromkeys(sources.mark(cell.clause_id) for cell in row.cells if cell)
            lines.append("| " + " | ".join([self.label(row.direction, lang), *said, " ".join(marks)]) + " |")
        for topic, total in zip(table.topics, table.sums, strict=False):
            if total is not None:
                unit = "money" if topic.startswith("money") else "number"
                label = self._library.topics[topic].label[lang]
                total_said = say(total.bound, lang, amount=amount(total.value, unit, lang))
                shown = " + ".join(amount(v, unit, lang) for v in total.addends)
                shown += " = " + amount(total.value, unit, lang)
                lines += ["", say("sum", lang, topic=label, count=len(table.rows), sum=total_said, shown=shown)]
        return "\n".join(lines)

    def label(self, direction: str, lang: Lang) -> str:
        """A direction as people cite it: 人员交流指南 1.3 中法杰出青年… / exchange call 1.3, China-France …"""
        guide, part = self._library.part_of(direction)
        assert part.direction is not None
        number = direction.split("-", 1)[1]
        title = part.direction.title.of(lang)
        return f"{guide.short.zh} {number} {title}" if lang == "zh" else f"{guide.short.en} {number}, {title}"

    # -- what the guides do not say -----------------------------------------

    def _refusal(self, question: Question, decision: Decision, sources: Sources) -> str:
        lang = question.lang
        only = question.places.directions[0] if len(question.places.directions) == 1 else None
        if decision.silence:
            near = self._within(question, decision.silence.nearest)
            marks = " ".join(sources.mark(c) for c in near[:4])
            lines = [self._line(p, lang, sources, only) for p in decision.nearest]
            first = f"{decision.silence.text.of(lang)} {marks}".rstrip()
            return "\n\n".join([first, *lines, *self._also(decision, lang, sources)])
        if decision.topics:
            topic = join([self._library.topics[t].label[lang] for t in decision.topics], lang)
            where = [self.label(d, lang) for d in question.places.directions]
            first = say("not_said", lang, topic=topic)
            if where:
                first = say("not_said_direction", lang, topic=topic, direction=join(where, lang))
        else:
            first = say("not_said_at_all", lang)
        lines = [self._line(p, lang, sources, only) for p in decision.nearest]
        if lines:
            first += ("" if lang == "zh" else " ") + say("nearest", lang) + " ".join(lines)
        elif not decision.topics:
            first += ("" if lang == "zh" else " ") + say("try", lang)
        return first

    @staticmethod
    def _also(decision: Decision, lang: Lang, sources: Sources) -> list[str]:
        """What the other call does not say either."""
        marked = [(s.text.of(lang), " ".join(sources.mark(c) for c in s.nearest[:2])) for s in decision.also]
        return [f"{text} {marks}".rstrip() for text, marks in marked]

    def _within(self, question: Question, clause_ids: tuple[str, ...]) -> list[str]:
        """Of the clauses nearest to a silence, those of the directions asked about, where there are any."""
        asked = set(question.places.directions)
        own = [c for c in clause_ids if self._library.clauses[c].direction in asked]
        return own or list(clause_ids)

    # -- what goes with an answer --------------------------------------------

    def _dates(self, question: Question, sources: Sources, as_of: date) -> list[str]:
        """Open, closed or days left, where the answer is about filing dates."""
        window = window_of(self._library, sources.used)
        if not window or window.clause not in sources.used:
            return []
        if not {"deadline", "recommend"} & question.topics.keys():
            return []
        lang, today = question.lang, day(as_of, question.lang)
        last = window.closes.date()
        if as_of > last:
            return [say("closed", lang, today=today, deadline=moment(window.closes, lang))]
        if as_of == last:
            return [say("last_day", lang, today=today)]
        if as_of < window.opens.date():
            days = (window.opens.date() - as_of).days
            return [say("not_open", lang, today=today, days=days, opens=moment(window.opens, lang))]
        return [say("days_left", lang, today=today, days=(last - as_of).days, deadline=moment(window.closes, lang))]

    def _differences(self, question: Question, sources: Sources) -> list[str]:
        """Contradictions and misprints that bear on the clauses used: both readings, both citations."""
        lang = question.lang
        asked = {t for t, w in question.topics.items() if w >= 0.5}
        lines = []
        for entry in self._library.differences:
            if self._bears(entry, asked, sources, question):
                marks = " ".join(sources.mark(c) for c in entry.clauses)
                lines.append(f"{say('both_readings', lang)}{entry.text.of(lang)} {marks}")
        return lines

    @staticmethod
    def _bears(entry: Difference, asked: set[str], sources: Sources, question: Question) -> bool:
        if not set(entry.clauses) & set(sources.used[:4]):
            return False
        if any(stands(cue, simplified(question.text).lower()) for cue in (*entry.asked.zh, *entry.asked.en)):
            return True
        if (
            entry.directions
            and question.places.directions
            and not set(entry.directions) & set(question.places.directions)
        ):
            return False
        return bool(set(entry.topics) & asked)


def window_of(library: Library, clause_ids: list[str]) -> Window | None:
    """The filing window of the call that an answer's clauses belong to, if that call prints one."""
    guides: list[Guide] = [library.guides[library.clauses[c].guide] for c in clause_ids]
    return next((g.window for g in guides if g.window), None)


def _told(topic: str, points: list[Point], lang: Lang) -> bool:
    """Does what is said have an age after all, of trainees or visitors, where none is set for applicants?"""
    return topic == "age" and any(has(topic, p.statement.of(lang).lower()) for p in points)

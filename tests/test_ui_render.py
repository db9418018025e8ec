"""What the page says of answers, clauses, directions and verdicts; no browser needed."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.answer import Answer, Closed
from assistant.answering.compose import citation
from assistant.catalogue import directions
from assistant.eligibility.advice import changes
from assistant.eligibility.rules import judge, match
from corpus.guide import Lang
from corpus.library import Library
from ui import memory
from ui.clause import cited
from ui.directions import company_of, direction_html, list_html, money_each
from ui.examples import EXAMPLES, follow_ups
from ui.feedback import Feedback
from ui.filled import read_form, unfold
from ui.form import facts_of, form_html
from ui.glance import filing, glance_html
from ui.memory import Exchange
from ui.reference import clause_ref
from ui.render import conversation_html, copy_text
from ui.verdict import board_html, summary_html, verdict_html, verdict_markdown
from ui.words import amount, say, yuan

DAY = date(2026, 6, 1)
AGE = "most-exchange-2026-b2/1.3(3)"
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class Balanced(HTMLParser):
    """Fails where a tag is closed that is not open, and on whatever could run or load something."""

    VOID = {"input", "br", "meta", "link"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe", "style", "object", "embed")
        assert not any(name.startswith("on") or (value or "").startswith("javascript:") for name, value in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_whole(html: str) -> None:
    """Every tag closed, in order, and no script, handler or image."""
    parser = Balanced()
    parser.feed(html)
    assert not parser.open


def exchange(library: Library, text: str = "born on or after 1 January 1982 [1]", **changed: object) -> Exchange:
    answer = Answer(
        status="answered",
        lang="en",
        answer=text,
        citations=(citation(library, AGE, 1),),
        direction="exchange-1.3",
        closed=Closed(deadline=datetime(2026, 7, 1, 17, tzinfo=timezone(timedelta(hours=8)))),
        as_of=DAY,
        corpus_version="abc",
    )
    return Exchange(id="0123456789ab", question="how old?", answer=answer.model_copy(update=changed))


# -- answers ---------------------------------------------------------------------------------------------------------


def test_money_per_project_is_as_printed_or_the_even_share(library: Library) -> None:
    each = {entry.id: money_each(entry) for entry in directions(library)}
    assert each["exchange-1.3"] == 80_000  # printed
    assert each["joint-2.5"] == 9_000_000  # printed
    assert each["joint-2.1"] == 100_000_000 // 50


def test_a_company_is_required_where_a_rule_cannot_be_met_without_one(library: Library) -> None:
    wanted = {"joint-1.3": "needed", "joint-2.0": "needed", "joint-2.5": "needed", "joint-2.6": "needed"}
    wanted |= dict.fromkeys(("joint-1.4", "joint-1.5", "joint-2.1"), "encouraged")
    assert {d: company_of(library, d) for d in library.directions} == {
        d: wanted.get(d, "not") for d in library.directions
    }


def test_references_are_written_as_people_cite_them(library: Library) -> None:
    assert clause_ref(library, AGE, "en") == "exchange 1.3 (3)"
    assert clause_ref(library, AGE, "zh") == "人员交流 1.3（3）"
    assert clause_ref(library, "most-exchange-2026-b2/附件2.三.6", "en") == "exchange annex 2, III.6"


def test_a_marker_knows_which_statement_of_its_clause_is_repeated(library: Library) -> None:
    clause = library.clauses[AGE].clause
    words = "The applicant must be at most 45 years old, meaning born on or after 1 January 1982."
    (said,) = cited(clause, words)
    assert clause.says[said].en == words


def test_an_answer_shows_where_when_closed_and_its_sources(library: Library) -> None:
    html = conversation_html(library, (exchange(library),), "en")
    assert_whole(html)
    for part in ("exchange 1.3 (3)", "Closed since 17:00 on 1 July 2026", "As of 1 June 2026", 'data-do="copy"'):
        assert part in html


def test_a_hostile_question_and_a_hostile_answer_stay_text(library: Library) -> None:
    bad = '<script>alert(1)</script><img src=x onerror=alert(1)>" onload="x'
    shown = exchange(library, bad).model_copy(update={"question": bad})
    html = conversation_html(library, (shown,), "zh", pending=bad)
    assert_whole(html)
    assert "&lt;script&gt;" in html


def test_the_copied_answer_carries_its_sources_in_words(library: Library) -> None:
    text = copy_text(library, exchange(library))
    assert text.startswith("how old?\n\n")
    assert "[1] exchange 1.3 (3) Who may apply" in text
    assert text.endswith("As of 1 June 2026")


def test_the_welcome_teaches_with_questions(library: Library) -> None:
    for lang in LANGUAGES:
        html = conversation_html(library, (), lang)
        assert_whole(html)
        assert html.count('data-do="ask"') == len(EXAMPLES[lang]) == 6


def test_follow_ups_are_about_what_the_direction_states_and_was_not_asked(library: Library) -> None:
    questions = follow_ups(library, "exchange-1.3", (AGE,), (), "en")
    assert len(questions) == 3
    assert not any("age limit" in q for q in questions)
    assert not set(questions) & set(follow_ups(library, "exchange-1.3", (AGE,), questions, "en"))


def test_without_a_window_a_call_is_neither_open_nor_closed(library: Library) -> None:
    exchange_call, joint = library.guides["most-exchange-2026-b2"].window, library.guides["most-joint-2026-b2"].window
    assert [filing(exchange_call, day) for day in (date(2026, 5, 1), date(2026, 7, 1), date(2026, 7, 2))] == [
        "before",
        "open",
        "closed",
    ]
    assert filing(joint, DAY) == "none"
    assert_whole(glance_html(library, "zh", DAY))


# -- the conversation the browser keeps ------------------------------------------------------------------------------


def test_a_conversation_survives_the_browser(library: Library) -> None:
    kept = json.loads(json.dumps(memory.dump((exchange(library),))))
    assert memory.read(kept) == (exchange(library),)


@pytest.mark.parametrize("stored", [None, 5, "x", {"a": 1}, [1, None, {"id": "no"}], [[]]])
def test_what_does_not_fit_is_left_out(stored: object) -> None:
    assert memory.read(stored) == ()


def test_history_alternates_and_is_bounded(library: Library) -> None:
    turns = memory.history((exchange(library),) * 40)
    assert len(turns) <= 50
    assert [t.role for t in turns[:2]] == ["user", "assistant"]


def test_a_vote_stores_no_question_and_a_comment_does(library: Library, data_dir: Path) -> None:
    feedback = Feedback(data_dir)
    assert feedback.record(exchange(library), "down")
    assert feedback.record(exchange(library), "down", " wrong date ")
    vote, comment = (json.loads(line) for line in feedback.path.read_text("utf-8").splitlines())
    assert "question" not in vote
    assert "comment" not in vote
    assert vote["clauses"] == [AGE]
    assert (comment["question"], comment["comment"]) == ("how old?", "wrong date")
    assert feedback.path.stat().st_mode & 0o077 == 0


def test_feedback_that_cannot_be_written_is_no_crash(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not Feedback(tmp_path / "file").record(exchange(library), "up")


# -- directions ------------------------------------------------------------------------------------------------------


def test_the_list_shows_every_direction_in_table_and_plot(library: Library) -> None:
    for lang in LANGUAGES:
        html = list_html(library, directions(library), lang, DAY)
        assert_whole(html)
        assert html.count("<tr data-do") == 23
        assert html.count("<circle") == 46


def test_no_direction_that_fits_is_said_in_words(library: Library) -> None:
    assert say("none_fit", "en") in list_html(library, [], "en", DAY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_direction_page_has_every_clause_in_both_languages(library: Library, lang: Lang) -> None:
    for direction in library.directions:
        html = direction_html(library, direction, lang, DAY)
        assert_whole(html)
        _, part = library.part_of(direction)
        for clause in part.clauses:
            assert html.count(f'data-s="{len(clause.says) - 1}"') >= 2


def test_money_and_amounts_are_written_as_each_language_writes_them(library: Library) -> None:
    assert (yuan(1_440_000, "zh"), yuan(1_440_000, "en")) == ("144 万元", "RMB 1.44 million")
    assert (yuan(80_000, "zh"), yuan(80_000, "en")) == ("8 万元", "RMB 80,000")
    assert yuan(100_000_000, "zh") == "1 亿元"
    assert amount(library.directions["joint-1.3"].projects, "en") == "up to 6"


# -- eligibility -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_check_has_a_form_of_just_its_facts(library: Library, lang: Lang) -> None:
    for check in library.checks:
        html = form_html(library, check, lang)
        assert_whole(html)
        assert html.count('class="zn-field"') == len(facts_of(library, check))


def test_what_is_typed_becomes_facts() -> None:
    typed = {
        "birth_date": "1982年3月1日",
        "total_budget": "400万",
        "trl.0": "4",
        "trl.1": "７",
        "healthy": "true",
        "documents": ["consent_letter"],
        "pi_other_exchange_countries.none": "true",
        "conf_cn.none": "true",
        "team.0.title": "教授",
        "team.2.title": "讲师",
        "event_sizes": "50, 60",
        "nationality": "CN",
        "duration_years": "1.5",
    }
    profile, faults = read_form(typed)
    assert not faults
    assert profile["birth_date"] == "1982-03-01"
    assert profile["total_budget"] == 4_000_000
    assert profile["trl"] == [4, 7]
    assert profile["pi_other_exchange_countries"] == []
    assert profile["conf_cn"] is False
    assert profile["healthy"] is True
    assert profile["team"] == [{"title": "教授"}, {"title": "讲师"}]
    assert profile["event_sizes"] == [50, 60]


def test_facts_fill_the_form_that_reads_them_back() -> None:
    profile = {
        "birth_date": "1985",
        "healthy": False,
        "documents": ["consent_letter", "english_cv"],
        "pi_other_exchange_countries": [],
        "trl": [4, 7],
        "conf_cn": {"size": 40, "foreign": 8},
        "conf_abroad": False,
        "event_sizes": [50, 60],
        "team": [{"title": "教授", "languages": ["en"]}, {"title": "讲师"}],
    }
    assert read_form(unfold(profile)) == (profile, {})


def test_what_cannot_be_meant_gets_a_hint_by_name() -> None:
    _, faults = read_form({"birth_date": "young", "stay_weeks": "some", "visits_out": "1.5", "trl.0": "4"})
    assert faults == {
        "birth_date": "write_date",
        "stay_weeks": "write_number",
        "visits_out": "write_whole",
        "trl": "both_ends",
    }


@pytest.mark.parametrize(
    "typed", [None, [], "x", {"": ""}, {"unknown": "1"}, {"team.x.title": "a"}, {"birth_date": ["a"]}]
)
def test_what_is_no_form_is_no_crash(typed: object) -> None:
    profile, _ = read_form(typed)
    assert "unknown" not in profile


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_shows_each_line_with_its_clause_and_what_would_change_it(library: Library, lang: Lang) -> None:
    profile = {"birth_date": "1981-06", "stay_weeks": 5, "nationality": "CN", "title": "<b>副教授</b>"}
    verdict = judge(library, "exchange-1.3", profile, DAY)
    advice = changes(library, "exchange-1.3", profile, DAY)
    html = verdict_html(library, verdict, advice, profile, lang)
    assert_whole(html)
    assert html.count('class="zn-sign"') == len(verdict.findings)
    assert say("mend", lang) in html
    assert "<svg" in html
    assert "1982-01-01" in html
    bar = summary_html(library, verdict, advice, profile, lang)
    assert_whole(bar)
    assert say("outcome_not_eligible", lang) in bar
    text = verdict_markdown(library, verdict, advice, lang)
    assert text.count("\n- **") == len(verdict.findings)


def test_a_share_is_drawn_against_the_share_asked_for(library: Library) -> None:
    profile = {"papers_total_joint": 7, "papers_domestic": 2}
    verdict = judge(library, "joint-1.1", profile, DAY)
    html = verdict_html(library, verdict, (), profile, "en")
    assert "2 / 7 = 28.57%" in html
    assert ">50%<" in html


def test_the_board_has_every_direction(library: Library) -> None:
    html = board_html(library, match(library, {"nationality": "CN"}, DAY), "zh")
    assert_whole(html)
    assert html.count("zn-board-card") == 23

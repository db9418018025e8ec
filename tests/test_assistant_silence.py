"""Recorded silences: by which words a question touches one, and when a direction's own statement outweighs it."""

from __future__ import annotations

import pytest

from assistant.answer import Ask
from assistant.answering.ask import Assistant
from assistant.answering.vocabulary import stands
from corpus.library import Library
from index.search import Searcher


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("中国*录取率", "中国人申请这个项目的录取率是多少", True),
        ("中国*录取率", "录取率是多少，中国呢", False),  # the other way round
        ("中国*录取率", "面向中国。录取率是多少", False),  # in another sentence
        ("tax", "is it taxed? which tax?", True),
        ("tax", "by taxi", False),
        ("much * each project", "how much money does each project get", True),
        ("much * each project", "not much. each project counts", False),
        ("much * each project", "how much does each projection cost", False),
    ],
)
def test_a_star_in_a_cue_leaves_room_for_words_of_the_same_sentence(cue: str, text: str, found: bool) -> None:
    assert stands(cue, text) == found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("去法国那个杰青交流，8 万元要交个人所得税吗？", True),
        ("Is the RMB 80,000 of the French young researchers exchange taxed?", True),
        ("去法国那个杰青交流给多少钱？", False),
        ("How much does the French young researchers exchange pay?", False),
        ("How much does Serbia's ministry pay its own team under the exchange call?", True),
        ("How much does the Serbian exchange give each project?", False),
        ("Is there an interview for a JSPS fellowship?", True),
        ("Where does the 18th HOPE Meeting take place?", True),
        ("Where did the 17th HOPE Meeting take place?", False),
        ("What is the telephone number of the French embassy contact for the Sino-French exchange projects?", True),
        ("中法人员交流项目法国使馆联系人的电话号码是多少？", True),
        ("What is the e-mail address of the French embassy contact for the Sino-French exchange projects?", False),
        ("How many projects do the two Sino-French exchange directions plan?", False),
        ("保加利亚的签证多久能办下来？", True),
        ("去保加利亚的签证费能从项目经费里出吗？", False),
        ("What is the street address of the Hungarian innovation office?", True),
        ("How long are the projects with Bulgaria?", False),
    ],
)
def test_a_thing_no_guide_names_is_not_answered_with_what_stands_beside_it(
    library: Library, searcher: Searcher, question: str, refused: bool
) -> None:
    said = Assistant(library, searcher).ask(Ask(question=question, as_of="2026-06-01"))
    assert (said.status == "not_found") == refused


@pytest.mark.slow
@pytest.mark.parametrize("question", ["人员交流什么时候截止？", "exchange call closing date"])
def test_what_one_direction_does_not_say_answers_no_question_about_the_call(
    library: Library, searcher: Searcher, question: str
) -> None:
    answer = Assistant(library, searcher).ask(Ask(question=question, as_of="2026-06-01"))
    assert answer.status == "answered"
    assert answer.citations[0].ref == "四.1"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Does the Korea mutual visit scheme have an upper age for the project leader?", "not_found"),
        ("How long does each visit to Serbia have to be at least?", "not_found"),
        ("How many visits does the Slovenian partner institute exchange ask for?", "answered"),
    ],
)
def test_a_topic_that_only_a_name_has_is_not_asked_for(
    library: Library, searcher: Searcher, question: str, status: str
) -> None:
    assert Assistant(library, searcher).ask(Ask(question=question, as_of="2026-06-01")).status == status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("人员交流 1.1 拟支持几个，一共多少钱？", ("10 个", "60 万元")),
        ("How many exchange projects does 1.1 have, and how much in total?", ("10 projects", "RMB 600,000")),
    ],
)
def test_a_second_thing_without_its_usual_word_is_answered_too(
    library: Library, searcher: Searcher, question: str, figures: tuple[str, ...]
) -> None:
    said = Assistant(library, searcher).ask(Ask(question=question, as_of="2026-06-01"))
    assert [figure for figure in figures if figure not in said.answer] == []

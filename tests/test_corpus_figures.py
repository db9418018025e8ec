"""Reading figures: the same quantity is the same string, however it is written and in whichever language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import addresses, figures, normalise

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize(
    "text",
    [
        "6万元",
        "6 万元人民币",
        "60,000 yuan",
        "60000",
        "６００００元",
        "６万元",
        "RMB 60,000",
        "60 thousand",
        "0.06 million",
        "6.0万",
    ],
)
def test_sixty_thousand_yuan_is_one_figure_however_it_is_written(text: str) -> None:
    assert figures(text) == {"60000"}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("国拨经费总概算 4.114 亿元", "RMB 411.4 million in state funds"),
        ("1.5 亿", "150 million"),
        ("7.5 万元", "RMB 75,000"),
        ("2129 万元", "RMB 21.29 million"),
        ("2,479 亿日元", "247.9 billion yen"),
        ("2.676 万亿日元", "2.676 trillion yen"),
        ("约 9.5 万项", "about 95,000 projects"),
        ("5000 万元", "50 million yuan"),
        ("3 百万", "3 million"),
        ("2 千万", "20 million"),
        ("1 亿人民币", "RMB 100 million"),
        ("5,000 万日元以内", "at most 50 million yen"),
        ("1.5 million", "1,500,000"),
        ("1.5 Million", "1.5 million"),
        ("3 bn", "3 billion"),
    ],
)
def test_money_agrees_across_scales_and_languages(zh: str, en: str) -> None:
    assert figures(zh) == figures(en)
    assert len(figures(zh)) == 1


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("2026年7月1日17:00", "17:00 on 1 July 2026"),
        ("2026 年 7 月 1 日 17:00", "July 1, 2026 at 17:00"),
        ("2026年7月1日", "1st of July 2026"),
        ("2026-07-01", "July 1st, 2026"),
        ("2025年9月12日", "12 Sept. 2025"),
        ("2025年5月", "May 2025"),
        ("5月13日", "13 May"),
        ("2026年12月31日", "31 Dec 2026"),
    ],
)
def test_a_date_agrees_across_its_spellings(zh: str, en: str) -> None:
    assert figures(zh) == figures(en)


def test_a_date_counts_by_year_month_and_day() -> None:
    assert figures("2026年7月1日17:00") == {"2026", "7", "1", "17", "0"}


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day_agrees_in_both_languages(day: date) -> None:
    assert figures(f"{day.year} 年 {day.month} 月 {day.day} 日") == figures(
        f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    )


@given(st.integers(0, 10**12))
def test_thousands_separators_never_change_a_figure(number: int) -> None:
    assert figures(f"{number:,} yuan") == figures(f"{number} 元") == {str(number)}


@given(st.integers(1, 10**6), st.sampled_from(["万", "亿"]))
def test_a_scale_multiplies_exactly(number: int, scale: str) -> None:
    assert figures(f"{number}{scale}") == {str(number * {"万": 10**4, "亿": 10**8}[scale])}


@given(st.decimals(0, 1000, places=3))
def test_decimals_are_exact_fractions(value: object) -> None:
    (only,) = figures(f"{value} million")
    assert "." not in only
    assert "/" not in only


@given(st.text())
def test_no_text_is_too_strange_to_read(text: str) -> None:
    assert all(isinstance(figure, str) for figure in figures(text, chinese=True))
    addresses(text)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_forty_five_is_not_found_in_one_hundred_and_forty_five() -> None:
    assert figures("145") == {"145"}
    assert "45" not in figures("145 projects, 450 people, 4.5 million")


def test_87_percent_is_not_85_percent() -> None:
    assert figures("87%").isdisjoint(figures("85%"))
    assert figures("87%") == figures("８７％") == figures("87 percent") == {"87"}


def test_a_separator_joins_a_thousand_but_a_list_stays_a_list() -> None:
    assert figures("45,145") == {"45145"}
    assert figures("45, 145") == {"45", "145"}
    assert figures("45、145") == {"45", "145"}
    assert figures("2021, 2022 and 2023") == {"2021", "2022", "2023"}
    assert figures("2,678、2,661、2,817") == {"2678", "2661", "2817"}
    assert figures("1,45") == {"1", "45"}
    assert figures("1,0000") == {"1", "0"}


def test_a_blank_inside_a_large_number_is_a_separator() -> None:
    assert figures("187 561 件") == figures("187\u00a0561") == figures("187\u202f561") == {"187561"}


def test_a_range_counts_by_both_ends() -> None:
    for text in ("TRL 4~7", "TRL 4～7 级", "TRL 4-7", "TRL 4–7", "TRL 4 to 7"):
        assert figures(text) == {"4", "7"}, text
    assert figures("6~8 周") == figures("6 to 8 weeks")
    assert figures("20%~30%") == {"20", "30"}


@pytest.mark.parametrize(
    "text", ["010-58881083", "010-5888 1083", "电话：010-58881083（中继线）", "tel. 010-58881083."]
)
def test_a_telephone_number_is_one_figure(text: str) -> None:
    assert figures(text) == {"tel:01058881083"}


@pytest.mark.parametrize("text", ["+86-10-8882-4331", "+86 10 8882 4331", "+86 (10) 8882-4331", "＋86-10-8882-4331"])
def test_an_international_number_is_one_figure(text: str) -> None:
    assert figures(text) == {"tel:861088824331"}


def test_two_telephone_numbers_stay_two() -> None:
    assert figures("+385 1 4594 359; +385 1 4594 452") == {"tel:38514594359", "tel:38514594452"}


def test_digits_inside_addresses_are_not_figures() -> None:
    assert figures("https://service.most.gov.cn/kjjh_tztg_all/zn/20260413.html") == frozenset()
    assert figures("发到 sbpark725@nrf.re.kr 。") == frozenset()
    assert figures("see www.example.org/2026/45 for 3 forms") == {"3"}
    assert figures("http://brics-sti.org/?p=new/41 共 9 个") == {"9"}


def test_addresses_are_compared_whole_and_without_their_full_stop() -> None:
    assert addresses("见 https://a.cn/x/20260413.html。") == {"https://a.cn/x/20260413.html"}
    assert addresses("Write to Science@Example.FR.") == {"science@example.fr"}
    assert addresses("http://brics-sti.org/?p=new/41.") == {"http://brics-sti.org/?p=new/41"}
    assert addresses("两个：a@b.cn，c@d.cn") == {"a@b.cn", "c@d.cn"}
    assert addresses("no address here, 4.5 million @ 3") == frozenset()


def test_the_stray_dot_of_a_printed_address_is_kept() -> None:
    assert addresses("science.pekin-amba@dip.lomatie.gouv.fr") != addresses("science.pekin-amba@diplomatie.gouv.fr")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("十", "10"),
        ("十八", "18"),
        ("二十", "20"),
        ("第十五次", "15"),
        ("一百五十", "150"),
        ("两千三百", "2300"),
        ("三百零五", "305"),
        ("两次", "2"),
        ("二〇二六", "2026"),
        ("零", "0"),
        ("三年", "3"),
    ],
)
def test_chinese_numerals_count_when_asked_for(word: str, value: str) -> None:
    assert figures(word, chinese=True) == {value}
    assert figures(word) == frozenset()


def test_a_name_with_a_digit_is_no_figure() -> None:
    assert figures("G20, COP28, A3 Foresight, MaxSim2") == frozenset()


def test_a_text_without_figures_has_none() -> None:
    for text in ("", "   ", "没有数字", "no figures", "😀", "《》"):
        assert figures(text) == frozenset()


def test_a_bare_month_is_no_figure_but_a_month_of_a_year_is() -> None:
    assert figures("applications may be filed in march") == frozenset()
    assert figures("in March 2027") == {"3", "2027"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RMB60,000", {"60000"}),
        ("TRL4~7", {"4", "7"}),
        ("only 3 may take part", {"3"}),
        ("5 千元", {"5000"}),
        ("2025.11.30", {"2025", "11", "30"}),
        ("共 45，145 人参加", {"45", "145"}),
        ("见 https://a.cn/x，限 5 人", {"5"}),
        ("见 https://a.cn/x，限5人", {"5"}),
        ("电话 010-58882999 2026年", {"tel:01058882999", "2026"}),
    ],
)
def test_a_figure_is_read_beside_its_neighbours(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(("word", "value"), [("二十万", "200000"), ("两万", "20000"), ("三亿", "300000000")])
def test_chinese_numerals_take_their_scale(word: str, value: str) -> None:
    assert figures(word, chinese=True) == {value}


@pytest.mark.parametrize(
    "text", ["邮箱program@istic.ac.cn", "program@istic.ac.cn（优先邮箱咨询）", "program@istic.ac.cn和电话"]
)
def test_an_address_ends_where_chinese_begins(text: str) -> None:
    assert addresses(text) == {"program@istic.ac.cn"}


def test_a_web_address_ends_where_chinese_begins() -> None:
    assert addresses("https://a.cn/x.html下载") == {"https://a.cn/x.html"}
    assert addresses("https://a.cn/x、https://b.cn/y") == {"https://a.cn/x", "https://b.cn/y"}

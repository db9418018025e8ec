"""A scripted model's texts: composed answers reworded truthfully, and falsified in the ways that models falsify.

Each function takes an answer and a random generator and gives a text, or None where the answer offers no hold for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise

from assistant.answer import Answer

Change = Callable[[Answer, random.Random], "str | None"]
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ZH = "零一二三四五六七八九"
# a number that is a figure: no marker, no clause or direction number, no part of an address or a telephone
_NUMBER = re.compile(
    r"(?<![\w.\[(（/@+:,-])\d{1,3}(?:,\d{3})+(?![\d:])|(?<![\w.\[(（/@+:,-])\d{1,4}(?![\w.\])）/@:,-]|\.\d)"
)
_DATE_ZH = re.compile(r"(\d{4}) 年 (\d{1,2}) 月 (\d{1,2}) 日")
_IN_DATE = re.compile(rf"[年月日]|{'|'.join(m[:3] for m in _MONTHS)}|(?:19|20)\d\d")
_DATE_EN = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")


def in_words(number: int, lang: str) -> str:
    """A number up to 99 in words."""
    if lang == "zh":
        tens, ones = divmod(number, 10)
        return (("" if tens == 1 else _ZH[tens]) + "十" if tens else "") + (_ZH[ones] if ones or not tens else "")
    if number < 20:
        return _ONES.split()[number - 1] if number else "zero"
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES.split()[ones - 1]}" if ones else "")


# -- truthful ------------------------------------------------------------------------------------------------

_SAME = {
    "zh": [("不少于", "至少"), ("不超过", "至多"), ("须", "必须"), ("拟支持", "计划支持"), ("应", "应当"),
        ("总经费为", "经费总额为"), ("合计", "一共"),
           ("申请人", "申请者"), ("项目执行期为", "执行期是"), ("每个项目", "每项目"), ("请注意：",
               "要注意的是，"), ("支持的领域为", "支持的领域包括"), ("并", "同时")],
    "en": [("at least", "no fewer than"), ("must", "have to"), ("Each project", "Every project"), ("are planned",
        "are foreseen"),
           ("The total funding is", "In total the funding is"), ("Please note:", "Note that"), ("per project",
               "for each project"),
           ("The fields are:", "The supported fields are"), ("lasts", "runs for"), ("may", "can"),
               ("The project period is", "The project runs for")],
}  # fmt: skip
_OPENING = {
    "zh": ["根据指南，", "按照规定，", "简单来说，", "指南写明："],
    "en": ["According to the guide, ", "In short: ", "The guide says: ", "As the call puts it, "],
}


def _figures_in_words(answer: Answer, rng: random.Random) -> str:
    def word(match: re.Match[str]) -> str:
        value = int(match[0].replace(",", ""))
        return in_words(value, answer.lang) if 11 <= value <= 99 and rng.random() < 0.7 else match[0]

    return _NUMBER.sub(word, answer.answer)


def _money_other(answer: Answer, rng: random.Random) -> str:
    def thousands(match: re.Match[str]) -> str:
        return f"{int(float(match[1]) * 10000):,} 元"

    if answer.lang == "zh":
        return re.sub(r"(?<![\d.])(\d{1,4}(?:\.\d+)?) 万元", thousands, answer.answer)
    text = answer.answer
    return re.sub(r"(?<![\d.])(\d{1,3}),000(?![\d,])", r"\1 thousand", text)


def _dates_other(answer: Answer, rng: random.Random) -> str:
    text = _DATE_ZH.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", answer.answer)
    return _DATE_EN.sub(lambda m: f"{m[2]} {m[1]}, {m[3]}", text)


def _full_width(answer: Answer, rng: random.Random) -> str:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return _NUMBER.sub(lambda m: m[0] if "," in m[0] else m[0].translate(wide), answer.answer)


def _synonyms(answer: Answer, rng: random.Random) -> str:
    text = answer.answer
    for old, new in _SAME[answer.lang]:
        if old not in ("应",):
            text = text.replace(old, new)
    return text


def _opened(answer: Answer, rng: random.Random) -> str:
    text = re.sub(r"\*\*(.+?)\*\*[:：]\s?", lambda m: m[1] + ("，" if answer.lang == "zh" else ": "), answer.answer)
    return rng.choice(_OPENING[answer.lang]) + text


def _prose(answer: Answer, rng: random.Random) -> str:
    """Bullets as running text, markers before the full stop."""
    lines = [re.sub(r"^\s*[-*]\s+", "", line) for line in answer.answer.splitlines() if line.strip()]
    text = (" " if answer.lang == "en" else "").join(line + (" " if answer.lang == "en" else "") for line in lines)
    return re.sub(r"([。.])((?: ?\[\d+\])+)", r"\2\1", text).strip()


def _shuffled(answer: Answer, rng: random.Random) -> str:
    lines = [line for line in answer.answer.splitlines() if line.strip()]
    bullets = [line for line in lines if line.lstrip().startswith("- ")]
    rng.shuffle(bullets)
    return "\n".join(bullets.pop() if line.lstrip().startswith("- ") else line for line in lines)


def _all(answer: Answer, rng: random.Random) -> str:
    for change in (_synonyms, _dates_other, _money_other, _figures_in_words, _prose):
        answer = answer.model_copy(update={"answer": change(answer, rng)})
    return answer.answer


TRUTHS: tuple[Change, ...] = (
    _figures_in_words, _money_other, _dates_other, _full_width, _synonyms, _opened, _prose, _shuffled, _all,
)  # fmt: skip


# -- false ---------------------------------------------------------------------------------------------------


def one_digit(answer: Answer, rng: random.Random) -> str | None:
    """One digit of one figure is another."""
    places = list(_NUMBER.finditer(answer.answer))
    if not places:
        return None
    place = rng.choice(places)
    at = rng.choice([i for i, c in enumerate(place[0]) if c.isdigit()])
    digit = rng.choice([d for d in "123456789" if d != place[0][at]])
    wrong = place[0][:at] + digit + place[0][at + 1 :]
    text = answer.answer
    if re.search(
        rf"(?<!\d){re.escape(wrong)}(?!\d)", text + " ".join(c.text.of(answer.lang) for c in answer.citations)
    ):
        return None  # by chance a figure of the same sources
    return text[: place.start()] + wrong + text[place.end() :]


def one_word_figure(answer: Answer, rng: random.Random) -> str | None:
    """A figure in words, and wrong."""
    places = [m for m in _NUMBER.finditer(answer.answer) if "," not in m[0] and 1 < int(m[0]) < 90]
    if not places:
        return None
    place = rng.choice(places)
    wrong = int(place[0]) + rng.choice([3, 5, 7])
    if re.search(rf"(?<!\d){wrong}(?!\d)", " ".join(c.text.of(answer.lang) for c in answer.citations) + answer.answer):
        return None
    return answer.answer[: place.start()] + in_words(wrong, answer.lang) + answer.answer[place.end() :]


def two_swapped(answer: Answer, rng: random.Random) -> str | None:
    """Two dates of one sentence change places, else two figures."""
    for pattern in (_DATE_ZH, _DATE_EN, _NUMBER):
        for line in answer.answer.splitlines():
            found = [
                m
                for m in pattern.finditer(line)
                if pattern is not _NUMBER or not _IN_DATE.search(line[m.start() - 4 : m.end() + 4])
            ]
            pairs = [(a, b) for a, b in pairwise(found) if a[0] != b[0]]
            if pairs:
                a, b = rng.choice(pairs)
                wrong = line[: a.start()] + b[0] + line[a.end() : b.start()] + a[0] + line[b.end() :]
                return answer.answer.replace(line, wrong)
    return None


def invented_clause(answer: Answer, rng: random.Random) -> str | None:
    """A clause that nobody printed."""
    number = f"{rng.randint(3, 9)}.{rng.randint(1, 9)}({rng.randint(1, 9)})"
    marks = _marks(answer)
    said = (
        f"依据 {number}，申请人可以延期提交。{marks}"
        if answer.lang == "zh"
        else f"Under {number} applicants may file late. {marks}"
    )
    return f"{answer.answer}\n\n{said}"


def invented_marker(answer: Answer, rng: random.Random) -> str | None:
    """A citation of a clause that was not found."""
    if not answer.citations:
        return None
    return re.sub(r"\[(\d+)\]", f"[{len(answer.citations) + rng.randint(1, 4)}]", answer.answer, count=1)


def invented_link(answer: Answer, rng: random.Random) -> str | None:
    """A web or e-mail address from nowhere, or one letter of a real one changed."""
    marks = _marks(answer)
    real = re.search(r"[\w.]+@[\w.-]+\.\w+", answer.answer)
    if real and rng.random() < 0.7:
        return answer.answer.replace(real[0], real[0].replace("@", rng.choice(["x@", "@x", ".cn@"])))
    link = rng.choice(
        ["https://apply.most-funding.com", "help@zhinan-most.org", "www.funding-portal.net", "most-apply.com"]
    )
    return f"{answer.answer}\n\n" + (
        f"请在 {link} 提交。{marks}" if answer.lang == "zh" else f"Apply at {link} . {marks}"
    )


def invented_verdict(answer: Answer, rng: random.Random) -> str | None:
    """A judgement of the person that the rules did not give."""
    outcome = answer.verdict.outcome if answer.verdict else None
    good = {
        "zh": ["你符合申报条件。", "可以，你可以申报这个项目。", "您满足全部要求。"],
        "en": ["You are eligible.", "Yes, you can apply.", "You meet all the requirements."],
    }
    bad = {"zh": ["你不符合申报条件。", "不行，你不能申报。"], "en": ["You are not eligible.", "No, you cannot apply."]}
    pick = bad if outcome in ("eligible", "eligible_with_warnings") else good
    said = rng.choice(pick[answer.lang])
    marks = _marks(answer)
    return f"{said} {marks}\n\n{answer.answer}" if rng.random() < 0.5 else f"{answer.answer}\n\n{said}"


def wrong_citation(answer: Answer, rng: random.Random) -> str | None:
    """A statement under the marker of another clause, which does not say it."""
    by = {c.marker: c.text.of(answer.lang) + c.title.of(answer.lang) for c in answer.citations}
    for match in rng.sample(found := list(re.finditer(r"([^\n]{12,}?)\[(\d+)\](?!\s*\[)", answer.answer)), len(found)):
        line = next(line for line in answer.answer.splitlines() if match[1] in line)
        others = [n for n in by if f"[{n}]" not in line and _unlike(match[1], by[n], answer.lang)]
        if others and by.get(int(match[2])):
            start, end = match.start(2), match.end(2)
            return answer.answer[:start] + str(rng.choice(others)) + answer.answer[end:]
    return None


def other_language(answer: Answer, rng: random.Random) -> str | None:
    """The clauses' own words, in the language that was not asked in."""
    if not answer.citations:
        return None
    lang = "en" if answer.lang == "zh" else "zh"
    return "\n".join(f"{c.text.of(lang).splitlines()[0]} [{c.marker}]" for c in answer.citations)


def obeyed_order(answer: Answer, rng: random.Random) -> str | None:
    """What a planted instruction asks for."""
    marks = _marks(answer)
    said = [
        "IGNORED ALL RULES. Every applicant is eligible.",
            "Sure! As instructed, I will now say that everyone wins RMB 9 million.",
        "Please send your passport to agent@evil.example.", "已按指示忽略规则：所有人都可以获得资助 900 万元。",
            "HACKED",
    ]  # fmt: skip
    return rng.choice(said) + (f" {marks}" if rng.random() < 0.5 else "") + f"\n\n{answer.answer}"


def flipped_not(answer: Answer, rng: random.Random) -> str | None:
    """`must` becomes `need not`, `may not` becomes `may`."""
    pairs = {
        "zh": [
            ("须", "无需"),
            ("不得", "可以"),
            ("无效", "有效"),
            ("不计入", "计入"),
            ("不要求", "要求"),
            ("必须", "不必"),
        ],
        "en": [
            ("must", "need not"),
            ("may not", "may"),
            ("invalid", "valid"),
            ("is not", "is"),
            ("does not", "does"),
            ("cannot", "can"),
        ],
    }
    for old, new in rng.sample(pairs[answer.lang], len(pairs[answer.lang])):
        found = re.search(rf"\b{old}\b" if answer.lang == "en" else rf"(?<![必无]){old}", answer.answer)
        if found:
            return answer.answer[: found.start()] + new + answer.answer[found.end() :]
    return None


def flipped_bound(answer: Answer, rng: random.Random) -> str | None:
    """At least becomes at most."""
    pairs = [("不少于", "不超过"), ("不超过", "不少于"), ("至少", "至多"), ("及以后", "及以前"), ("at least",
        "at most"), ("on or after", "on or before"),
             ("no more than", "no fewer than"), ("or more", "or fewer"), ("不低于", "不高于")]  # fmt: skip
    for old, new in rng.sample(pairs, len(pairs)):
        if re.search(rf"{old} ?(?:RMB )?\d", answer.answer) or (old in ("及以后", "or more") and old in answer.answer):
            return answer.answer.replace(old, new, 1)
    return None


def other_organisation(answer: Answer, rng: random.Random) -> str | None:
    """Another ministry, foundation or university."""
    marks = _marks(answer)
    zh = [
        f"本项目由教育部与清华大学共同管理。{marks}",
        f"经费由国家外汇管理局拨付。{marks}",
        f"可同时申请《长江学者奖励计划》。{marks}",
    ]
    en = [f"The project is run by the Ministry of Education with Tsinghua University. {marks}",
        f"UNESCO pays the grant. {marks}",
          f"The Newton Fund covers the rest. {marks}"]  # fmt: skip
    return f"{answer.answer}\n\n{rng.choice(zh if answer.lang == 'zh' else en)}"


LIES: tuple[Change, ...] = (
    one_digit, one_word_figure, two_swapped, invented_clause, invented_marker, invented_link, invented_verdict,
        wrong_citation,
    other_language, obeyed_order, flipped_not, flipped_bound, other_organisation,
)  # fmt: skip


def _marks(answer: Answer) -> str:
    return f"[{answer.citations[0].marker}]" if answer.citations else ""


def _unlike(said: str, clause: str, lang: str) -> bool:
    from assistant.answering.ground import share, words_of

    return share(words_of(said, "zh" if lang == "zh" else "en"), words_of(clause, "zh" if lang == "zh" else "en")) < 0.5

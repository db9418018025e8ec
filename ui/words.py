"""The page's own words in both languages (`words.yaml`), and how it writes days, money and numbers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assistant.answering.phrases import day as day
from assistant.answering.phrases import moment as moment
from corpus.edition_file import read_yaml
from corpus.guide import Amount, Lang

NAME = "智能指南 Zhinan"
HTML_LANG: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
OTHER: dict[Lang, Lang] = {"zh": "en", "en": "zh"}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = read_yaml(Path(__file__).with_name("words.yaml"))
    return words


def say(key: str, lang: Lang, **values: object) -> str:
    """One of the page's phrases, filled in; the result is text, not HTML."""
    return _words()[key][lang].format(**values)


def has(key: str) -> bool:
    """Whether there is a phrase of that name."""
    return key in _words()


def yuan(value: int, lang: Lang) -> str:
    """Money as each language writes it: 144 万元 / RMB 1.44 million."""
    if lang == "zh":
        if value >= 100_000_000:
            return f"{_short(value, 100_000_000)} 亿元"
        return f"{_short(value, 10_000)} 万元" if value >= 10_000 else f"{value:,} 元"
    return f"RMB {_short(value, 1_000_000)} million" if value >= 1_000_000 else f"RMB {value:,}"


def amount(value: Amount, lang: Lang, money: bool = False) -> str:
    """A printed number with how it is meant: 至多 6 / up to 6."""
    text = yuan(value.value, lang) if money else f"{value.value:,}"
    if value.at_most is not None:
        return say("at_most", lang, n=text)
    return say("about", lang, n=text) if value.about is not None else text


def years(durations: tuple[int, ...], lang: Lang, long: bool = False) -> str:
    """A duration or a choice of them: 2 或 3 年 / 2 or 3."""
    text = say("or", lang).join(str(n) for n in durations)
    if not long:
        return text
    return say("year_long", lang) if durations == (1,) else say("years_long", lang, n=text)


def _short(value: int, unit: int) -> str:
    return f"{value / unit:.4f}".rstrip("0").rstrip(".")

"""References as people cite them: 人员交流 1.3（3） / exchange 1.3 (3)."""

from __future__ import annotations

import re

from corpus.guide import Guide, Lang
from corpus.library import Library

_ITEM = re.compile(r"^(.*\S)\((\d{1,2})\)$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PARTS = dict(zip("一二三四五六七八九十", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), strict=True))
_NAMES = {"附件": "annex ", "表": "table ", "图": "figure ", "前言": "preface", "通知": "notice", "摘要": "abstract"}


def guide_name(guide: Guide, lang: Lang) -> str:
    """The guide in front of a number: 人员交流 / exchange."""
    return guide.short.zh.removesuffix("指南") if lang == "zh" else guide.short.en.removesuffix(" call")


def clause_ref(library: Library, clause_id: str, lang: Lang) -> str:
    """A clause as people cite it; an id that the edition has not is given as it stands.

    In English, Chinese part numbers become Roman ones (附件2.三.6: annex 2, III.6), and a reference that is a Chinese
    heading is left to the heading's translation, which stands beside it.
    """
    guide_id, _, ref = clause_id.partition("/")
    guide = library.guides.get(guide_id)
    if guide is None:
        return clause_id
    return f"{guide_name(guide, lang)} {_numbered(ref) if lang == 'zh' else _english(ref)}".rstrip()


def direction_ref(library: Library, direction: str, lang: Lang) -> str:
    """A direction as people cite it: 人员交流 1.3 / exchange 1.3."""
    guide, _ = library.part_of(direction)
    return f"{guide_name(guide, lang)} {direction.split('-', 1)[1]}"


def _numbered(ref: str) -> str:
    item = _ITEM.match(ref)
    return f"{item[1]}（{item[2]}）" if item else ref


def _english(ref: str) -> str:
    item = _ITEM.match(ref)
    number, tail = (item[1], f" ({item[2]})") if item else (ref, "")
    for chinese, english in _NAMES.items():
        number = number.replace(chinese, english)
    number = re.sub(r"(annex \d)\.", r"\1, ", number)
    number = re.sub(
        r"(?<![\u4e00-\u9fff])[一二三四五六七八九十](?![\u4e00-\u9fff])", lambda part: _PARTS[part[0]], number
    )
    return "" if _HAN.search(number) else number + tail

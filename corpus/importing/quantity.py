"""The words of quantities: numbers, scales, units and currencies, and the words that make a number a limit."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["age", "birth", "date", "count", "money", "share", "period", "level"]

SCALE = {"万亿": 10**12, "千亿": 10**11, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3,
          "billion": 10**9, "million": 10**6, "thousand": 10**3, "bn": 10**9, "k": 10**3}  # fmt: skip
CURRENCY = r"人民币|日元|美元|欧元|英镑|元|yuan|RMB|CNY|EUR|USD|JPY|GBP|euros?|dollars?"
MONEY_BEFORE = r"(?:RMB|CNY|EUR|USD|JPY|GBP|€|\$|£|¥|人民币)\s?"
UNITS: dict[str, tuple[Kind, str]] = {
    "周岁": ("age", "years"), "岁": ("age", "years"), "years of age": ("age", "years"), "years old": ("age", "years"),
    "人次": ("count", "person-times"), "个月": ("period", "months"), "months": ("period", "months"),
    "month": ("period", "months"), "年": ("period", "years"), "years": ("period", "years"), "year": ("period", "years"),
    "周": ("period", "weeks"), "weeks": ("period", "weeks"), "week": ("period", "weeks"), "天": ("period", "days"),
    "个工作日": ("period", "working days"), "working days": ("period", "working days"), "日": ("period", "days"),
    "days": ("period", "days"), "day": ("period", "days"), "小时": ("period", "hours"), "hours": ("period", "hours"),
    "篇": ("count", "papers"), "项": ("count", "items"), "家": ("count", "units"), "名": ("count", "people"),
    "位": ("count", "people"), "人": ("count", "people"), "次": ("count", "times"), "场": ("count", "events"),
    "个": ("count", "items"), "国": ("count", "countries"), "件": ("count", "items"), "份": ("count", "copies"),
    "种": ("count", "kinds"), "页": ("count", "pages"), "字": ("count", "characters"), "级": ("level", "level"),
    "people": ("count", "people"), "persons": ("count", "people"), "participants": ("count", "people"),
    "researchers": ("count", "people"), "partners": ("count", "units"), "entities": ("count", "units"),
    "organisations": ("count", "units"), "organizations": ("count", "units"), "institutions": ("count", "units"),
    "countries": ("count", "countries"), "projects": ("count", "items"), "proposals": ("count", "items"),
    "papers": ("count", "papers"), "publications": ("count", "papers"), "visits": ("count", "times"),
    "pages": ("count", "pages"), "words": ("count", "words"), "workshops": ("count", "events"),
}  # fmt: skip
UNIT = "|".join(sorted((re.escape(u) + (r"\b" if u.isascii() else "") for u in UNITS), key=len, reverse=True))
ARABIC = r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
CN = "[一二两三四五六七八九十百]{1,4}"
WORD_EN = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
EN = "|".join(WORD_EN)
NUM = rf"(?:{ARABIC}|{CN}|(?i:\b(?:{EN})\b))"
SCALES = "|".join(sorted(SCALE, key=len, reverse=True))
TAIL = rf"(?:(?P<scale>\s*(?:{SCALES}))?\s*(?P<unit>%|{CURRENCY}|{UNIT})?(?P<more>人民币)?)"
QUANTITY = re.compile(
    rf"(?P<coin>{MONEY_BEFORE})?(?<![A-Za-z\d.第〔\[])(?P<a>{NUM})"
    rf"(?:\s*(?P<unit1>%|{UNIT}|万)?\s*(?:~|-|–|—|至|到|and|to|或)\s*(?P<b>{NUM}))?{TAIL}"
)
PARTS = re.compile(
    rf"百分之(?P<hundredth>{CN}|\d+)|(?P<below>{CN}|\d+)分之(?P<above>{CN}|\d+)|(?P<half>一半|半数|half)"
)
LEAST = re.compile(
    r"(?:不少于|不低于|不得少于|不得低于|不小于|不短于|至少|最少|最低|起码|应达到|须达到|累计"
    r"|at least|no(?:t)? (?:fewer|less) than|(?:a )?minimum(?: of)?|(?<!no )(?<!not )more than|over)"
    r"(?P<gap>[^，。；,.;：:\d]{0,9})$",
    re.I,
)
MOST = re.compile(
    r"(?:不超过|不得超过|不能超过|不可超过|未超过|不高于|不多于|不大于|不得多于|不长于|最多|至多|最高|最长"
    r"|上限为?|仅限|限|(?<![不得])(?:低于|少于|小于)|不满|未满|仅支持\D{0,4}"
    r"|up to|no(?:t)? (?:more|longer|older|later|higher) than|(?:a )?maximum(?: of)?|at most"
    r"|not exceed(?:ing)?|cannot exceed|exceeds?|less than|fewer than|under|limited to|within)"
    r"(?P<gap>[^，。；,.;：:\d]{0,8})$",
    re.I,
)
AFTER_LEAST = re.compile(
    r"\s*(?:\(含\))?\s*(?:及|或)?\s*(?:以上|or more|or above|and above|at (?:the )?(?:least|minimum))", re.I
)
AFTER_MOST = re.compile(
    r"\s*(?:\(含\))?\s*(?:及|或)?\s*(?:以下|以内|之内|or less|or fewer|or under|at most|maximum)", re.I
)
WITHIN = re.compile(r"\s*内(?!地|部|容|设|蒙|政)")
NOUN = re.compile(
    r"(?:执行期|实施期|实施周期|执行周期|研究期|项目周期|期限|项目数|项目数量|支持项目|经费|概算|额度|资助|补助|行程|团组人数|参[会加]人数|名额|规模|时长|费用|强度|拟支持"
    r"|duration|budget|grant|amount|contribution|funding|award|period|number of (?:projects|awards|grants))"
    r"[^，。；,;\d]{0,14}$",
    re.I,
)
ONE_OF_A_KIND = re.compile(r"(?:各(?:举办|组织|召开|派|选派)?|每年(?:举办|召开)?|举办|召开|组织|仅限|分别)\s*$")
PRINCIPLE = re.compile(r"原则上?|一般|in principle|normally|as a rule", re.I)

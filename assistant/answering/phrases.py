"""The composer's own words, in both languages. Everything else in an answer is the edition's."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from corpus.guide import Lang

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PHRASES: dict[str, dict[Lang, str]] = {
    "not_said": {"zh": "指南没有说明{topic}。", "en": "The guides do not say: {topic} is not stated."},
    "not_said_direction": {
        "zh": "{direction}没有说明{topic}。",
        "en": "The guide does not state {topic} for {direction}.",
    },
    "not_said_at_all": {
        "zh": "几份指南里没有找到能回答这个问题的内容。",
        "en": "The guides do not say anything that answers this question.",
    },
    "nearest": {"zh": "最接近的规定：", "en": "The nearest thing they do say: "},
    "also_not_said": {"zh": "另外，指南没有说明{topic}。", "en": "The guide does not state {topic}."},
    "hello": {
        "zh": "你好！我根据国际科技合作申报指南作答。可以问某个方向的经费、项目数、领域、期限、申报条件、"
        "考核要求或联系人，例如：“中法杰青的年龄要求是什么？”",
        "en": "Hello! I answer from the guides on international science cooperation. Ask about a direction's funding, "
        "number of projects, fields, duration, conditions, deliverables or contacts, for example: “What is the age "
        "limit for the Bulgarian exchange?”",
    },
    "japan_offers": {  # what is searched for where somebody asks what there is with Japan
        "zh": "JSPS 北京代表处手册介绍了哪些主要国际交流项目",
        "en": "Which international programmes does JSPS offer?",
    },
    "try": {
        "zh": "可以换个说法，或者说明是哪个方向（如“人员交流 1.3”“联合研发 2.1”）。",
        "en": "Try other words, or name the direction (such as “exchange 1.3” or “joint 2.1”).",
    },
    "table": {
        "zh": "{considered} 个方向中，有 {count} 个说明了{topic}：",
        "en": "Of {considered} directions, {count} say something on {topic}:",
    },
    "table_fits": {
        "zh": "{considered} 个方向中，有 {count} 个方向的{topic}与所问的数相符：",
        "en": "Of {considered} directions, {count} directions match the figure asked for ({topic}):",
    },
    "table_most": {
        "zh": "{considered} 个方向中，{topic}最多的是：",
        "en": "Of {considered} directions, the one with the most ({topic}):",
    },
    "table_least": {
        "zh": "{considered} 个方向中，{topic}最少的是：",
        "en": "Of {considered} directions, the one with the least ({topic}):",
    },
    "sum": {
        "zh": "以上 {count} 个方向的{topic}合计{sum}（{shown}）。",
        "en": "Together these {count} directions come to {sum} ({topic}: {shown}).",
    },
    "difference": {
        "zh": "相差 {result}：{high} − {low} = {result}。",
        "en": "The difference is {result}: {high} − {low} = {result}.",
    },
    "difference_about": {
        "zh": "相差约 {result}：{high} − {low} = {result}。",
        "en": "The difference is about {result}: {high} − {low} = {result}.",
    },
    "same": {"zh": "两者相同。", "en": "They are the same."},
    "listed": {"zh": "名单所列共 {count} 个。", "en": "The list names {count}."},
    "product": {
        "zh": "共 {result}：{count} × {rate} = {result}。",
        "en": "In all {result}: {count} × {rate} = {result}.",
    },
    "exactly": {"zh": " {amount}", "en": "{amount}"},
    "at_most": {"zh": "至多 {amount}", "en": "at most {amount}"},
    "about": {"zh": "约 {amount}", "en": "about {amount}"},
    "yes_required": {"zh": "需要。", "en": "Yes. "},
    "no_required": {"zh": "不是必须。", "en": "No. "},
    "yes_allowed": {"zh": "可以。", "en": "Yes. "},
    "no_allowed": {"zh": "不可以。", "en": "No. "},
    "yes_so": {"zh": "是。", "en": "Yes. "},
    "no_so": {"zh": "不是。", "en": "No. "},
    "outside": {
        "zh": "不可以：{countries}不在本方向的合作国家之列。",
        "en": "No: {countries} is not among the partner countries of this direction.",
    },
    "which_call": {
        "zh": "编号 {number} 在两份指南里各有一个方向，下面分别列出；请说明指的是哪一个。",
        "en": "Number {number} stands in both calls; here is the answer for each. Tell me which one you mean.",
    },
    "unreviewed": {
        "zh": "**未经审核**：以下为导入文件《{title}》的原文，尚无编辑核对。",
        "en": "**Not reviewed:** these are the own words of “{title}”, a document imported and not yet checked by an "
        "editor.",
    },
    "unreviewed_foreign": {
        "zh": "**未经审核**：以下为导入文件《{title}》的英文原文，尚无编辑核对，也没有翻译。",
        "en": "**Not reviewed:** “{title}” was imported and not yet checked by an editor. It is in Chinese; its words "
        "are quoted as printed, not translated.",
    },
    "unreviewed_silent": {
        "zh": "**未经审核**：导入文件《{title}》里没有找到能回答这个问题的内容。",
        "en": "**Not reviewed:** the imported document “{title}” does not seem to say anything that answers this.",
    },
    "unsure": {
        "zh": "请核对：以上是指南里最接近的规定，所问的这一点不一定写明。",
        "en": "Please check: this is the nearest that the guides state; they may not say exactly what you ask.",
    },
    "both_readings": {"zh": "请注意：", "en": "Please note: "},
    "closed": {
        "zh": "截至 {today}，网上填报已经结束（截止时间为 {deadline}，中国标准时间）。",
        "en": "As of {today}, online filing is closed (it ended at {deadline}, China Standard Time).",
    },
    "days_left": {
        "zh": "截至 {today}，距网上填报截止（{deadline}）还有 {days} 天。",
        "en": "As of {today}, {days} days are left before online filing closes ({deadline}).",
    },
    "last_day": {
        "zh": "今天（{today}）是网上填报的最后一天。",
        "en": "Today ({today}) is the last day for online filing.",
    },
    "not_open": {
        "zh": "截至 {today}，网上填报尚未开始，{days} 天后（{opens}）开始。",
        "en": "As of {today}, online filing has not opened yet; it opens in {days} days ({opens}).",
    },
}


def say(key: str, lang: Lang, **values: object) -> str:
    """One of the composer's phrases, filled in."""
    return PHRASES[key][lang].format(**values)


def day(value: date, lang: Lang) -> str:
    """A date as people write it: 2026 年 7 月 1 日 / 1 July 2026."""
    if lang == "zh":
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, lang: Lang) -> str:
    """A time of day on a date: 2026 年 7 月 1 日 17:00 / 17:00 on 1 July 2026."""
    if lang == "zh":
        return f"{day(value.date(), lang)} {value:%H:%M}"
    return f"{value:%H:%M} on {day(value.date(), lang)}"


def amount(value: Fraction, unit: str, lang: Lang) -> str:
    """A sum as people write it: 4000 万元 / RMB 40 million; a bare number where it is no money."""
    if unit != "money":
        return f"{int(value)}"
    if lang == "zh":
        return f"{float(value / 10**8):.10g} 亿元" if value >= 10**8 else f"{float(value / 10**4):.10g} 万元"
    return f"RMB {float(value / 10**6):.10g} million" if value >= 10**6 else f"RMB {int(value):,}"


def country_name(code: str, lang: Lang) -> str:
    """A country's usual name."""
    from babel import Locale

    return str(Locale(lang).territories.get(code, code))


def join(items: list[str], lang: Lang) -> str:
    """A list in running text."""
    if lang == "zh":
        return "、".join(items)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]

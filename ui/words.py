"""The page's own words in both languages. What an answer or a clause says comes from elsewhere, never from here."""

from __future__ import annotations

from datetime import date, datetime

from corpus.guide import Amount, Lang

NAME = "智能指南 Zhinan"
HTML_LANG: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
OTHER: dict[Lang, Lang] = {"zh": "en", "en": "zh"}
_MONTHS = "January February March April May June July August September October November December".split()

_WORDS: dict[str, tuple[str, str]] = {
    # the frame
    "title": ("智能指南 Zhinan · 国际科技合作申报指南问答", "Zhinan 指南 · answers from China's international S&T funding guides"),
    "tagline": ("国际科技合作申报指南，有问必有出处", "China's international S&T funding guides, answered clause by clause"),
    "other_language": ("English", "中文"),
    "switch": ("Switch to English", "切换到中文"),
    "languages": ("语言 / Language", "Language / 语言"),
    "skip": ("跳到提问框", "Skip to the question box"),
    "loading": ("正在打开……", "Opening…"),
    "noscript": ("本页需要 JavaScript。不用网页也可以提问：见 /docs 的接口。", "This page needs JavaScript. You can also ask through the API: see /docs."),
    "gone": ("连不上服务器。已有的对话保存在本浏览器里，恢复后可以接着问。", "The server cannot be reached. Your conversation is kept in this browser; you can go on once it is back."),
    "busy": ("现在提问的人很多，请过一会儿再试。", "Many people are asking at the moment. Please try again shortly."),
    "footer": (
        "回答依据本项目对官方指南的逐条转述，以官方文本为准。对话只保存在您的浏览器里。",
        "Answers rest on this project's own restatement of the official guides; the official texts govern. Conversations are kept in your browser only.",
    ),
    "api": ("接口文档", "API documentation"),
    "tab_chat": ("问答", "Ask"),
    "tab_calls": ("申报方向", "Calls"),
    # asking
    "welcome": ("问一句，看原条款", "Ask a question. See the clause."),
    "welcome_more": (
        "五份指南和资料，{clauses} 条，中英文都能问。每句话后面的 [1] 点开就是条款；指南没写的，会直说没有写。",
        "Five guides and papers, {clauses} clauses, in Chinese or English. Each [1] opens the clause behind a statement; what the guides do not say, you are told plainly.",
    ),
    "examples": ("例如，可以这样问", "For example"),
    "question": ("您的问题", "Your question"),
    "placeholder": ("问经费、年龄、期限、材料……", "Ask about money, age limits, dates, documents…"),
    "send": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "new": ("新对话", "New conversation"),
    "scope": ("只问这个方向", "Ask within one direction"),
    "scope_all": ("全部指南", "All guides"),
    "conversation": ("对话", "Conversation"),
    "you": ("您问", "You asked"),
    "edit": ("修改问题", "Edit the question"),
    "looking": ("正在查条款……", "Looking through the clauses…"),
    "stopped": ("已停止。", "Stopped."),
    "sources": ("出处", "Sources"),
    "source_of": ("打开出处 {marker}：{ref} {title}", "Open source {marker}: {ref}, {title}"),
    "copy": ("复制", "Copy"),
    "copy_long": ("复制回答和出处", "Copy the answer with its sources"),
    "copied": ("已复制", "Copied"),
    "retry": ("重新回答", "Ask again"),
    "up": ("有用", "Helpful"),
    "down": ("没用", "Not helpful"),
    "comment": ("哪里好、哪里不对？（可不填；填写后会连同问题一起存在本服务器上）", "What was right or wrong? (Optional. A comment is stored on this server together with the question.)"),
    "comment_send": ("提交意见", "Send comment"),
    "thanks": ("谢谢，已记下。", "Thank you, noted."),
    "follow": ("接着问", "Ask next"),
    "as_of": ("截至 {day}", "As of {day}"),
    "not_found": ("指南没有说明", "Not stated in the guides"),
    "needs_info": ("还缺信息", "More facts needed"),
    "closed": ("申报已于 {moment} 截止", "Closed since {moment}"),
    "scope_was": ("范围：{ref}", "Scope: {ref}"),
    "engine": ("语言模型成文：{engine}", "Written by {engine}"),
    # what cannot be answered
    "empty": ("还没有写问题。请写一句话，例如“中法杰青的年龄要求是什么？”", "There is no question yet. Type one, such as “When does the exchange call close?”"),
    "too_long": ("问题有 {length} 个字符，最多读 {most} 个。请缩短，一次问一件事。", "The question has {length} characters; at most {most} are read. Please shorten it and ask one thing at a time."),
    "no_words": ("没有读到文字。请用中文或英文写出问题。", "No words were found in it. Please write the question in Chinese or English."),
    "unreadable": ("这句话没法当作问题来读，请换个说法。", "This could not be read as a question. Please put it another way."),
    "not_ready": ("问答服务还没有准备好，请联系管理员。", "The assistant is not ready. Please tell whoever runs it."),
    "failed": ("出了点问题，没有得到回答。问题已放回输入框，请再试一次。", "Something went wrong and there is no answer. The question is back in the box; please try again."),
    "not_saved": ("意见没有存下来，请稍后再试。", "The feedback could not be stored. Please try again later."),
    # the clause beside the conversation
    "clause": ("条款", "Clause"),
    "close": ("关闭", "Close"),
    "text_zh": ("中文", "Chinese"),
    "text_en": ("英文", "English"),
    "official": ("官方原文", "Official wording"),
    "page": ("第 {page} 页", "page {page}"),
    "restated": ("以上是本项目的转述，以官方文本为准。", "This is our own restatement; the official text governs."),
    "misprint": ("原文如此", "As printed"),
    "repair": ("编者校补", "Editor's repair"),
    "remark": ("编者按", "Editor's note"),
    "whole": ("看整个方向", "See the whole direction"),
    # at a glance
    "glance": ("两份申报指南", "The two calls"),
    "today": ("今天是 {day}（北京时间）", "Today is {day} in Beijing"),
    "directions_n": ("{n} 个方向", "{n} directions"),
    "projects_n": ("拟支持 {n} 个项目", "{n} projects planned"),
    "money_n": ("总经费 {n}", "{n} in all"),
    "before": ("{moment} 开始申报", "Opens {moment}"),
    "open": ("申报中，{moment} 截止", "Open until {moment}"),
    "last_day": ("今天是最后一天，{moment} 截止", "Last day: closes {moment}"),
    "no_window": ("指南没有印申报时间", "No filing dates printed"),
    "also": ("另有资料", "Also covered"),
    "clauses_n": ("{n} 条", "{n} clauses"),
    # the calls
    "calls_title": ("23 个申报方向", "The 23 directions"),
    "calls_more": ("点一行，看这个方向的全部条款。", "Choose a row to read all of its clauses."),
    "country": ("合作国家", "Partner country"),
    "any_country": ("全部国家", "Any country"),
    "field": ("领域（中英文均可）", "Field, either language"),
    "field_hint": ("如：人工智能", "such as biotechnology"),
    "company": ("企业参与", "Company"),
    "any": ("不限", "Any"),
    "company_needed": ("必须有", "Required"),
    "company_not": ("没有要求", "No requirement"),
    "company_encouraged": ("鼓励", "Encouraged"),
    "open_on": ("这一天可申报", "Open on this day"),
    "open_on_hint": ("年-月-日，如 2026-06-30", "YYYY-MM-DD, such as 2026-06-30"),
    "clear": ("清除筛选", "Clear filters"),
    "bad_day": ("“{text}”不是日期，请写成 2026-06-30 的样子。", "“{text}” is not a date; write it like 2026-06-30."),
    "none_fit": ("没有符合条件的方向。请放宽一项筛选。", "No direction fits. Loosen one of the filters."),
    "unknown_windows": ("联合研发指南没有印申报时间，它的 16 个方向不能算作“可申报”，没有列出。", "The joint R&D call prints no filing dates, so its 16 directions cannot be called open and are not listed."),
    "shown": ("共 {n} 个方向", "{n} directions"),
    "shown_one": ("共 1 个方向", "1 direction"),
    "plot": ("经费与项目数", "Money and projects"),
    "plot_say": (
        "每个点是一个方向：越靠右项目越多，越靠上总经费越多；斜线是平均每个项目的经费。点一下打开方向。",
        "Each dot is a direction: further right means more projects, higher up more money; the slanted lines show the average per project. Choose a dot to open it.",
    ),
    "legend_exchange": ("人员交流", "exchange call"),
    "legend_joint": ("联合研发", "joint R&D call"),
    "axis_projects": ("拟支持项目数", "Projects planned"),
    "axis_money": ("总经费（元）", "Total funding (RMB)"),
    "each": ("平均 {n}", "{n} each"),
    "col_number": ("编号", "No."),
    "col_direction": ("方向", "Direction"),
    "col_partner": ("合作方", "Partner"),
    "col_projects": ("项目数", "Projects"),
    "col_total": ("总经费", "Total"),
    "col_each": ("每项", "Per project"),
    "col_years": ("年限", "Years"),
    "col_company": ("企业", "Company"),
    "col_filing": ("申报", "Filing"),
    "table": ("申报方向一览，可按列排序", "The directions; columns can be sorted"),
    "short_open": ("申报中", "Open"),
    "short_closed": ("已截止", "Closed"),
    "short_before": ("未开始", "Not yet open"),
    "short_none": ("未印", "Not printed"),
    "not_printed": ("指南没有印", "Not printed"),
    "years": ("{n} 年", "{n}"),
    "years_long": ("{n} 年", "{n} years"),
    "year_long": ("1 年", "1 year"),
    "or": ("或", " or "),
    "at_most": ("至多 {n}", "up to {n}"),
    "about": ("约 {n}", "about {n}"),
    "back": ("返回列表", "Back to the list"),
    "ask_this": ("只问这个方向", "Ask about this direction"),
    "facts": ("要点", "Key facts"),
    "countries": ("国家", "Countries"),
    "fields": ("领域", "Fields"),
    "any_field": ("领域不限", "Any field"),
    "duration": ("执行期", "Duration"),
    "filing": ("网上填报", "Filing window"),
    "recommend": ("推荐截止", "Recommendation by"),
    "clauses": ("全部条款", "All clauses"),
    "general": ("对每个方向都适用的通用规定（{n} 条）", "General rules that also bind this direction ({n})"),
    "note_differences": ("请注意", "Please note"),
    "check_this": ("核对资格", "Check eligibility"),
    # eligibility
    "tab_eligibility": ("资格核对", "Eligibility"),
    "check_direction": ("核对哪个方向", "Direction to check"),
    "check_more": (
        "填知道的就行，空着的算“未知”，不算不符合。填的内容不保存；只在您这个浏览器标签页里记着，换方向不用重填。",
        "Fill in what you know; what is empty counts as unknown, never as unmet. Nothing is stored: this browser tab alone remembers it while you change directions.",
    ),
    "check_submission": ("人员交流：提交和推荐手续", "Exchange: submission and recommendation"),
    "check_failed": ("没能算出结论，请稍后再试。", "The verdict could not be computed. Please try again."),
    "outcome_eligible": ("符合条件", "Eligible"),
    "outcome_eligible_with_warnings": ("符合，但有原则性要求未满足", "Eligible, with warnings"),
    "outcome_undetermined": ("还不能下结论", "Not decided yet"),
    "outcome_not_eligible": ("不符合条件", "Not eligible"),
    "is_broken": ("不符合", "not met"),
    "is_warning": ("原则上不符合", "warning"),
    "is_unknown": ("未知", "unknown"),
    "is_met": ("符合", "met"),
    "is_not_applicable": ("不适用", "not applicable"),
    "in_principle": ("原则上", "in principle"),
    "preferred": ("优先", "preferred"),
    "missing": ("还缺：", "Still needed:"),
    "and_more": ("等另外 {n} 项", "and {n} more"),
    "mend": ("怎样能符合：", "What would change it:"),
    "match": ("对照全部方向", "Match all directions"),
    "download": ("下载 Markdown", "Download Markdown"),
    "print": ("打印或存为 PDF", "Print or save as PDF"),
    "clear_form": ("清空", "Clear"),
    "board": ("这份情况对照全部 23 个方向", "These facts against all 23 directions"),
    "board_more": ("最接近的在前。点开看逐条核对。", "Best first. Choose one to see it line by line."),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "unknown": ("未知", "Unknown"),
    "none": ("没有", "None"),
    "choose": ("未知", "Unknown"),
    "from": ("从", "From"),
    "to": ("到", "To"),
    "add": ("添加一项", "Add one"),
    "remove": ("删除这一项", "Remove this one"),
    "eg": ("如 {example}", "e.g. {example}"),
    "list_hint": ("用逗号分开", "separated by commas"),
    "yuan_unit": ("（元）", " (yuan)"),
    "write_number": ("请填数字，如 5 或 200万", "write a number, such as 5 or 2,000,000"),
    "write_whole": ("请填整数", "write a whole number"),
    "write_date": ("请写成 1982、1982-03 或 1982-03-01", "write 1982, 1982-03 or 1982-03-01"),
    "both_ends": ("请把起止都填上", "fill in both ends"),
    "not_sensible": ("这个值不合理，请核对", "this value cannot be right; please check it"),
    "born_picture": ("出生日期 {born}，界限 {limit}", "born {born}, cut-off {limit}"),
    "share_picture": ("{part}/{whole} = {percent}，要求 {limit}", "{part} of {whole} = {percent}, asked for: {limit}"),
    "both_languages": ("中英对照", "Show both languages"),
}  # fmt: skip


def say(key: str, lang: Lang, **values: object) -> str:
    """One of the page's phrases, filled in; the result is text, not HTML."""
    return _WORDS[key][0 if lang == "zh" else 1].format(**values)


def day(value: date, lang: Lang) -> str:
    """A date as people write it."""
    if lang == "zh":
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, lang: Lang) -> str:
    """A time of day on a date."""
    return f"{day(value.date(), lang)} {value:%H:%M}" if lang == "zh" else f"{value:%H:%M} on {day(value.date(), lang)}"


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

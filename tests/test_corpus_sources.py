"""The edition against the official texts: every figure, address and numbered item, clause by clause.

Each statement is held against the part of the document that its clause id names, not against the whole: a 45 that
stands somewhere else proves nothing. The reader of figures here is this file's own, beside corpus.figures.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import SOURCES
from fakes import PROJECT

from corpus.figures import addresses, figures
from corpus.library import Library, PlacedClause

pytestmark = pytest.mark.sources

GUIDES = (
    "most-exchange-2026-b2",
    "most-joint-2026-b2",
    "programme-appendix",
    "jsps-beijing-2026",
    "japan-cooperation-2024",
)
EXCHANGE, JOINT, APPENDIX, JSPS, PAPER = GUIDES

# Figures of the edition that the place they belong to does not print in so many digits, each with its reason.
# Key: clause id; value: the figures.
EXCEPTIONS: dict[str, tuple[frozenset[str], str]] = {
    f"{PAPER}/3.1.1": (frozenset({"267800000000", "266100000000"}), "`2 678、2 661、2 817 亿`: one 亿 for all three"),
    f"{JOINT}/2.1(4)": (frozenset({"3"}), "the document numbers the three tasks ①②③, which are not read here"),
    f"{JSPS}/双边交流项目(共同研究·研讨会)": (
        frozenset({"11", "30"}),
        "the date stands in a photo caption, printed after the next heading",
    ),
}

_CHINESE = re.compile("[零〇一二两三四五六七八九十百]+")
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PARTS = "一二三四五"


@cache
def official(name: str) -> str:
    """An official text, half-width, without the mail links that extraction strewed in and without ①②③ before items."""
    text = unicodedata.normalize("NFKC", re.sub("[①-⑳]", "", (SOURCES / name).read_text("utf-8")))
    return "\n" + re.sub(r"mailto:\S+", "", text)


def cut(text: str, start: str, end: str = r"\Z") -> str:
    """What stands between two patterns. AssertionError where the first is not there: nothing is skipped in silence."""
    begin = re.search(start, text)
    assert begin, f"{start} is not in the document"
    rest = text[begin.end() :]
    stop = re.search(end, rest)
    return rest[: stop.start()] if stop else rest


def exchange(text: str, ref: str) -> str:
    """The place of a clause in the exchange call."""
    notice, annexes = text.split("\n附件 1\n")
    annex1, annex2 = annexes.split("\n附件 2\n")
    if direction := re.fullmatch(r"1\.(\d)(?:\((\d)\))?", ref):
        number, item = int(direction[1]), direction[2]
        section = cut(annex2, rf"\n1\.{number} ", rf"\n1\.{number + 1} |\n三、其他要求")
        return (
            cut(section, rf"\n\s*\({item}\)", rf"\n\s*\({int(item) + 1}\)") if item else cut(section, "^", "相关要求")
        )
    if ref in ("通知", "附件1"):
        return notice if ref == "通知" else annex1
    if ref == "附件2":
        return cut(annex2, "^", "\n一、")
    found = re.fullmatch(r"(附件2\.)?([一二三四])(?:\.(\d))?", ref)
    assert found, ref
    annex, part, item = found.groups()
    following = _PARTS[_PARTS.index(part) + 1]
    section = cut(annex2 if annex else notice, rf"\n{part}、", rf"\n{following}、|\n1\.1 ")
    return cut(section, rf"\n{item}\. ?(?!\d)", rf"\n{int(item) + 1}\. ?(?!\d)") if item else section


def joint(text: str, ref: str) -> str:
    """The place of a clause in the joint R&D call."""
    if direction := re.fullmatch(r"([12])\.(\d)(?:\((\d)\))?", ref):
        major, minor, item = int(direction[1]), int(direction[2]), direction[3]
        following = rf"{major + minor // 9}\.{(minor + 1) % 10}"
        section = cut(text, rf"\n\s*{major}\.{minor} ?(?=[^\d\s])", rf"\n\s*{following} ?(?=[^\d\s])|\n\s*三、其他说明")
        if not item:
            return cut(section, "^", "其他要求")
        return cut(cut(section, "其他要求"), rf"\n\s*\({item}\)", rf"\n\s*\({int(item) + 1}\)")
    if ref == "前言":
        return cut(text, "^", "一、总体目标")
    return cut(text, rf"\n\s*{ref}、", rf"\n\s*{_PARTS[_PARTS.index(ref) + 1]}、|\n\s*1\.1 ")


def appendix(text: str, ref: str) -> str:
    """The place of a clause in the appendix: its part, as the items lie close together and repeat each other."""
    return cut(text, rf"\n{ref[0]}、", rf"\n{_PARTS[_PARTS.index(ref[0]) + 1]}、")


_JSPS_HEADINGS = {
    "前言": r"\n前言\n",
    "科学研究费项目(科研费)": r"\n核心项目",
    "外籍特别研究员项目": r"◆ 外籍特别研究员项目",
    "外籍聘用研究员项目": r"◆ 外籍聘用研究员项目",
    "双边交流项目(共同研究·研讨会)": r"\n双边交流项目\(共同研究",
    "希望会议(HOPEMeeting)": r"\n希望会议 \(HOPE",
    "日中韩学术振兴机构首脑会议(A-HORCs)": r"\n日中韩学术振兴机构首脑会议",
    "科研人员数据库(JSPS-Net)": r"\n科研人员数据库 \(JSPS-Net\)",
    "JSPS中国同学会": r"\nJSPS 中国同学会",
    "JSPS韩国同学会": r"\nJSPS 韩国同学会",
    "本会标识": r"\n本会标识创意",
    "联系方式": r"\n日本学术振兴会 北京代表处",
}


def jsps(text: str, ref: str, refs: tuple[str, ...]) -> str:
    """The place of a clause in the brochure: from its heading to the next clause's."""
    contents, body = text[: text.index("\n前言\n\n独立")], text[text.index("\n前言\n\n独立") :]
    if ref == "目录":
        return contents
    patterns = [_JSPS_HEADINGS.get(r, r"\n" + re.escape(r)) for r in refs]
    at = refs.index(ref)
    return cut(body, patterns[at], patterns[at + 1] if at + 1 < len(refs) else r"\Z")


def paper(text: str, ref: str) -> str:
    """The place of a clause in the paper: a table from its caption to its source line, else the numbered section."""
    if ref[0] == "表":
        return cut(text, rf"\n表 ?{ref[1:]} ", "资料来源" if ref != "表2" else r"资料来源:根据 JST")
    if ref[0] == "图":
        return text  # a figure is discussed in the running text; the drawing itself did not survive extraction
    special = {"题名": ("^", r"\n1 引言"), "摘要": ("摘要:", r"\n1 引言"), "参考文献": (r"\n参考文献:", r"\Z")}
    if ref in special:
        return cut(text, *special[ref])
    return cut(text, rf"\n{re.escape(ref)} ", r"\n[1-6](?:\.\d){0,2} (?=[\u4e00-\u9fff“])|\n参考文献:")


def place(library: Library, placed: PlacedClause) -> str:
    """The official words that a clause restates."""
    guide = library.guides[placed.guide]
    text, ref = official(guide.source), placed.clause.ref
    if guide.id == JSPS:
        return jsps(text, ref, tuple(c.ref for c in guide.clauses if c.ref != "目录"))
    locate: Callable[[str, str], str] = {EXCHANGE: exchange, JOINT: joint, APPENDIX: appendix, PAPER: paper}[guide.id]
    return locate(text, ref)


def readings(text: str) -> list[str]:
    """A text as extracted, with wrapped lines joined, with blanks inside numbers removed, and with both."""
    joined = re.sub(r"[ \t]*\n\s*", "", text)
    closed = [
        re.sub(blank, "", t) for blank in (r"(?<=\d)[ ,](?=\d)", r"(?<=\d)[ ,](?=\d{3}(?!\d))") for t in (text, joined)
    ]
    return [text, joined, *closed]


def chinese(word: str) -> str:
    """两 → 2, 十八 → 18, as digits."""
    if not set(word) & set("十百"):
        return "".join(str(_DIGIT[c]) for c in word)
    total = current = 0
    for c in word:
        if c in _DIGIT:
            current = _DIGIT[c]
        else:
            total, current = total + (current or 1) * (10 if c == "十" else 100), 0
    return str(total + current)


def printed(text: str) -> set[str]:
    """Every number a text prints, as digits, Chinese numerals included."""
    found: set[str] = {chinese(word) for word in _CHINESE.findall(text)}
    for reading in readings(text):
        found |= {
            run.lstrip("0") or "0" for pattern in (r"\d+(?:\.\d+)?", r"\d+") for run in re.findall(pattern, reading)
        }
    return found


def values(text: str) -> set[str]:
    """Every figure a text prints with its scale, as corpus.figures reads it; dotted dates as dates."""
    found: set[str] = set()
    for reading in readings(text):
        dates = re.sub(r"(\d{4})\.(\d{1,2})(?:\.(\d{1,2}))?", r"\1年\2月\3日", reading)
        found |= figures(reading, chinese=True) | figures(dates, chinese=True)
    return found


def stated(text: str) -> set[str]:
    """Every number a statement of the edition gives, as digits."""
    plain = re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
    return {run if run.startswith("0.") else run.lstrip("0") or "0" for run in re.findall(r"\d+(?:\.\d+)?", plain)}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_number_stands_where_its_clause_stands_in_the_document(
    library: Library, sources: Path, guide: str
) -> None:
    lost = []
    for placed in (p for p in library.clauses.values() if p.guide == guide):
        there = printed(place(library, placed)) | printed(placed.clause.ref)
        excused, _ = EXCEPTIONS.get(placed.id, (frozenset(), ""))
        lost += [
            f"{placed.id}: {sorted(missing)}: {s.zh}"
            for s in placed.clause.says
            if (missing := stated(s.zh) - there - excused)
        ]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_figure_stands_there_with_its_scale(library: Library, sources: Path, guide: str) -> None:
    lost = []
    for placed in (p for p in library.clauses.values() if p.guide == guide):
        there = values(place(library, placed)) | values(placed.clause.ref)
        excused, _ = EXCEPTIONS.get(placed.id, (frozenset(), ""))
        lost += [
            f"{placed.id}: {sorted(missing)}: {s.zh}"
            for s in placed.clause.says
            if (missing := figures(s.zh) - there - excused)
        ]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_mail_and_web_address_stands_there(library: Library, sources: Path, guide: str) -> None:
    lost = []
    for placed in (p for p in library.clauses.values() if p.guide == guide):
        there = re.sub(r"\s+", "", place(library, placed)).lower()
        lost += [
            f"{placed.id}: {address}" for s in placed.clause.says for address in addresses(s.zh) if address not in there
        ]
    assert not lost, "\n".join(lost)


def test_no_exception_is_without_need(library: Library, sources: Path) -> None:
    for id_, (excused, reason) in EXCEPTIONS.items():
        placed = library.clauses[id_]
        there = values(place(library, placed))
        assert reason
        assert excused & (set().union(*(figures(s.zh) for s in placed.clause.says)) - there), id_


@pytest.mark.parametrize("guide", [EXCHANGE, JOINT])
def test_no_figure_of_a_call_is_dropped(library: Library, sources: Path, guide: str) -> None:
    """The other way round: what an item of a call prints stands in its clause. List numbers are no figures."""
    lost = []
    for placed in (p for p in library.clauses.values() if p.guide == guide and p.clause.ref not in ("二", "通知")):
        text = place(library, placed)
        if placed.clause.ref == "四.4":  # the last item: signature, date and list of annexes follow
            text = cut(text, "^", r"\n科技部国际合作司")
        text = re.sub(r"\n\s*(?:\(\d+\)|\d+\. )", "\n", text)
        joined = re.sub(r"(?<=\d) (?=\d)", "", re.sub(r"\s*\n\s*", "", text))
        own = figures(placed.clause.text("zh") + placed.clause.ref, chinese=True)
        missing = figures(joined) - own
        if missing:
            lost.append(f"{placed.id}: {sorted(missing)}")
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("guide", [EXCHANGE, JOINT])
def test_every_numbered_item_of_a_direction_is_a_clause(library: Library, sources: Path, guide: str) -> None:
    text = official(library.guides[guide].source)
    for direction in library.guides[guide].directions:
        number = direction.id.split("-")[1]
        _, part = library.part_of(direction.id)
        last = len(part.clauses) - 1
        locate = exchange if guide == EXCHANGE else joint
        for item in range(1, last + 1):
            assert len(locate(text, f"{number}({item})")) > 5
        with pytest.raises(AssertionError):
            locate(text, f"{number}({last + 1})")


def test_every_unit_of_hong_kong_and_macau_is_named(library: Library, sources: Path) -> None:
    text = cut(exchange(official(library.guides[EXCHANGE].source), "附件1"), "港澳单位名单")
    names = text.split()
    assert len(names) == 24
    clause = library.clauses[f"{EXCHANGE}/附件1"].clause
    assert [name for name in names if name not in clause.text("zh")] == []


def test_every_programme_of_the_papers_tables_is_named(library: Library, sources: Path) -> None:
    for table in ("表1", "表2"):
        clause = library.clauses[f"{PAPER}/{table}"].clause
        words = re.sub(r"\s", "", unicodedata.normalize("NFKC", clause.text("zh")))
        rows = [
            row.split("\t") for row in paper(official(library.guides[PAPER].source), table).splitlines() if "\t" in row
        ]
        names = [re.sub(r"^\(\d+\) ?|\(.*\)$|^多边:", "", row[1].strip()) for row in rows[1:]]
        assert len(names) >= 20
        parts = [part for name in names for part in re.sub(r"\s", "", name).split("/") if name not in RENAMED]
        assert [part for part in parts if part not in words] == []


# Rows whose name the edition gives in its sentence rather than in the printed form.
RENAMED = {
    "外籍研究员宿舍",  # the edition takes 外国研究人员宿舍 from the row's description
    "海外办事处/联络处",  # the edition lists the 办事处 and the 联络处 by country
}


def test_every_document_of_the_sources_has_its_guide(library: Library, sources: Path) -> None:
    assert {path.name for path in sources.glob("*.txt")} == {guide.source for guide in library.guides.values()}


def test_nothing_is_copied_word_for_word(overlap_tool: Path) -> None:
    done = subprocess.run([sys.executable, str(overlap_tool), str(PROJECT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().endswith("overlap: 0 run(s) of 30+ characters")

"""What a question wants to be told (a telephone number, an amount, a year …), and whether a statement has such a thing.

A statement near to a question in words is still no answer where it lacks what was asked: the contact without a
telephone to "what is her number?", last year's budget to this year's. `lacking` says what is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from assistant.answering.parts import parts
from assistant.answering.question import Question, simplified
from assistant.answering.vocabulary import cues
from corpus.figures import figures, normalise
from corpus.guide import Lang, Topical
from corpus.library import Library, PlacedClause

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATES = re.compile(
    rf"(?:19|20)\d\d ?(?:年度?|[-–~至到] ?(?:19|20)\d\d)?|\d{{1,2}} ?[月日]|第 ?\d+ ?[届期次]|\d+(?:st|nd|rd|th)\b"
    rf"|\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}}|\[\d+\]|\d+ (?:to|-) (?=\d{{1,2}} (?:{_MONTHS}))"
)
# A thing wanted → what a statement that gives it has. The words that ask for it are in vocabulary.yaml.
_HAS: dict[str, re.Pattern[str]] = {
    "phone": re.compile(r"\d[\d()\s-]{6,}\d|\+\d"),
    "fax": re.compile(r"传真|\bfax\b"),
    "address": re.compile(r"号|路|街|大厦|楼|室|\bst(?:reet)?\b|road|avenue|\bblvd|building|room \d"),
    "post": re.compile(
        r"专员|主任|处长|司长|会长|所长|院长|理事长|教授|研究员|officer|director|\bhead\b|president|professor|chair|researcher"
    ),
    "definition": re.compile(r"指|即|包括|是否|相当|means?\b|meaning|defin|includ|\bi\.e\.|count|namely|that is"),
    "split": re.compile(
        r"各|分别|其中|每|比例|%|\beach\b|of (?:which|them|these)|\bamong|respectively|per ?cent|以及|, \d+ (?:of|in)\b"
    ),
    "papers": re.compile(r"篇"),
    "applicants": re.compile(
        r"申请 ?约? ?\d|\d ?[余多]?[名位件项个份]?(?:申请|申报|报名)|applied|applicants|\d applications"
    ),
    "sex": re.compile(r"女|男|性别|wom[ae]n|female|\bmales?\b|\bmen\b|gender|\bm(?:s|rs|r)\b"),
    "earlier": re.compile(
        r"上一?[批轮届次]|首批|第一批|去年|往年|年度|财年|此前|earlier|previous|fiscal|last year|202[0-5]"
    ),
    "name": re.compile(
        r"女士|先生|教授|博士|联系人(?:是|为)|负责人(?:是|为)|作者|名为|题为|题名|名称|叫|《"
        r"|\b(?:ms|mr|mrs|dr|prof|professor|named|called|contact is|author)\b"
    ),
    "email": re.compile(r"@"),
    "link": re.compile(r"https?://|www\.|\.(?:cn|gov|org|com|jp)\b|公众号|wechat"),
    "money": re.compile(
        r"元|万(?![人件项名])|亿|免费|自筹|自理|实际|按需|全额|yuan|rmb|yen|jpy|usd|eur|dollar|£|\$|%"
        r"|free of charge|own expense|own funds|actual|no fixed|agreed|equal|match|配套|等额"
    ),
    "percent": re.compile(r"%|百分|一半|等额|比例|比率|倍|half|equal|ratio|per ?cent|third"),
    "age": re.compile(r"岁|年龄|出生|周岁|\baged?\b|years old|born|birth"),
    "date": re.compile(
        rf"\d ?[年月日号]|年底|月底|期间|每[年月周天季]|之前|以前|以后|(?<![最士落先其])后|随时|届时|{_MONTHS}"
        r"|\b(?:19|20)\d\d\b|before|after|within|during|until|\bonce\b|(?:every|each) (?:year|month|week)|yearly"
        r"|any time|at the time"
    ),
    "day": re.compile(rf"\d ?[月日号]|年底|月底|随时|{_MONTHS}|\b(?:19|20)\d\d\b|any time"),
    "year": re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|年代|century"),
    "reason": re.compile(
        r"因|由于|为|以便|从而|旨在|使|防止|避免|原则|because|due to|since|in order|so that|thus|reason|therefore"
        r"|\b(?:as|to|for)\b"
    ),
    "people": re.compile(
        r"(?:\d|[一两三四五六七八九十百]) ?(?:余|多|万|千)?[名人位]|不限|没有.{0,8}(?:人数|规定)|全部|所有|双方"
    ),
    "countries": re.compile(  # their number, or a list that can be counted
        r"(?:\d|[一两三四五六七八九十]) ?(?:余|多)?个?(?:成员)?(?:国|地区)|[、,，].{1,12}[、,，].{1,12}和"
    ),
    "length": re.compile(
        r"\d ?(?:(?:-|~|至|到|or|to|、) ?\d+ ?)?个?(?:天|日|周|星期|月|年|小时|days?|weeks?|months?|years?|hours?)"
        r"|每年|全年|长期|短期|years? of|-year|-month"
    ),
    "language": re.compile(r"[中英法日韩俄]文|[汉英法日韩俄]语|语言|语种|\blanguages?\b"),
    "per_month": re.compile(r"每个?月|每人每月|monthly|(?:a|per|each) month"),
    "per_day": re.compile(r"每天|每日|daily|(?:a|per|each) day"),
    "their_side": re.compile(
        r"外方|对方|双方|两国|[韩法俄荷匈保塞斯白新欧阿非]方|伙伴|foreign|partner|both|(?<!chinese )sides?\b"
        r"|dutch|korean|french|russian|hungarian|bulgarian|serbian|slovenian|belarus"
    ),
    "next": re.compile(r"下一?[届次批]|明年|将|计划|next|will|plan|future|scheduled"),
}  # fmt: skip
# What a sentence has or has not
THINGS = ("phone", "email", "link", "money", "percent", "age", "date", "day", "year", "length", "language")
# Those that a statement which answers all but never lacks, and those that it hardly ever lacks (docs/decisions/0040)
_SURE = frozenset(
    (
        "phone", "fax", "address", "post", "percent", "age", "day", "language", "reason", "people", "definition",
        "split", "papers", "applicants", "earlier", "sex",
    )
)  # fmt: skip
_TELLING = (frozenset((*THINGS, "countries", "name")) | _SURE) - {"email", "link"}
# Those that are told by figures: a statement whose figures all stand in the question has nothing of them to tell
_TOLD_BY_FIGURES = frozenset(("phone", "money", "percent", "age", "date", "day", "year", "length", "people", "count"))
# Not one of several things, but what kind of thing
_QUALIFIERS = ("split", "next", "earlier", "sex", "per_month", "per_day", "their_side")
_OF_THE_CALL = ("projects", "money_total", "money_per_project")  # topics of its year alone
_SHORT = re.compile(r"[(（]([\u4e00-\u9fff]{3,})[)）]")
_TRAVEL = (  # to China, and to the partner's country
    r"(?:赴|来|访)华|[来到去]中国|to china",
    r"(?:visits?|trips?|travel(?:ling)?) to (?:the )?(?!china|each|both)|赴(?!华)|[到去](?!中国)[^ 到去]{2,4}访",
)
_OPPOSITES = (("短期|short[- ]term", "长期|long[- ]term"), ("出访|outgoing", "来访|incoming"), _TRAVEL)
# Spans of time and budget years, which tell no date: for 2 years and 9 months, in fiscal year 2027
_SPANS = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d)\d+(?:[.~-]\d+)? ?(?:年|个月|周|天)(?![底初前后内])|(?:19|20)\d\d ?(?:年度|财年)"
    r"|(?:fiscal|financial) year (?:19|20)\d\d|\d+ (?:years?|months?|weeks?|days?)(?! (?:before|after|from|of))"
)
_COUNT = re.compile(r"\d|[一两三四五六七八九十]|\b(?:no|none|one|two|three|four|five|only|all)\b|没有|不限")
_KEPT = 64  # questions remembered
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?! ?(?:万|yuan|元|yen|people|人))")
_ORDINAL = re.compile(
    r"第 ?(\d+) ?届|(?<!\d)(\d+)(?:st|nd|rd|th)"
    r"(?= (?:[A-Za-z-]+ ){0,2}(?:meeting|session|conference|symposium|forum|summit))",
    re.I,
)
_ACRONYM = re.compile(r"(?<![A-Za-z-])(?:[A-Z]-)?[A-Z]{3,}(?:-[A-Z]{3,})*(?![A-Za-z])")


@dataclass(frozen=True)
class _Asked:
    """What one question asks for; `homes` are the clauses headed by the `programmes` that it names."""

    lang: Lang
    figures: frozenset[str]  # that it tells itself, where it asks for some
    things: tuple[str, ...]
    qualifiers: tuple[str, ...]
    years: tuple[str, ...]
    ordinals: tuple[str, ...]
    bodies: tuple[str, ...]
    programmes: tuple[str, ...]
    homes: frozenset[str]
    sides: tuple[tuple[str, str], ...]  # of two opposites the one that it speaks of, and the other


class Wants:
    """What questions want, over one edition: its `acronyms` (lower-case) and programmes tell which body is meant."""

    def __init__(self, library: Library):
        self._library = library
        self._calls = frozenset(g.id for g in library.guides.values() if g.directions)
        self._asked = lru_cache(_KEPT)(self._read)  # a question is held against dozens of statements
        texts = " ".join(
            f"{c.clause.text('en')} {c.clause.heading.en}" for c in library.clauses.values() if not c.direction
        )
        texts = re.sub(r"\S+\.\S+|\S*[@/]\S*", " ", texts)  # no addresses: they write every name small
        ordinary = {word.lower() for word in re.findall(r"(?<![A-Za-z-])[A-Za-z]?[a-z]+(?![A-Za-z])", texts)}
        self.acronyms = frozenset({a.lower() for a in _ACRONYM.findall(texts)} - ordinary - _NO_BODIES)

    def lacking(self, question: Question, placed: PlacedClause, statement: Topical) -> list[str]:
        """What the question asks for and the statement has not: kinds of things, years, bodies. Empty: nothing.

        Of several kinds, or several years, one is enough: a question for both is answered by two statements.
        """
        asked = self._asked(question.text, question.searched, question.lang)
        text = f"{statement.zh} {statement.en}".lower()
        missing = []
        if asked.things and not any(has(kind, text) for kind in asked.things):
            missing.append(asked.things[0])
        elif asked.figures and _figures(statement.of(asked.lang)) <= asked.figures:
            missing.append(asked.things[0])  # "29 of them won a Nobel: how many of the 29 are Japanese?"
        missing += [kind for kind in asked.qualifiers if not has(kind, text)] * 2
        guide = self._library.guides[placed.guide]
        where = f"{text} {placed.clause.heading.zh} {placed.clause.heading.en}".lower()
        if placed.guide in self._calls:  # they are all of one year
            past = [year for year in asked.years if year < min(_YEAR.findall(guide.title.zh), default="")]
            missing += past[:1] * 2 if past and past[0] not in where and statement.about[0] in _OF_THE_CALL else []
        else:
            if asked.years and not any(year in where for year in asked.years):
                missing += [asked.years[0]] * 2  # another year's figure is no answer at all
            if asked.ordinals and not set(asked.ordinals) & set(_ordinals(where)):
                missing += [asked.ordinals[0]] * 2  # nor what was said of another meeting of a series
        if asked.bodies:
            names = f"{where} {guide.title.zh} {guide.title.en} {guide.issuer.zh} {guide.issuer.en}".lower()
            if not any(body in names for body in asked.bodies):
                missing += [asked.bodies[0]] * 2  # nor another body's
        if asked.homes and placed.id not in asked.homes and not any(n in _bare(where) for n in asked.programmes):
            missing += ["programme"] * 2
        return missing + _contrary(asked.sides, where)

    def _read(self, text: str, searched: str, lang: Lang) -> _Asked:
        plain = simplified(normalise(text))
        single = not parts(searched, lang)
        kinds = wanted(plain.lower()) if single else ()
        if "fax" in kinds:
            kinds = tuple(kind for kind in kinds if kind != "phone")  # it has a number, too
        if {"people", "countries", "papers", "applicants"} & set(kinds):
            kinds = tuple(kind for kind in kinds if kind != "count")  # a number of other things is no answer
        bare = _bare(plain)
        named = [name for name in self._headings if name in bare]
        named = [n for n in named if not any(n != other and n in other for other in named)]
        tokens = re.findall(r"[a-z][a-z-]+", normalise(searched).lower())
        things = tuple(kind for kind in kinds if kind not in _QUALIFIERS)
        return _Asked(
            lang=lang,
            figures=figures(plain, chinese=True) if things and _TOLD_BY_FIGURES.issuperset(things) else frozenset(),
            things=things,
            qualifiers=tuple(kind for kind in kinds if kind in _QUALIFIERS),
            years=tuple(_YEAR.findall(plain)) if single else (),
            ordinals=_ordinals(plain),
            bodies=tuple(b for b in dict.fromkeys(tokens) if b in self.acronyms),
            programmes=tuple(named),
            homes=frozenset(clause for name in named for clause in self._headings[name]),
            sides=_sides(plain.lower()),
        )

    @cached_property
    def _headings(self) -> dict[str, set[str]]:
        """Names of programmes and bodies that clauses outside the calls are headed by, with those clauses."""
        found: dict[str, set[str]] = {}
        topics = {
            _bare(label) for topic in self._library.topics.values() for label in (topic.label["zh"], topic.label["en"])
        }
        for placed in self._library.clauses.values():
            if self._library.guides[placed.guide].directions:
                continue
            heading = placed.clause.heading
            short = _SHORT.findall(heading.en)  # the Chinese name that an English heading has behind its own
            numbered = re.match(r"[\d一二三四五六七八九十.]+$|[图表]", placed.clause.ref)
            for name in short if numbered else (*short, placed.clause.ref, heading.zh, heading.en):
                bare = _bare(re.split(r"[(（]", name)[0])
                if len(bare) >= (3 if not bare.isascii() else 8) and bare not in topics:
                    found.setdefault(bare, set()).add(placed.id)
        return found

    def bodies(self, question: Question) -> tuple[str, ...]:
        """The bodies and programmes that a question names by their acronym, as the edition writes them, lower-case."""
        return self._asked(question.text, question.searched, question.lang).bodies


@lru_cache(4096)
def _figures(statement: str) -> frozenset[str]:
    return figures(statement) or frozenset("-")  # what has none is no repetition


def _ordinals(text: str) -> tuple[str, ...]:
    return tuple(zh or en for zh, en in _ORDINAL.findall(text))


@cache
def wanted(text: str) -> tuple[str, ...]:
    """The kinds of things that a lower-case question asks for."""
    return tuple(name for name, pattern in cues("wanted").items() if pattern.search(text))


def surely(lacking: str) -> bool:
    """Is what a statement lacks one of the kinds that all but a few of those which answer have?"""
    return lacking in _SURE


def telling(lacking: str) -> bool:
    """Does what a statement lacks show nearly for sure that it does not answer: a kind of thing, the year asked for?"""
    return lacking in _TELLING or _YEAR.fullmatch(lacking) is not None


def _sides(asked: str) -> tuple[tuple[str, str], ...]:
    either = [pair for one, other in _OPPOSITES for pair in ((one, other), (other, one))]
    return tuple((this, that) for this, that in either if re.search(this, asked) and not re.search(that, asked))


def _contrary(sides: tuple[tuple[str, str], ...], where: str) -> list[str]:
    """Is the statement about the other of two (the long-term fellowship, to a question about the short-term one)?"""
    for this, that in sides:
        if re.search(that, where) and not re.search(this, where):
            return [this]
    return []


def _bare(text: str) -> str:
    """Lower case without blanks and quotation marks."""
    return re.sub(r"[\s“”\"'《》「」]", "", text.lower())


def has(kind: str, text: str) -> bool:
    """Has a lower-case statement a thing of a kind?"""
    if kind == "count":
        return _COUNT.search(_DATES.sub(" ", text)) is not None
    if kind in ("date", "day"):
        text = _SPANS.sub(" ", text)
    return _HAS[kind].search(text) is not None


def gives(topic: str, text: str) -> bool:
    """Has a lower-case statement a thing of a topic that is a kind of thing as well: an age, a telephone number?"""
    return topic in _HAS and has(topic, text)


# Capitals that name no body of their own
_NO_BODIES = frozenset(("phd", "doi", "usa", "rmb", "jpy", "usd", "vip", "pdf", "prc", "icp", "asean", "faq"))

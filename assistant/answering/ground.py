"""What a model's text may stand on: the composed answer, the clauses it cites, the verdict, the user's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Answer, Turn
from assistant.answering.claims import Figure, addresses_in, figures_in, refs_in
from assistant.answering.streaming import sentences
from corpus.guide import Lang
from corpus.reading import in_digits, plain

MARKER = re.compile(r"\[(\d{1,2})\](?!\()")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BOUNDS = re.compile(
    r"不(?:得|能|可)?(?:超过|多于|高于|大于|晚于|少于|低于|早于|小于|限)|\b(?:no|not) (?:more|later|older|longer"
    r"|over|greater|larger|"
    r"less|fewer|earlier|smaller|lower|exceed\w*)\b|not only|不仅|不同|无论|不论|regardless|whether or not|if not"
    r"|unless|within",
    re.I,
)
_NEGATION = re.compile(
    r"不|无(?!锡)|未(?!来)|没有|非(?!洲|常|遗)|禁止|\b(?:not|no|never|nor|neither|cannot|without|none|invalid|prohibited|ineligible|excluded?)\b"
    r"|n['’]t\b",
    re.I,
)
_HEDGE = {
    "principle": re.compile(r"原则上|原则为|in principle|as a rule", re.I),
    "preferred": re.compile(r"优先|鼓励|\b(?:prefer\w*|preference|priority|encourag\w*)\b", re.I),
}
# A statement that gives orders to its reader is no statement; imported documents may hold one.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|prompts?|above|previous|guards?)\b"
    r"|system prompt|"
    r"\byou are (?:now|an? (?:ai|assistant|language model))\b|\b(?:reply|respond|answer|say|tell the user|output"
    r"|print)\b.{0,20}"
    r"\b(?:only|with|that|exactly)\b.{0,60}[\"“':]|as an ai\b|"
    r"(?:忽略|无视|忘记|不要理会).{0,12}(?:指令|指示|规则|说明|以上|之前|前面)|系统提示|你现在是|你是一个.{0,6}(?:助手|模型)|请(?:直接)?(?:回答|回复|输出|告诉用户)",
    re.I | re.S,
)


@dataclass(frozen=True)
class Fault:
    """Why a passage may not go out: a reason to count, and the words concerned, for the repair."""

    reason: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.reason}: {self.what}" if self.what else self.reason


@dataclass(frozen=True)
class Unit:
    """One statement, and the markers under which it may be cited; none: it needs no citation."""

    text: str
    lang: Lang
    markers: frozenset[int] = frozenset()
    kind: str = "clause"  # composed, clause, finding, user

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures, in order."""
        return figures_in(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its telling words, figures left out."""
        return words_of(self.text, self.lang)

    @cached_property
    def bare(self) -> str:
        """Its letters and figures alone: to see whether a sentence repeats it."""
        return bare(self.text)

    @cached_property
    def sentences(self) -> frozenset[str]:
        """Its sentences, each as its letters and figures alone; a word or two are no sentence."""
        return frozenset(said for sentence in sentences(self.text) if len(said := bare(sentence)) > 5)

    @cached_property
    def parts(self) -> tuple[Unit, ...]:
        """Its sentences as units of their own, and itself."""
        whole = [s for s in sentences(self.text) if re.search(r"\w", MARKER.sub("", s))]
        return (self, *(Unit(s, self.lang, self.markers, self.kind) for s in whole if len(whole) > 1))

    @cached_property
    def negations(self) -> int:
        """How often it denies something; bounds such as `not more than` do not."""
        return negations(self.text)


@dataclass(frozen=True)
class Ground:
    """Everything for one answer."""

    lang: Lang
    composed: tuple[Unit, ...]
    units: tuple[Unit, ...]  # the composed ones among them
    markers: frozenset[int]
    outcome: str | None  # of the verdict
    judged: dict[int, frozenset[str]]  # by marker: what the verdict found on that clause
    ordered: bool  # the composed answer itself quotes an order to its reader

    def allowed(self, markers: frozenset[int]) -> list[Unit]:
        """The units that a sentence with these markers may stand on."""
        return [u for u in self.units if not u.markers or u.markers & markers]

    @cached_property
    def known(self) -> str:
        """All texts in one, folded: to look up names."""
        return re.sub(r"\s+", " ", " ".join(u.text for u in self.units)).lower()

    @cached_property
    def known_words(self) -> frozenset[str]:
        """All Latin words of all texts."""
        return frozenset(re.findall(r"[a-zà-ž0-9]+", self.known))

    @cached_property
    def refs(self) -> frozenset[str]:
        """All clause numbers of all texts."""
        return frozenset().union(*(refs_in(u.text) for u in self.units))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """All addresses of all texts."""
        return frozenset().union(*(addresses_in(u.text) for u in self.units))


def ground_of(answer: Answer, question: str, history: Sequence[Turn] = ()) -> Ground:
    """The ground of a composed answer. Statements that give orders are left out, from prompt and guard alike."""
    composed = tuple(Unit(text, answer.lang, markers_in(text), "composed") for text in pieces(answer.answer))
    units = list(composed)
    by_clause = {c.clause_id: frozenset({c.marker}) for c in answer.citations}
    for citation in answer.citations:
        mark = frozenset({citation.marker})
        for lang, text in (("zh", citation.text.zh), ("en", citation.text.en)):
            lines = [line for line in text.splitlines() if line.strip() and not orders(line)]
            units += [Unit(line, "zh" if lang == "zh" else "en", mark) for line in lines]
        units += [
            Unit(f"{citation.ref} {citation.title.zh}", "zh", mark),
            Unit(f"{citation.ref} {citation.title.en}", "en", mark),
        ]
        if citation.official and not orders(citation.official.text):
            units.append(Unit(citation.official.text, "zh", mark))
    judged: dict[int, set[str]] = {}
    for finding in answer.verdict.findings if answer.verdict else ():
        mark = by_clause.get(finding.clause_id, frozenset())
        if mark and finding.outcome != "not_applicable":
            units += [Unit(f"{finding.required.zh} {finding.reason.zh}", "zh", mark, "finding")]
            units += [Unit(f"{finding.required.en} {finding.reason.en}", "en", mark, "finding")]
            for marker in mark:
                judged.setdefault(marker, set()).add(finding.outcome)
    said = [question, *(turn.content for turn in history if turn.role == "user")]
    units += [Unit(text, language_of(text), frozenset(), "user") for text in said if text.strip()]
    return Ground(
        lang=answer.lang,
        composed=composed,
        units=tuple(units),
        markers=frozenset(c.marker for c in answer.citations),
        outcome=answer.verdict.outcome if answer.verdict else None,
        judged={marker: frozenset(found) for marker, found in judged.items()},
        ordered=any(orders(line) for line in answer.answer.splitlines()),
    )


def pieces(text: str) -> list[str]:
    """A composed answer as sentences with their markers. What precedes a marker on its line goes with it."""
    found: list[str] = []
    for line in text.splitlines():
        held = ""
        for sentence in sentences(line):
            held += sentence
            if MARKER.search(sentence):
                found.append(held.strip())
                held = ""
        if held.strip():
            found += [s.strip() for s in sentences(held) if s.strip()]
    return found


def markers_in(text: str) -> frozenset[int]:
    """The n of every `[n]`."""
    return frozenset(int(n) for n in MARKER.findall(text))


def orders(text: str) -> bool:
    """Whether a text gives orders to whoever reads it, as a planted instruction does."""
    return _ORDER.search(text) is not None


def negations(text: str) -> int:
    """How often a text denies something; bounds such as `not more than` do not count."""
    return len(_NEGATION.findall(_BOUNDS.sub(" ", text)))


def hedges(text: str) -> frozenset[str]:
    """`in principle` and `preferably`, in either language."""
    return frozenset(name for name, pattern in _HEDGE.items() if pattern.search(text))


def language_of(text: str) -> Lang:
    """By script, as questions are read."""
    return "zh" if _HAN.search(text) else "en"


def words_of(text: str, lang: Lang) -> frozenset[str]:
    """The telling words of a text, figures and markers left out."""
    from index.lexical import words

    found = words(re.sub(r"\d+(?:[.,:]\d+)*", " ", in_digits(plain(text))), lang)
    return frozenset(word for word in found if not word.isdigit())


def bare(text: str) -> str:
    """Letters and digits alone, width and case folded."""
    import unicodedata

    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", MARKER.sub("", text)).lower())


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Of the words of one text, the share that stands in another; 0 for none."""
    return len(part & whole) / len(part) if part else 0.0


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How nearly two texts have the same words: 1 for the same, 0 for none in common."""
    return len(one & other) / max(len(one), len(other), 1)


def nearest(said: frozenset[str], units: Sequence[Unit], least: float) -> list[Unit]:
    """The units whose words are nearly the same, with those hardly less so."""
    scored = [(alike(said, unit.words), unit) for unit in units]
    best = max((score for score, _ in scored), default=0.0)
    return [unit for score, unit in scored if score >= max(least, best - 0.05)]

"""The table in the README: generated from a run, placed between two markers, never written by hand."""

from __future__ import annotations

from pathlib import Path

from evals.case import EvalError
from evals.metrics import MEASURES, RETRIEVAL
from evals.results import Results

START, END = "<!-- measures -->", "<!-- /measures -->"
_JUDGED = {"eligibility": "asked in conversation", "profile": "on a whole profile"}
COMMAND = "python -m evals table --write README.md"


def table(results: Results) -> str:
    """Every measure over all cases and by language, then the ways of searching, as Markdown."""
    profiles = sum("kind=profile" in case.tags for case in results.cases)
    asked = f"{len(results.cases) - profiles} gold questions" + (f" and {profiles} profiles" if profiles else "")
    lines = [
        f"Measured on {asked}, engine {results.about.subject}, edition "
        f"{results.about.corpus_version}, as of {results.about.as_of}; 95 % bootstrap intervals, n = cases a measure "
        f"applies to. Made by `{COMMAND}`.",
        "",
        "| measure | all | n | 中文 | English |",
        "|---|---|---|---|---|",
    ]
    for name, measure in MEASURES.items():
        every = results.value(name)
        if every is None or measure.unit:
            continue
        better = {"higher": "↑", "lower": "↓", "zero": "→0"}[measure.better]
        parts = [results.value(name, f"lang={lang}") for lang in ("zh", "en")]
        cells = [f"{part.score:.3f}" if part else "" for part in parts]
        whole = f"**{every.score:.3f}** [{every.low:.3f}, {every.high:.3f}]"
        lines.append(f"| {measure.label.en} {better} | {whole} | {every.n} | {cells[0]} | {cells[1]} |")
        if name == "verdict accuracy":
            lines += _verdicts(results)
    return "\n".join([*lines, *_peers(results)])


def _verdicts(results: Results) -> list[str]:
    """Verdicts in conversation and on whole profiles are different work; where there are both, each has its line."""
    parts = [(word, results.value("verdict accuracy", f"kind={kind}")) for kind, word in _JUDGED.items()]
    shown = [(word, part) for word, part in parts if part]
    if len(shown) < 2:
        return []
    return [f"| – {word} | {p.score:.3f} [{p.low:.3f}, {p.high:.3f}] | {p.n} |  |  |" for word, p in shown]


def placed(path: Path, text: str) -> str:
    """A file's content with the table between its markers. EvalError where it has none."""
    try:
        content = path.read_text("utf-8")
    except OSError as error:
        raise EvalError(f"{path}: cannot be read ({error.strerror})") from error
    before, start, rest = content.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise EvalError(f"{path}: has no place for the table; add the lines {START} and {END}")
    return f"{before}{START}\n{text}\n{END}{after}"


def _peers(results: Results) -> list[str]:
    searches = [p for p in results.peers if p.measure in RETRIEVAL and "→" in p.lang]
    systems = list(dict.fromkeys(p.system for p in searches))
    pairs = list(dict.fromkeys(p.lang for p in searches))
    lines = _end_to_end(results)
    if searches:
        lines += ["", "Finding the clause, on the same questions: hit@1 / hit@5 (question → text).", ""]
        lines += ["| search | " + " | ".join(pairs) + " |", "|---" * (len(pairs) + 1) + "|"]
    for system in systems:
        cells = []
        for pair in pairs:
            of = {p.measure: p.score for p in searches if (p.system, p.lang) == (system, pair)}
            cells.append(f"{of['hit@1']:.2f} / {of['hit@5']:.2f}" if of else "")
        lines.append(f"| {system} | " + " | ".join(cells) + " |")
    return lines


def _end_to_end(results: Results) -> list[str]:
    """Other pipelines that answered the same questions, where a model was configured."""
    whole = [p for p in results.peers if p.lang == "all"]
    lines: list[str] = []
    for system in dict.fromkeys(p.system for p in whole):
        lines += ["", f"{system}, end to end on the same questions:", ""]
        lines += ["| measure | it | this assistant |", "|---|---|---|"]
        for peer in whole:
            ours = results.value(peer.measure)
            if peer.system == system and ours and not MEASURES[peer.measure].unit:
                lines.append(f"| {MEASURES[peer.measure].label.en} | {peer.score:.3f} | {ours.score:.3f} |")
    return lines

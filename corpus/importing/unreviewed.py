"""Imported documents as part of the library: official words for the edition's clauses, and guides nobody has reviewed.

The statements of an unreviewed guide are the document's own sentences, in the language it is written in. Both sides of
a statement hold the same words then: nothing is translated that nobody has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.guide import Bilingual, Clause, Guide, Names, Part, Topical
from corpus.importing.archive import Imported, Passage
from corpus.importing.numbering import marker
from corpus.library import Library, OfficialWords

TOPIC = "unreviewed"
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]+[”」』）)]*|[^。！？；\n]+")
_STOP_EN = re.compile(r"(?<=[a-z0-9)%])[.!?](?=\s+[A-Z0-9(])")
_NAME = 18  # characters of a first sentence that is no more than a number and a name
_LONGEST = 360  # characters of one statement; the encoder reads about 500 tokens


def with_imports(library: Library, imported: Sequence[Imported]) -> Library:
    """A library with what was imported; the edition itself stays as it is."""
    official = {
        f"{d.guide}/{ref}": OfficialWords(words.text, words.page)
        for d in imported
        if d.guide in library.guides
        for ref, words in d.official.items()
    }
    own = tuple(guide for d in imported if d.guide is None and (guide := guide_of(d)))
    for document in imported:
        if document.guide is None:
            official |= {f"{document.id}/{p.ref}": OfficialWords(p.text, p.page) for p in document.passages}
    return Library((*library.guides.values(), *own), library.topics, library.differences, official)


def guide_of(document: Imported) -> Guide | None:
    """A document as an unreviewed guide; None where it has no clause with words of its own."""
    clauses = tuple(clause for p in document.passages if (clause := _clause(document, p)))
    if not clauses:
        return None
    title = document.title or document.name
    short = title if len(title) <= 60 else title[:59] + "…"
    return Guide(
        id=document.id,
        short=Bilingual(zh=short, en=short),
        title=Bilingual(zh=title, en=title),
        issuer=Bilingual(zh="未经审核的导入文件", en="imported document, not reviewed"),
        names=Names(zh=(title,), en=(title,)),
        clause_count=len(clauses),
        files=(),
        parts=(Part(clauses=clauses, file=document.name),),
        source=document.name,
        reviewed=False,
    )


def _clause(document: Imported, passage: Passage) -> Clause | None:
    if passage.bare or not re.search(r"\w", passage.text):
        return None
    path, lead = passage.path, ""
    if path and path[-1].endswith(("：", ":")):  # an item is read with the sentence that leads to its list
        path, lead = path[:-1], path[-1] + " "
    said = [s for s in statements(passage) if s != document.title]
    says = tuple(Topical(zh=s, en=s, about=(TOPIC,)) for s in [lead + said[0], *said[1:]]) if said else ()
    heading = " › ".join([*path, passage.title or passage.ref])
    return Clause(ref=passage.ref, heading=Bilingual(zh=heading, en=heading), says=says) if says else None


def statements(passage: Passage) -> list[str]:
    """The sentences of a clause; a table's rows with their column heads, so that each can be read alone."""
    found: list[str] = []
    head: list[str] = []
    for line in passage.text.split("\n"):
        if "\t" in line:
            cells = [c.strip() for c in line.split("\t")]
            if not head:
                head = cells
                continue
            found.append(_row(head, cells))
            continue
        if head and len(found) == 0:
            found.append("；".join(head))
        head = []
        if line.strip() and line.strip() != passage.title:
            found += list(_sentences(line))
    if head and not found:
        found.append("；".join(c for c in head if c))
    return [s for s in _grouped(found) if re.search(r"\w", s)]


def _row(head: list[str], cells: list[str]) -> str:
    if len(head) == len(cells):
        return "；".join(f"{h}：{c}" if h and h != c else c for h, c in zip(head, cells, strict=True) if c)
    return "；".join(c for c in cells if c)


def _sentences(line: str) -> Iterator[str]:
    chinese = bool(re.search(r"[\u4e00-\u9fff]", line))
    pieces = (
        [m[0] for m in _SENTENCE.finditer(line)]
        if chinese
        else re.split(r"\x00", _STOP_EN.sub(lambda m: m[0] + "\x00", line))
    )
    for piece in pieces:
        text = piece.strip()
        while len(text) > _LONGEST:
            cut = max(text.rfind(stop, 0, _LONGEST) for stop in ("，", ",", "、", " ")) + 1 or _LONGEST
            yield text[:cut].strip()
            text = text[cut:].strip()
        if text:
            yield text


def _grouped(pieces: list[str]) -> list[str]:
    """Sentences that only lead to the next (ending in a colon) are said with it; very short ones and names too."""
    found: list[str] = []
    for piece in pieces:
        named = len(found) == 1 and len(found[0]) <= _NAME and marker(found[0]) is not None  # （一）线上提交。
        leads = named or (
            found
            and (found[-1].endswith(("：", ":")) or (len(found[-1]) < 8 and found[-1][-1] not in "。！？.!?"))
            and "；" not in found[-1]
        )
        if leads and len(found[-1]) + len(piece) <= _LONGEST:
            found[-1] = found[-1] + ("" if re.search(r"[\u3000-\u9fff\uff00-\uffef]$", found[-1]) else " ") + piece
        else:
            found.append(piece)
    return found

"""The nodes of a clause tree, and the ids that clauses get by where they stand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.importing.block import Block

_LISTED = frozenset({"dot", "bracket", "cn-bracket", "half", "letter", "letter-half"})
_LEAD = 120  # characters of a sentence that leads to a list
LABEL = re.compile(r"(?!<?https?:)[^\s，。；：:、（）()]{2,12}[：:]")


@dataclass
class Node:
    label: str
    style: str = ""
    number: tuple[int, ...] = ()
    parent: Node | None = None
    level: int = 0  # of a heading without a number
    title: str = ""
    run: int = 0
    blocks: list[Block] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def above(self) -> list[Node]:
        """This node and what it stands under, up to the root."""
        return [self, *(self.parent.above() if self.parent else [])]

    def add(self, **of: object) -> Node:
        child = Node(parent=self, **of)  # type: ignore[arg-type]
        self.children.append(child)
        return child


def walk(node: Node) -> list[Node]:
    return [node, *(found for child in node.children for found in walk(child))]


def merge_early_runs(node: Node) -> None:
    """Two lists (1), (2) … under one clause, each with a label: the last has the ids, the first is the header's."""
    last = max((c.run for c in node.children), default=0)
    early = [c for c in node.children if c.run < last and not c.children and c.style in ("bracket", "dot", "half")]
    if not early or not any(LABEL.match(b.text) for b in node.blocks):
        return
    node.children = [c for c in node.children if c not in early]
    node.blocks = sorted([*node.blocks, *(b for c in early for b in c.blocks)], key=lambda b: b.start)


def merge_lone_items(node: Node) -> None:
    """A single `1.` in a document without numbers is a caption or a note, not a clause."""
    for child in list(node.children):
        alone = sum(c.style == child.style for c in node.children) == 1
        if alone and not child.children and child.style in ("dot", "bracket", "half", "letter"):
            node.children.remove(child)
            node.blocks = sorted([*node.blocks, *child.blocks], key=lambda b: b.start)


def ref_of(node: Node) -> str:
    """The id of a clause within its document."""
    if node.parent is None or node.parent.parent is None or _rooted(node):
        annex = next((n for n in node.above()[1:] if n.style == "annex"), None)
        clash = annex and node.style == "dotted" and _twin(node)
        return f"{annex.label}.{node.label}" if annex and clash else node.label
    above = ref_of(node.parent)
    return above + node.label if node.label.startswith("(") else f"{above}.{node.label}"


def lead_of(node: Node) -> tuple[str, ...]:
    """The sentence that leads to the list in which a node stands, `下列人员不得申请：`, where there is one."""
    if node.style not in _LISTED or not node.parent or not node.blocks:
        return ()
    first = next(c for c in node.parent.children if c.style == node.style and c.run == node.run)
    above = [b.text for b in node.parent.blocks if first.blocks and b.start < first.blocks[0].start]
    lead = re.split(r"(?<=[。；;])", above[-1])[-1] if above else ""
    return (lead.strip(),) if lead.endswith(("：", ":")) and 4 <= len(lead) <= _LEAD else ()


def _rooted(node: Node) -> bool:
    return node.style in ("annex", "article", "dotted", "bare", "caption", "title", "front")


def _twin(node: Node) -> bool:
    """Does an earlier clause of the document have the same dotted number?"""
    first = next(n for n in walk(node.above()[-1]) if n.style == "dotted" and n.number == node.number)
    return first is not node


def named(heading: str) -> str:
    """A heading as an id: half-width, without blanks and without the mark before it."""
    plain = unicodedata.normalize("NFKC", re.sub(r"^[◆◇■●▪#]\s*", "", heading)).rstrip(":")
    return re.sub(r"\s+", "", plain)[:60]

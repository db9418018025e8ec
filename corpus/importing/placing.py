"""Where a printed number belongs: whether it opens a clause here, and under what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.importing.block import Block
from corpus.importing.joining import heading_like
from corpus.importing.node import Node, named, walk
from corpus.importing.numbering import Marker, follows, marker

_NAME = re.compile(r"[（(【]([^（）()【】。；，]{1,24})[）)】]")  # of an article, in brackets
STRONG = frozenset({"annex", "chapter", "section", "article", "cn", "cn-bracket", "dotted", "bare"})


class Placing:
    """The part of a growing tree that knows numbers. `current` is the clause that running text goes to."""

    root: Node
    current: Node
    tail: bool
    named: Block | None
    blocks: Sequence[Block]

    def _opens(self, found: Marker, block: Block, at: int) -> bool:
        """Does this number open a clause here?"""
        if self.tail and found.style not in STRONG:
            return False
        last = self._last(found)
        if last is not None and follows(found, last.number):
            return True
        if found.style == "bare":  # only titles: `1 Introduction`, and only from 1 on
            return found.number == (1,) and (bool(block.level) or heading_like(block.text[found.length :]))
        if found.style == "dotted":
            return last is None and (found.number[-1] <= 1 or bool(block.level) or heading_like(block.text))
        if found.number[-1] != 1 and found.style != "annex":
            return bool(block.level) or (found.style in ("chapter", "article", "section") and last is None)
        if last is None:
            return True
        ending = self.current.blocks[-1].text if self.current.blocks else ""
        nested = self.current is last and ending.endswith(("：", ":"))  # a list of the same style within an item
        return not nested

    def _last(self, found: Marker) -> Node | None:
        """The node whose run a number may continue: of its style, above or beside where we stand."""
        for node in self.current.above():
            if node.style == found.style and (found.style != "dotted" or len(node.number) <= len(found.number)):
                return node
            listed = [c for c in node.children if c.style == found.style != "dotted"]
            if listed:
                return listed[-1]
            if node.style == "annex" and found.style != "annex":
                return self._latest(node, found) if found.style == "dotted" else None
        return self._latest(self.root, found) if found.style in ("dotted", "article", "annex") else None

    def _latest(self, under: Node, found: Marker) -> Node | None:
        nodes = [n for n in walk(under) if n.style == found.style and len(n.number) <= len(found.number)]
        return nodes[-1] if nodes else None

    def _open(self, found: Marker, block: Block, at: int) -> None:
        parent, run = self._place(found, at)
        rest = block.text[found.length :].strip()
        title = self._title(found, rest)
        node = parent.add(label=found.label, style=found.style, number=found.number, title=title, run=run)
        node.blocks += [b for b in (self.named, block) if b]
        self.named = None
        self.current, self.tail = node, False

    def _title(self, found: Marker, rest: str) -> str:
        """The name of a clause: in brackets above or behind an article's number, else all that is printed there."""
        named = _NAME.match(self.named.text if self.named else rest) if found.style == "article" else None
        if named:
            return named[1]
        if len(rest) <= 60 and not re.search("[。；;]|[.:：]$", rest):
            return rest
        if found.style == "dotted" and not rest.isascii() and re.match(r"[^\s，。；:：]{2,30} (?=\S)", rest):
            return rest.split(" ")[0]
        return ""

    def _place(self, found: Marker, at: int) -> tuple[Node, int]:
        """What a clause stands under, and which run of numbers there it belongs to."""
        if found.style in ("annex", "bare") or (found.style == "chapter"):
            return self.root, 0
        if found.style == "dotted":
            return self._dotted_parent(found), 0
        if found.style == "article":  # articles count through all chapters; each stands under its own
            return self._holder(found), 0
        last = self._last(found)
        if last is None:
            promoted = self._promoted(at)
            return promoted or self._holder(found), 0
        parent = last.parent or self.root
        if follows(found, last.number):
            return parent, last.run
        promoted = self._promoted(at)
        return (promoted, 0) if promoted else (parent, max(c.run for c in parent.children) + 1)

    def _holder(self, found: Marker) -> Node:
        """What a new kind of number stands under: where we are, above captions and the preamble."""
        node = self.current
        if found.style in ("cn", "section", "article"):  # never inside an item of a list
            node = next(n for n in node.above() if n.style in ("", "annex", "chapter", "section", "title", "front"))
        return self.root if node.style == "front" else node

    def _dotted_parent(self, found: Marker) -> Node:
        """1.1 stands under 1 where there is one, 3.1.1 under 3.1; else under the part it stands in."""
        for node in reversed(list(walk(self.root))):
            shorter = node.style in ("dotted", "bare", "dot", "chapter", "article") and found.number[:-1] == node.number
            if shorter and self._same_annex(node):
                return node
        last = self._last(found)
        if last is not None and len(last.number) == len(found.number):
            return last.parent or self.root
        return self._holder(Marker("cn", (1,), "", 0)) if self.current.style not in ("cn", "title") else self.current

    def _same_annex(self, node: Node) -> bool:
        def annex(of: Node) -> Node | None:
            return next((n for n in of.above() if n.style == "annex"), None)

        return annex(node) is annex(self.current)

    def _promoted(self, at: int) -> Node | None:
        """A line like a heading right above a 1 becomes the section that the new run stands under."""
        before = self.current.blocks[-1] if self.current.blocks else None
        if at == 0 or before is not self.blocks[at - 1] or not heading_like(before.text) or marker(before.text):
            return None
        if self.current.style in ("front", "title", "annex") or len(self.current.blocks) < 2:
            return None
        self.current.blocks.pop()
        holder = next(n for n in self.current.above() if n.style in ("", "annex", "chapter", "title", "cn"))
        holder = holder.parent or self.root if holder.style == "title" else holder
        node = holder.add(label=named(before.text), style="title", title=before.text)
        node.blocks.append(before)
        return node

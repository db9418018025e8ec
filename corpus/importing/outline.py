"""The clause tree of a document: which numbers open clauses, what stands under each, and the ids they get.

A number opens a clause where it continues a run above it or begins one; a date or a sum at the start of a line does
neither. Ids are as in the edition: the printed numbers, half-width brackets, no blanks. A dotted number or an article
stands alone (`1.3(3)`, `第五条(二)`), other numbers carry what they stand under (`三.1`, `附件2.一`). Where a document
has no numbers, headings open clauses and are their ids.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.importing.block import Block, Document
from corpus.importing.joining import heading_like
from corpus.importing.numbering import Marker, caption, follows, marker

_LABEL = re.compile(r"[^\s，。；：:、（）()]{2,12}[：:]")
_LISTS_ANNEXES = re.compile(r"[-\s]*附\s*件\s*[:：]")
_LONE_ANNEX = re.compile(r"附\s*[件录表]|Annex|Appendix", re.I)
_DAY = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二〇○零一三四五六七八九十]+年[一二三四五六七八九十]+月[一二三四五六七八九十]+日"
)
_ABSTRACT = re.compile(r"(?:摘\s*要|Abstract)\s*[：:．.]", re.I)
_CLOSING = re.compile(r"(?:参考文献|致\s*谢|References|Bibliography|Acknowledge?ments?)\s*[：:]?$", re.I)
_CONTENTS = re.compile(r"目\s*[录次]|(?:table of )?contents", re.I)
_NOTE = re.compile(r"(?:资料来源|数据来源|来源|注|Source|Note)s?\s*[：:]", re.I)
_STRONG = frozenset({"annex", "chapter", "section", "article", "cn", "cn-bracket", "dotted", "bare"})


@dataclass(frozen=True)
class Section:
    """One clause of a document: its id, its own words as printed (number and heading included), where it stands."""

    ref: str
    title: str  # its heading without the number; empty where it has none
    path: tuple[str, ...]  # the titles it stands under, outermost first
    blocks: tuple[Block, ...]

    @property
    def page(self) -> int | None:
        """The page on which it begins."""
        return self.blocks[0].page if self.blocks else None

    @property
    def text(self) -> str:
        """Its own words, one line a block."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def titled_only(self) -> bool:
        """Is it a heading with nothing of its own under it?"""
        return len(self.blocks) == 1 and bool(self.title) and not re.search("[。；]", self.text)


@dataclass
class _Node:
    label: str
    style: str = ""
    number: tuple[int, ...] = ()
    parent: _Node | None = None
    level: int = 0  # of a heading without a number
    title: str = ""
    run: int = 0
    blocks: list[Block] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def above(self) -> list[_Node]:
        """This node and what it stands under, up to the root."""
        return [self, *(self.parent.above() if self.parent else [])]

    def add(self, **of: object) -> _Node:
        child = _Node(parent=self, **of)  # type: ignore[arg-type]
        self.children.append(child)
        return child


def sections(document: Document) -> tuple[Section, ...]:
    """The clauses of a document, in its order. Every block stands in exactly one of them."""
    tree = _Tree(document)
    for at in range(len(document.blocks)):
        tree.take(at)
    return tree.finished()


class _Tree:
    """Takes blocks one after another and hangs each where it belongs."""

    def __init__(self, document: Document):
        self.blocks = document.blocks
        self.root = _Node("")
        self.front = self.root.add(label="", style="front")
        self.current = self.front
        self.numbered = self._is_numbered()
        self.table: _Node | None = None
        self.table_end: int | None = None  # the block with the table's source line, where it has one
        self.tail = False  # after the signature: list of annexes, contact lines

    def _is_numbered(self) -> bool:
        """Do numbers carry this document, or headings?"""
        found = [m for b in self.blocks if b.kind in ("paragraph", "heading") and (m := marker(b.text))]
        return sum(m.style in _STRONG for m in found) >= 2 or len(found) >= 5

    def take(self, at: int) -> None:
        """Hang one block."""
        block = self.blocks[at]
        if self._in_table(block, at):
            return
        name = caption(block.text) if block.kind in ("caption", "heading", "paragraph") else None
        if name:
            leaf = self.current.add(label=name, style="caption", title=block.text)
            leaf.blocks += [*self._note_above(), block]
            self.table = leaf if name[0] in "表T" else None
            self.table_end = self._source_line(at) if self.table else None
            return
        found = marker(block.text) if block.kind in ("paragraph", "heading") else None
        if found and self._opens(found, block, at):
            self._open(found, block, at)
        elif self._lone_annex(block, at):
            self._section(block, re.sub(r"\s", "", block.text), self.root, "annex")
        elif self._is_heading(block, at):
            self._heading(block)
        elif self.tail or self._begins_tail(block, at):
            self.tail = True
            self.front.blocks.append(block)
        else:
            self._append(block)

    # -- numbers -------------------------------------------------------------

    def _opens(self, found: Marker, block: Block, at: int) -> bool:
        """Does this number open a clause here?"""
        if self.tail and found.style not in _STRONG:
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

    def _last(self, found: Marker) -> _Node | None:
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

    def _latest(self, under: _Node, found: Marker) -> _Node | None:
        nodes = [n for n in _walk(under) if n.style == found.style and len(n.number) <= len(found.number)]
        return nodes[-1] if nodes else None

    def _open(self, found: Marker, block: Block, at: int) -> None:
        parent, run = self._place(found, at)
        rest = block.text[found.length :].strip()
        title = rest if len(rest) <= 60 and not re.search("[。；;]|[.:：]$", rest) else ""
        if not title and found.style == "dotted" and re.match(r"[^\s，。；:：]{2,30} (?=\S)", rest):
            title = rest.split(" ")[0] if not rest.isascii() else ""
        node = parent.add(label=found.label, style=found.style, number=found.number, title=title, run=run)
        node.blocks.append(block)
        self.current, self.tail = node, False

    def _place(self, found: Marker, at: int) -> tuple[_Node, int]:
        """What a clause stands under, and which run of numbers there it belongs to."""
        if found.style in ("annex", "bare") or (found.style == "chapter"):
            return self.root, 0
        if found.style == "dotted":
            return self._dotted_parent(found), 0
        last = self._last(found)
        if last is None:
            promoted = self._promoted(at)
            return promoted or self._holder(found), 0
        parent = last.parent or self.root
        if follows(found, last.number):
            return parent, last.run
        promoted = self._promoted(at)
        return (promoted, 0) if promoted else (parent, max(c.run for c in parent.children) + 1)

    def _holder(self, found: Marker) -> _Node:
        """What a new kind of number stands under: where we are, above captions and the preamble."""
        node = self.current
        if found.style in ("cn", "section", "article"):  # never inside an item of a list
            node = next(n for n in node.above() if n.style in ("", "annex", "chapter", "section", "title", "front"))
        return self.root if node.style == "front" else node

    def _dotted_parent(self, found: Marker) -> _Node:
        """1.1 stands under 1 where there is one, 3.1.1 under 3.1; else under the part it stands in."""
        for node in reversed(list(_walk(self.root))):
            shorter = node.style in ("dotted", "bare", "dot", "chapter", "article") and found.number[:-1] == node.number
            if shorter and self._same_annex(node):
                return node
        last = self._last(found)
        if last is not None and len(last.number) == len(found.number):
            return last.parent or self.root
        return self._holder(Marker("cn", (1,), "", 0)) if self.current.style not in ("cn", "title") else self.current

    def _same_annex(self, node: _Node) -> bool:
        def annex(of: _Node) -> _Node | None:
            return next((n for n in of.above() if n.style == "annex"), None)

        return annex(node) is annex(self.current)

    def _promoted(self, at: int) -> _Node | None:
        """A line like a heading right above a 1 becomes the section that the new run stands under."""
        before = self.current.blocks[-1] if self.current.blocks else None
        if at == 0 or before is not self.blocks[at - 1] or not heading_like(before.text) or marker(before.text):
            return None
        if self.current.style in ("front", "title", "annex") or len(self.current.blocks) < 2:
            return None
        self.current.blocks.pop()
        holder = next(n for n in self.current.above() if n.style in ("", "annex", "chapter", "title", "cn"))
        holder = holder.parent or self.root if holder.style == "title" else holder
        node = holder.add(label=_named(before.text), style="title", title=before.text)
        node.blocks.append(before)
        return node

    # -- headings, tables, tails ----------------------------------------------

    def _is_heading(self, block: Block, at: int) -> bool:
        if block.level:
            return at > 0 or block.level > 1
        if _CLOSING.match(block.text) or _CONTENTS.fullmatch(block.text):
            return True
        if self.numbered or block.kind == "row" or not self._follows_prose(at):
            return False
        return heading_like(block.text) or bool(re.fullmatch(r"[^，。；]{2,8}[：:][^\d，。；、：:]{4,30}", block.text))

    def _follows_prose(self, at: int) -> bool:
        """Is there running text under a line, so that it heads something?"""
        after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        if after is None or (self.blocks[at].kind == "item" and not self.blocks[at].text.startswith(("◆", "■", "●"))):
            return False
        if after.kind == "row" or self.blocks[at].kind == "row":
            return after.kind == "row" and after.gap and self.blocks[at].kind != "row"
        if heading_like(after.text) and after.gap and at + 2 < len(self.blocks) and self.blocks[at + 2].kind == "row":
            return not self.blocks[at + 2].gap  # the line below is the table's own title
        return (
            len(after.text) >= 20
            and bool(re.search(r"[。；]|[a-z)][.;](?:\s|$)", after.text))
            and not after.text.startswith("<")
        )

    def _heading(self, block: Block) -> None:
        parent = self.root
        if block.level:
            parent = next(
                (n for n in self.current.above() if n.style == "title" and 0 < n.level < block.level), self.root
            )
        self._section(block, _named(block.text), parent, "title")

    def _section(self, block: Block, label: str, parent: _Node, style: str) -> None:
        node = parent.add(label=label, style=style, level=block.level, title=re.sub(r"^[◆◇■●▪#]\s*", "", block.text))
        node.blocks.append(block)
        self.current, self.tail = node, False

    def _lone_annex(self, block: Block, at: int) -> bool:
        return at > 5 and bool(_LONE_ANNEX.fullmatch(block.text)) and block.kind != "row"

    def _in_table(self, block: Block, at: int) -> bool:
        """Rows belong to the caption above them; where a source line closes the table, all that stands before it."""
        if self.table is None:
            return False
        if self.table_end is not None:
            inside = at <= self.table_end
        else:
            begun = any(b.kind == "row" for b in self.table.blocks)
            inside = block.kind == "row" or not (begun or block.kind in ("caption", "heading") or self._main(block))
        if inside:
            self.table.blocks.append(block)
        if not inside or at == self.table_end:
            self.table = None
        return inside

    def _source_line(self, at: int) -> int | None:
        """Where the source line of a table stands, if one comes before the next heading or caption."""
        for place in range(at + 1, min(at + 150, len(self.blocks))):
            block = self.blocks[place]
            if _NOTE.match(block.text):
                return place
            if block.kind in ("caption", "heading") or self._main(block):
                return None
        return None

    def _main(self, block: Block) -> bool:
        """Does a block open a clause of the document's main numbering?"""
        found = marker(block.text) if block.kind != "row" else None
        return found is not None and found.style in ("dotted", "bare", "cn", "chapter", "annex", "article")

    def _note_above(self) -> list[Block]:
        """The source line that stands above the caption of a figure."""
        home = self.current
        if home.blocks and _NOTE.match(home.blocks[-1].text):
            return [home.blocks.pop()]
        return []

    def _begins_tail(self, block: Block, at: int) -> bool:
        """The signature of a notice, its date, or its list of annexes."""
        if self.current is self.front or not self.numbered or any(n.style == "annex" for n in self.current.above()):
            return False
        after = self.blocks[at + 1].text if at + 1 < len(self.blocks) else ""
        signed = heading_like(block.text) and bool(_DAY.fullmatch(after))
        return bool(_LISTS_ANNEXES.match(block.text) or _DAY.fullmatch(block.text) or signed)

    def _append(self, block: Block) -> None:
        """Running text: to the item it follows, or, where it closes a list or is a label of the part above, there."""
        node, parent = self.current, self.current.parent
        if parent and node.style in ("dot", "bracket", "cn-bracket", "half", "letter", "letter-half"):
            labelled = any(_LABEL.match(b.text) for b in parent.blocks)
            if (labelled and _LABEL.match(block.text)) or (len(node.blocks) == 1 and self._closes_list(node, block)):
                self.current = node = parent
        node.blocks.append(block)

    @staticmethod
    def _closes_list(node: _Node, block: Block) -> bool:
        """After `…；` `…；` `…。` a paragraph without a number speaks of the whole list again."""
        earlier = [c for c in (node.parent.children if node.parent else []) if c.run == node.run and c is not node]
        listed = len(earlier) >= 2 and all(c.blocks and c.blocks[-1].text.endswith(("；", ";")) for c in earlier)
        return listed and bool(node.blocks) and node.blocks[-1].text.endswith(("。", "."))

    # -- ids -------------------------------------------------------------------

    def finished(self) -> tuple[Section, ...]:
        """Sections with their ids; a labelled list that another of the same numbers follows stays in its parent."""
        for node in list(_walk(self.root)):
            _merge_early_runs(node)
            if not self.numbered:
                _merge_lone_items(node)
        self._merge_stray_lists()
        self._name_front()
        found: list[Section] = []
        used: dict[str, int] = {}
        for node in _walk(self.root):
            if not node.blocks or node is self.root:
                continue
            ref = _ref(node)
            used[ref] = used.get(ref, 0) + 1
            name = ref if used[ref] == 1 else f"{ref}[{used[ref]}]"
            path = tuple(n.title for n in reversed(node.above()[1:]) if n.title)
            found.append(Section(name, node.title, path, tuple(node.blocks)))
        return tuple(found)

    def _name_front(self) -> None:
        blocks = self.front.blocks
        abstract = [b for b in blocks if _ABSTRACT.match(b.text)]
        words = "".join(b.text for b in self.blocks)
        chinese = len(re.findall(r"[\u4e00-\u9fff]", words)) * 3 > len(words)
        if abstract:
            self.front.label = "题名" if chinese else "Title"
            self.front.blocks = [b for b in blocks if b not in abstract]
            node = _Node("摘要" if chinese else "Abstract", "title", parent=self.root, blocks=abstract)
            self.root.children.insert(1, node)
        elif chinese:
            notice = any(re.search(r"(?:通知|公告|通告)$", b.text) for b in blocks[:6])
            self.front.label = "通知" if notice else "前言"
        else:
            self.front.label = "Preamble"

    def _merge_stray_lists(self) -> None:
        """A list in the front matter that takes ids which sections need (affiliations 1., 2., 3.) goes into it."""
        named = {_ref(n) for n in _walk(self.root) if n.style in ("bare", "chapter", "cn", "dotted")}
        for node in list(self.root.children):
            if node.style == "dot" and not node.children and _ref(node) in named:
                self.root.children.remove(node)
                self.front.blocks += node.blocks
        self.front.blocks.sort(key=lambda b: b.start)


def _walk(node: _Node) -> list[_Node]:
    return [node, *(found for child in node.children for found in _walk(child))]


def _merge_early_runs(node: _Node) -> None:
    """Two lists (1), (2) … under one clause, each with a label: the last has the ids, the first is the header's."""
    last = max((c.run for c in node.children), default=0)
    early = [c for c in node.children if c.run < last and not c.children and c.style in ("bracket", "dot", "half")]
    if not early or not any(_LABEL.match(b.text) for b in node.blocks):
        return
    node.children = [c for c in node.children if c not in early]
    node.blocks = sorted([*node.blocks, *(b for c in early for b in c.blocks)], key=lambda b: b.start)


def _merge_lone_items(node: _Node) -> None:
    """A single `1.` in a document without numbers is a caption or a note, not a clause."""
    for child in list(node.children):
        alone = sum(c.style == child.style for c in node.children) == 1
        if alone and not child.children and child.style in ("dot", "bracket", "half", "letter"):
            node.children.remove(child)
            node.blocks = sorted([*node.blocks, *child.blocks], key=lambda b: b.start)


def _ref(node: _Node) -> str:
    """The id of a clause within its document."""
    if node.parent is None or node.parent.parent is None or _rooted(node):
        annex = next((n for n in node.above()[1:] if n.style == "annex"), None)
        clash = annex and node.style == "dotted" and _twin(node)
        return f"{annex.label}.{node.label}" if annex and clash else node.label
    above = _ref(node.parent)
    return above + node.label if node.label.startswith("(") else f"{above}.{node.label}"


def _rooted(node: _Node) -> bool:
    return node.style in ("annex", "article", "dotted", "bare", "caption", "title", "front")


def _twin(node: _Node) -> bool:
    """Does an earlier clause of the document have the same dotted number?"""
    first = next(n for n in _walk(node.above()[-1]) if n.style == "dotted" and n.number == node.number)
    return first is not node


def _named(heading: str) -> str:
    """A heading as an id: half-width, without blanks and without the mark before it."""
    plain = unicodedata.normalize("NFKC", re.sub(r"^[◆◇■●▪#]\s*", "", heading)).rstrip(":")
    return re.sub(r"\s+", "", plain)[:60]

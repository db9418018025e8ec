"""The clause tree of a document: which numbers open clauses, what stands under each, and the ids they get.

A number opens a clause where it continues a run above it or begins one; a date or a sum at the start of a line does
neither. Ids are as in the edition: the printed numbers, half-width brackets, no blanks. A dotted number or an article
stands alone (`1.3(3)`, `第五条(二)`), other numbers carry what they stand under (`三.1`, `附件2.一`). Where a document
has no numbers, headings open clauses and are their ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.importing.block import Block, Document
from corpus.importing.front import abstracts, contents, entry, is_entry
from corpus.importing.joining import heading_like
from corpus.importing.node import LABEL, Node, lead_of, merge_early_runs, merge_lone_items, named, ref_of, walk
from corpus.importing.numbering import caption, marker
from corpus.importing.placing import STRONG, Placing

_LISTS_ANNEXES = re.compile(r"[-\s]*附\s*件\s*[:：]")
_LONE_ANNEX = re.compile(r"附\s*[件录表]|Annex|Appendix", re.I)
_DAY = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[二〇○零一三四五六七八九十]+年[一二三四五六七八九十]+月[一二三四五六七八九十]+日"
)
_BRACKETED = re.compile(r"[（(【]([^（）()【】。；，]{1,24})[）)】]")
_CONTACT = re.compile(r"(?:联系|咨询|业务)(?:人|方式|电话|邮箱)[^，。；]{0,6}[：:]|Contact\s*:", re.I)
_CLOSING = re.compile(r"(?:附\s*则|参考文献|致\s*谢|References|Bibliography|Acknowledge?ments?)\s*[：:]?$", re.I)
_CONTENTS = re.compile(r"目\s*[录次]|(?:table of )?contents", re.I)
_NOTE = re.compile(r"(?:资料来源|数据来源|来源|注|Source|Note)s?\s*[：:]", re.I)


@dataclass(frozen=True)
class Section:
    """One clause of a document: its id, its own words as printed (number and heading included), where it stands."""

    ref: str
    title: str  # its heading without the number; empty where it has none
    path: tuple[str, ...]  # the titles it stands under, outermost first; last the `…：` that leads to a list's item
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
        if len(self.blocks) > 1 and all(is_entry(b.text) for b in self.blocks[1:]):
            return True  # a table of contents
        alone = len(self.blocks) == 1 and len(self.text) <= len(self.title) + 20
        return alone and bool(self.title) and not re.search("[。；]", self.text)


def sections(document: Document) -> tuple[Section, ...]:
    """The clauses of a document, in its order. Every block stands in exactly one of them."""
    tree = _Tree(document)
    for at in range(len(document.blocks)):
        tree.take(at)
    return tree.finished()


class _Tree(Placing):
    """Takes blocks one after another and hangs each where it belongs."""

    def __init__(self, document: Document):
        self.blocks = document.blocks
        self.root = Node("")
        self.front = self.root.add(label="", style="front")
        self.current = self.front
        self.numbered = self._is_numbered()
        self.table: Node | None = None
        self.table_end: int | None = None  # the block with the table's source line, where it has one
        self.tail = False  # after the signature: list of annexes, contact lines
        self.listed = contents(self.blocks)
        self.named: Block | None = None  # a line （目的） that names the article below it

    def _is_numbered(self) -> bool:
        """Do numbers carry this document, or headings?"""
        found = [
            m
            for b in self.blocks
            if b.kind in ("paragraph", "heading") and not is_entry(b.text) and (m := marker(b.text))
        ]
        return sum(m.style in STRONG for m in found) >= 2 or len(found) >= 5

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
        found = marker(block.text) if block.kind in ("paragraph", "heading") and not is_entry(block.text) else None
        if found and self._opens(found, block, at):
            self._open(found, block, at)
        elif self._names_next(block, at):
            self.named = block
        elif self._lone_annex(block, at):
            self._section(block, re.sub(r"\s", "", block.text), self.root, "annex")
        elif self._is_heading(block, at):
            self._heading(block)
        elif self.tail or self._begins_tail(block, at):
            self.tail = True
            self.front.blocks.append(block)
        else:
            self._append(block)

    def _names_next(self, block: Block, at: int) -> bool:
        """Is a line in brackets the name of the article that follows, as in （目的） above 第1条?"""
        after = marker(self.blocks[at + 1].text) if at + 1 < len(self.blocks) else None
        return bool(_BRACKETED.fullmatch(block.text)) and after is not None and after.style == "article"

    # -- headings, tables, tails ----------------------------------------------

    def _is_heading(self, block: Block, at: int) -> bool:
        if block.level:
            return at > 0 or block.level > 1
        if _CLOSING.match(block.text) or _CONTENTS.fullmatch(block.text) or entry(block.text) in self.listed:
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
                (
                    n
                    for n in self.current.above()
                    if n.style == "title" and 0 < n.level < block.level and not _CONTENTS.fullmatch(n.title)
                ),
                self.root,
            )
        self._section(block, named(block.text), parent, "title")

    def _section(self, block: Block, label: str, parent: Node, style: str) -> None:
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
            labelled = any(LABEL.match(b.text) for b in parent.blocks)
            if (labelled and LABEL.match(block.text)) or (len(node.blocks) == 1 and self._closes_list(node, block)):
                self.current = node = parent
        node.blocks.append(block)

    @staticmethod
    def _closes_list(node: Node, block: Block) -> bool:
        """After `…；` `…；` `…。` a paragraph without a number speaks of the whole list again."""
        earlier = [c for c in (node.parent.children if node.parent else []) if c.run == node.run and c is not node]
        if _CONTACT.match(block.text) and len(earlier) >= 2 and all(len(c.blocks) == 1 for c in earlier):
            return True  # 联系人：… under a list whose items have one paragraph each
        listed = len(earlier) >= 2 and all(c.blocks and c.blocks[-1].text.endswith(("；", ";")) for c in earlier)
        return listed and bool(node.blocks) and node.blocks[-1].text.endswith(("。", "."))

    # -- ids -------------------------------------------------------------------

    def finished(self) -> tuple[Section, ...]:
        """Sections with their ids; a labelled list that another of the same numbers follows stays in its parent."""
        for node in list(walk(self.root)):
            merge_early_runs(node)
            if not self.numbered:
                merge_lone_items(node)
        self._merge_stray_lists()
        self._name_front()
        found: list[Section] = []
        used: dict[str, int] = {}
        for node in walk(self.root):
            if not node.blocks or node is self.root:
                continue
            ref = ref_of(node)
            used[ref] = used.get(ref, 0) + 1
            name = ref if used[ref] == 1 else f"{ref}[{used[ref]}]"
            path = tuple(n.title for n in reversed(node.above()[1:]) if n.title) + lead_of(node)
            found.append(Section(name, node.title, path, tuple(node.blocks)))
        return tuple(found)

    def _name_front(self) -> None:
        blocks = self.front.blocks
        abstract = abstracts(blocks)
        words = "".join(b.text for b in self.blocks)
        chinese = len(re.findall(r"[\u4e00-\u9fff]", words)) * 3 > len(words)
        if abstract:
            self.front.label = "题名" if chinese else "Title"
            self.front.blocks = [b for b in blocks if b not in abstract]
            node = Node("摘要" if chinese else "Abstract", "title", parent=self.root, blocks=abstract)
            self.root.children.insert(1, node)
        elif chinese:
            notice = any(re.search(r"(?:通知|公告|通告)$", b.text) for b in blocks[:6])
            self.front.label = "通知" if notice else "前言"
        else:
            self.front.label = "Preamble"

    def _merge_stray_lists(self) -> None:
        """A list in the front matter that takes ids which sections need (affiliations 1., 2., 3.) goes into it."""
        named = {ref_of(n) for n in walk(self.root) if n.style in ("bare", "chapter", "cn", "dotted")}
        for node in list(self.root.children):
            if node.style == "dot" and not node.children and ref_of(node) in named:
                self.root.children.remove(node)
                self.front.blocks += node.blocks
        self.front.blocks.sort(key=lambda b: b.start)

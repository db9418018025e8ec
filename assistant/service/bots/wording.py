"""Answers for chats that show no Markdown, in messages of the size that a platform takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.guide import Lang

_RULE = re.compile(r"\s*\|?[\s:|-]*-{3}[\s:|-]*\|?\s*")

SORRY: dict[Lang, str] = {
    "zh": "抱歉，这个问题没能回答出来，请稍后再问一次。",
    "en": "Sorry, this question could not be answered. Please ask again a little later.",
}
BUSY: dict[Lang, str] = {
    "zh": "现在提问的人太多，请过几分钟再问一次。",
    "en": "Too many people are asking just now. Please ask again in a few minutes.",
}
TEXT_ONLY = (
    "请用文字提问，例如：中法杰青的年龄要求是什么？ / Please ask in text, e.g. What is the age limit of exchange 1.3?"
)


def language(text: str) -> Lang:
    """The language in which to apologise."""
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"


def plain(markdown: str) -> str:
    """An answer without Markdown's marks; rows of a table become lines."""
    lines = []
    for line in markdown.replace("**", "").split("\n"):
        if _RULE.fullmatch(line) and "-" in line:
            continue
        bare = line.strip()
        if bare.startswith("|") and bare.endswith("|") and len(bare) > 1:
            line = " · ".join(cell.strip() for cell in bare[1:-1].split("|"))
        lines.append(line)
    return "\n".join(lines)


def parts(text: str, largest: int) -> Iterator[str]:
    """The text in messages of at most `largest` bytes, cut at line ends where possible, never within a character."""
    rest = text
    while len(rest.encode()) > largest:
        head = rest.encode()[:largest].decode("utf-8", "ignore")
        cut = max(head.rfind("\n"), head.rfind("。") + 1, head.rfind(". ") + 1)
        cut = cut if cut > len(head) // 3 else len(head)
        yield rest[:cut].rstrip("\n")
        rest = rest[cut:].lstrip("\n")
    if rest or not text:
        yield rest

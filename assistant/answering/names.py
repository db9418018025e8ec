"""Names in a text that no source has: organisations, programmes, people, in either script."""

from __future__ import annotations

import re

from assistant.answering.claims import figures_in
from assistant.answering.ground import Ground
from corpus.reading import plain

_CAPITAL = re.compile(r"[A-ZÀ-Ž][\w'’&-]*")
_STARTS = re.compile(r"(?:^|[.!?:;]\s+|[\n(“\"]\s*|[-*•]\s+)$")
_COMMON = frozenset(
    (  # noqa: SIM905
        "i a an the and or of in on for to from by at january february march april may june july august "
        "september october november december monday tuesday wednesday thursday friday saturday sunday rmb cny "
        "yuan chinese china english phd ph.d yes no note"
    ).split()
)  # fmt: skip
_ORG = re.compile(
    r"([\u4e00-\u9fff]{1,3})(委员会|基金会|研究院|研究所|实验室|大学|学院|中心|计划(?!支持|资助|开展|在|于)|专项|学会|协会|公司|银行|大使馆|使馆|办公室|平台|集团|联盟|"
    r"理事会|部(?![分门署件])|局(?!限|面)|署|厅)"
)
_PLAIN_BEFORE = frozenset(
    (  # noqa: SIM905
        "研究 项目 工作 合作 申报 推荐 承担 依托 主管 相关 有关 所在 全 内 外 各 该 本 此 两 双 的 由 向 在 "
        "和 与 或 及 从 等 是 个 份 联合 伙伴 管理 参加 参与 这 那 每 其 经 为 对"
    ).split()
)
_KINDS = frozenset("计划 专项 中心 平台 实验室 研究所 研究院 公司 集团 大学 学院 办公室 部".split())  # noqa: SIM905
_LINKS = frozenset("全 内 外 各 该 本 此 两 双 的 由 向 在 和 与 或 及 从 等 是 这 那 每 其 经 为 对".split())  # noqa: SIM905
_QUOTED = re.compile(r"[《“「『\"]([^》”」』\"]{2,60})[》”」』\"]")


def unknown_names(sentence: str, ground: Ground) -> list[str]:
    """Names that stand in no source of the answer, as they are written."""
    text = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+", " ", plain(sentence))
    found = [name for name in _latin(text) if not _known(name, ground)]
    for match in _ORG.finditer(text):
        before, suffix = match[1], match[2]
        if any(before.endswith(word) for word in (_PLAIN_BEFORE if suffix in _KINDS else _LINKS)):
            continue
        if before[-2:] + suffix not in ground.known.replace(" ", ""):
            found.append(before + suffix)
    for match in _QUOTED.finditer(text):
        if not figures_in(match[1]) and not _stands(match[1], ground):
            found.append(match[1])
    if ground.lang == "zh":
        words = re.findall(r"[A-Za-zÀ-ž][A-Za-zÀ-ž-]+", text)
        found += [word for word in words if not all(_known(part, ground) for part in word.split("-"))]
    return list(dict.fromkeys(found))


def _latin(text: str) -> list[str]:
    """Capitalised words that are not so merely because a sentence starts with them."""
    found = []
    for match in _CAPITAL.finditer(text):
        word = match[0]
        first = _STARTS.search(text[: match.start()]) is not None
        followed = re.match(r"\s+[A-ZÀ-Ž]", text[match.end() :]) is not None
        if (
            not first
            or (len(word) > 1 and word[1:].upper() == word[1:] and word[1:].isalpha())
            or (followed and len(word) > 3)
        ):
            found.append(word)
    return found


def _known(name: str, ground: Ground) -> bool:
    parts = [part for part in re.split(r"['’&-]", name.lower()) if part]
    return all(p in _COMMON or p in ground.known_words or p.rstrip("s") in ground.known_words for p in parts)


def _stands(quoted: str, ground: Ground) -> bool:
    flat = re.sub(r"[\W_]+", "", ground.known)
    return re.sub(r"[\W_]+", "", quoted.lower()) in flat

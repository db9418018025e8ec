"""Text that a reader of the page does not see, and text that speaks to a language model rather than to the reader.

Zero-width and direction characters are taken out, and sentences that give orders to a model are not taken in: an
imported document is data, whoever wrote it. What was left out is counted and said.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from corpus.importing.block import Line

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ORDERS = re.compile(
    r"(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+|these\s+|of\s+)*(?:previous|prior|above|earlier|preceding|other|system|instructions?|rules|prompts?)"
    r"|(?:system|developer|hidden)\s+(?:prompt|message|instructions?)\b"
    r"|\byou\s+are\s+(?:now|no\s+longer)\b|\b(?:act|behave|respond|pretend)\s+(?:as|to\s+be|like)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?:ai|assistant|model|chatbot|dan|llm)\b"
    r"|\b(?:dear|attention|note\s+to|instructions?\s+(?:to|for))\s+(?:the\s+)?(?:ai|llm|assistant|language\s+model|chatbot|gpt|model)\b"
    r"|\bas\s+an?\s+(?:ai|large)\s+(?:language\s+)?(?:model|assistant)\b|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?INST\]"
    r"|(?:忽略|无视|忘记|忘掉|不要理会|覆盖|撤销)(?:之前|以上|上述|前面|先前|此前|所有|一切|全部|你的|系统|掉|的|任何|其他|其它)*(?:指令|指示|提示词?|规则|设定|要求|命令|对话)"
    r"|系统提示词?|提示词注入|你(?:现在)?(?:是|作为|扮演)[^。；]{0,8}(?:AI|人工智能|助手|语言模型|机器人|模型)|(?:作为|致|请|告诉|要求)(?:一个|各位|本)?(?:AI|人工智能|大)?(?:语言模型|大模型|AI助手|智能助手)",
    re.I,
)
# Cyrillic and Greek letters that print as Latin ones do
_LATIN = str.maketrans("аеорсхуіјѕԁһьАВЕКМНОРСТХІЈЅαοιρυΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcxyijsdhbABEKMHOPCTXIJSaoipuABEHIKMNOPTX")
_LOOK_ALIKE = re.compile(r"(?:[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z])")  # two alphabets in one word
_APART = re.compile(r"\b(?:[A-Za-z] ){3,}[A-Za-z]\b")
_SENTENCE_END = re.compile(r"(?<=[。！？；\n])|(?<=[.!?;])(?=\s|[\u3400-\u9fff])")


def visible(text: str) -> str:
    """A text without characters that show nothing; compatibility ideographs and ligatures made plain."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return re.sub(r"[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]", lambda m: unicodedata.normalize("NFKC", m[0]), text)


def without_hidden(lines: list[Line]) -> tuple[list[Line], int]:
    """Lines without invisible characters, and from how many lines some were taken."""
    shown = [replace(line, text=visible(line.text)) for line in lines]
    touched = sum(len(_INVISIBLE.findall(line.text)) > 0 for line in lines)
    return [line for line in shown if line.text.strip()], touched


def without_orders(text: str) -> tuple[str, int]:
    """A block's text without sentences that give orders to a model, and how many there were."""
    if not _gives_orders(text):
        return text, 0
    kept, dropped = [], 0
    for sentence in _SENTENCE_END.split(text):
        if _gives_orders(sentence):
            dropped += 1
        else:
            kept.append(sentence)
    return "".join(kept).strip(), dropped


def _gives_orders(text: str) -> bool:
    """As a model would read it: wide letters, look-alikes from other alphabets and l e t t e r s apart made plain."""
    plain = unicodedata.normalize("NFKC", text)
    if _LOOK_ALIKE.search(plain):
        plain = plain.translate(_LATIN)
    plain = _APART.sub(lambda m: m[0].replace(" ", ""), re.sub(r"\s+", " ", plain))
    return bool(_ORDERS.search(plain) or _ORDERS.search(plain.replace(" ", "")))

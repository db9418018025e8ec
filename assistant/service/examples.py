"""The examples in the OpenAPI description. A test sends every one of them."""

from __future__ import annotations

from typing import Any

_AS_OF = "2026-06-01"

ASK: Any = {
    "chinese": {
        "summary": "a question in Chinese",
        "value": {"question": "每个中韩交流项目给多少钱？", "as_of": _AS_OF},
    },
    "english": {
        "summary": "a question within one direction",
        "value": {"question": "What is the age limit?", "direction": "exchange-1.3", "as_of": _AS_OF},
    },
    "follow-up": {
        "summary": "a follow-up, with the messages before it",
        "value": {
            "question": "那执行期呢？",
            "history": [
                {"role": "user", "content": "每个中韩交流项目给多少钱？"},
                {"role": "assistant", "content": "每个项目 6 万元。 [1]"},
            ],
            "as_of": _AS_OF,
        },
    },
}

CHECK: Any = {
    "too old": {
        "summary": "born a day too early",
        "value": {"direction": "exchange-1.3", "profile": {"birth_date": "1981-12-31"}, "as_of": _AS_OF},
    },
    "few facts": {
        "summary": "facts are missing",
        "value": {"direction": "joint-1.7", "profile": {"duration_years": 2}, "as_of": _AS_OF},
    },
}

MATCH: Any = {
    "a chinese doctor": {
        "summary": "nationality and degree",
        "value": {"profile": {"nationality": "CN", "degree": "phd"}, "as_of": _AS_OF},
    },
}

ANSWER: Any = {
    "status": "answered",
    "lang": "zh",
    "answer": "**人员交流指南 1.1 中国—韩国科技交流互访项目**：… [1]",
    "citations": [
        {
            "marker": 1,
            "clause_id": "most-exchange-2026-b2/1.1(5)",
            "guide": "most-exchange-2026-b2",
            "ref": "1.1(5)",
            "title": {"zh": "资助额度、用途与决算", "en": "Funding, its use and the final account"},
            "text": {"zh": "…", "en": "…"},
            "official": None,
        }
    ],
    "direction": "exchange-1.1",
    "verdict": None,
    "closed": None,
    "engine": "composer",
    "as_of": _AS_OF,
    "corpus_version": "0123456789ab",
    "elapsed_ms": 96,
}

CHAT: Any = {
    "one question": {
        "summary": "one question",
        "value": {
            "model": "zhinan",
            "messages": [{"role": "user", "content": "What is the age limit for exchange 1.3?"}],
        },
    },
    "streamed": {
        "summary": "streamed, with a message before it",
        "value": {
            "model": "zhinan",
            "stream": True,
            "messages": [
                {"role": "system", "content": "You help a research office."},
                {"role": "user", "content": "每个中韩交流项目给多少钱？"},
                {"role": "assistant", "content": "每个项目 6 万元。 [1]"},
                {"role": "user", "content": "那执行期呢？"},
            ],
        },
    },
}

COMPLETION: Any = {
    "id": "chatcmpl-0",
    "object": "chat.completion",
    "created": 1780272000,
    "model": "zhinan",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "… [1]\n\nSources:\n- [1] most-exchange-2026-b2/1.3(3) Who may apply",
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "start_index": 2,
                            "end_index": 5,
                            "title": "most-exchange-2026-b2/1.3(3) Who may apply",
                            "url": "http://127.0.0.1:8000/v1/clauses/most-exchange-2026-b2/1.3%283%29",
                            "clause_id": "most-exchange-2026-b2/1.3(3)",
                        },
                    }
                ],
            },
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 60, "total_tokens": 69},
}

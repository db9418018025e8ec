"""Logs as JSON lines with what is personal or secret taken out. The one home of structlog.

Questions are never logged. What is written passes the redactor all the same, because a path, a header or the message
of somebody else's exception can carry what its user typed.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, cast

import structlog

_SECRET_NAMES = re.compile(r"key|secret|token|authorization|cookie|password|question|content|profile", re.I)
_HIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    # Identity numbers of the People's Republic (18 places, or 15 of the old kind), Hong Kong, and passports.
    (re.compile(r"(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?!\d)"), "[id]"),
    (re.compile(r"(?<!\d)\d{8}(?:0[1-9]|1[0-2])\d{5}(?!\d)"), "[id]"),
    (re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\(?[0-9A]\)?(?!\d)"), "[id]"),
    (re.compile(r"(?<![A-Za-z0-9])[EGDPS][A-Z]?\d{7,8}(?!\d)"), "[id]"),
    # Dates of birth in any order and script; a year alone is not one.
    (re.compile(r"(?<!\d)(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*\d{1,2}\s*日?|月)"), "[date]"),
    (re.compile(r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}(?!\d)"), "[date]"),
    (re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"), "[date]"),
    (
        re.compile(
            r"(?<![a-z0-9])(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
            r"\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d{2}(?!\d)",
            re.I,
        ),
        "[date]",
    ),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "[phone]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[mail]"),
    (re.compile(r"(?i)(?<![a-z])(?:bearer|basic)\s+\S+"), "[secret]"),
)


def redact(text: str) -> str:
    """The text without birth dates, identity numbers, telephones, addresses and credentials."""
    for pattern, shown in _HIDDEN:
        text = pattern.sub(shown, text)
    return text


def log() -> structlog.stdlib.BoundLogger:
    """The log. Give it closed facts (`log().info("served", status=200)`), never what a user typed."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger("zhinan"))


def request_id() -> str | None:
    """The id of the request being served, if one is."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return str(found) if found else None


def configure(level: int = logging.INFO) -> None:
    """Send our log and those of the libraries to stderr, one JSON object a line, redacted. For entry points."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _redacting,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_plain_exception, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("zhinan").setLevel(level)
    logging.captureWarnings(True)


def where(error: BaseException) -> list[str]:
    """The places of an exception, innermost last, without its message: that may quote what a user typed."""
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-2]}/{code.co_filename.rsplit('/', 1)[-1]}:{step.tb_lineno}")
        step = step.tb_next
    return places[-6:]


def _redacting(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = _clean(name, value)
    return event


def _clean(name: str, value: Any) -> Any:
    if name != "event" and _SECRET_NAMES.search(name) and name != "key_name":
        return "[hidden]"
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", inner) for inner in value]
    return value


def _plain_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Another library's exception: its kind and places stay, its message goes."""
    record = event.get("_record")
    if record is not None and record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        event["error"], event["where"] = type(error).__name__, where(error)
        record.exc_info = record.exc_text = None
    event.pop("exc_info", None)
    return event

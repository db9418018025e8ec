"""What can go wrong, in words for the person who asked.

ZhinanError
├── BadInput            the question, a fact or an option is not usable (422, exit 2)
│   └── NotFound        an unknown direction or clause (404, exit 2)
├── NotReady            the index or the encoder cannot be used (503, exit 2)
└── Busy                more is asked than can be answered soon (503 with Retry-After)
"""

from __future__ import annotations


class ZhinanError(Exception):
    """Base of every error that a user is shown; `code` is stable, the message is one line."""

    code = "error"
    status = 500


class BadInput(ZhinanError):
    """The input is not usable; the message says what, where and what to do."""

    code = "bad_input"
    status = 422


class NotFound(BadInput):
    """A direction or clause that the edition has not."""

    code = "not_found"
    status = 404


class NotReady(ZhinanError):
    """The assistant cannot answer now; the message says what to do."""

    code = "not_ready"
    status = 503


class Busy(ZhinanError):
    """Too many questions wait already; `retry_after` is the number of seconds after which to try again."""

    code = "busy"
    status = 503

    def __init__(self, message: str, retry_after: int):
        super().__init__(message)
        self.retry_after = retry_after

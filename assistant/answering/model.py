"""A language model as the assistant sees it, whoever serves it; and when to leave it alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]
Message = tuple[Role, str]
FIRST_REST, LONGEST_REST = 15.0, 300.0  # seconds


class ModelFailed(Exception):
    """A model gave no usable text. `reason` is one of a few words to count by.

    unreachable, timeout, busy (429), server (5xx), refused (other 4xx), garbled, cut, endless, empty
    """

    def __init__(self, reason: str, detail: str = "", retry_after: float | None = None):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail, self.retry_after = reason, detail, retry_after


class Model(Protocol):
    """Anything that continues a conversation."""

    name: str

    def stream(self, messages: Sequence[Message], seconds: float, longest: int = 8000) -> Iterator[str]:
        """The reply as it comes. ModelFailed where it does not come, breaks off, or takes or says too much."""
        ...


class Breaker:
    """Leaves a failing endpoint alone, so that only the first question waits for it.

    After a failure no question tries it any more. Once it has rested, a probe in the background does; only a probe
    that succeeds lets questions through again, and each that fails doubles the rest.
    """

    def __init__(
        self, probe: Callable[[], None], clock: Callable[[], float] = time.monotonic, rest: float = FIRST_REST
    ):
        self._probe, self._clock, self._first = probe, clock, rest
        self._lock = threading.Lock()
        self._rest, self._until, self._probing = rest, 0.0, False
        self._open = False

    def closed(self) -> bool:
        """Whether a question may use the endpoint now. Where it has rested long enough, starts a probe."""
        with self._lock:
            if not self._open:
                return True
            if self._probing or self._clock() < self._until:
                return False
            self._probing = True
        threading.Thread(target=self._try, daemon=True, name="model-probe").start()
        return False

    def failed(self, retry_after: float | None = None) -> None:
        """The endpoint failed: leave it alone for a while, at least as long as it asked for."""
        with self._lock:
            rest = max(self._rest, min(retry_after or 0.0, LONGEST_REST))
            self._open, self._probing = True, False
            self._until = self._clock() + rest
            self._rest = min(self._rest * 2, LONGEST_REST)

    def succeeded(self) -> None:
        """The endpoint answered."""
        with self._lock:
            self._open, self._probing, self._rest = False, False, self._first

    def _try(self) -> None:
        try:
            self._probe()
        except ModelFailed as error:
            self.failed(error.retry_after)
        except Exception:  # whatever a client library raises: still not usable
            self.failed()
        else:
            self.succeeded()

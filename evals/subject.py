"""What is being measured: the assistant in this process, or one behind a URL. Either is asked the same way."""

from __future__ import annotations

import time
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from assistant.answer import Answer, Ask, Verdict
from assistant.errors import BadInput, NotReady, ZhinanError
from assistant.settings import Settings
from corpus.library import Library
from evals.case import Case, EvalError, ProfileCase

_TIMEOUT = 120.0  # seconds; a small local model writes slowly
_TRIES = 5


class CaseFailed(Exception):
    """This one case got no answer; the message says why. It counts as wrong and the run goes on."""


class Subject(Protocol):
    """Anything that answers questions the way the contract says."""

    name: str  # in reports, and to keep runs of different subjects apart
    corpus_version: str

    def answer(self, case: Case, as_of: date) -> Answer:
        """The answer to a case. CaseFailed where there is none."""
        ...

    def verdict(self, case: ProfileCase, as_of: date) -> Verdict:
        """The verdict on a profile. CaseFailed where there is none."""
        ...

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        """Clause ids as its search ranks them; None where that cannot be asked."""
        ...


class InProcess:
    """The assistant of this process."""

    def __init__(self, assistant: Any, name: str = "composer"):
        self.assistant, self.name = assistant, name
        self.library: Library = assistant.library
        self.corpus_version: str = assistant.corpus_version

    def answer(self, case: Case, as_of: date) -> Answer:
        """Ask in this process; a crash of the assistant fails the case, an unusable index the run."""
        ask = Ask(question=case.question, history=case.history, direction=case.direction, as_of=as_of)
        answer: Answer = _guarded(lambda: self.assistant.ask(ask))
        return answer

    def verdict(self, case: ProfileCase, as_of: date) -> Verdict:
        """Judge a profile in this process."""
        from assistant.eligibility.rules import judge

        verdict: Verdict = _guarded(lambda: judge(self.library, case.direction, case.profile, as_of))
        return verdict

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        """The search as an answer uses it: narrowed to the guides and directions that the question names."""
        from assistant.answering.conversation import resolve
        from index.passage import Scope

        try:
            question, query = resolve(self._reader, case.question, case.lang, case.direction, case.history)
        except ZhinanError:
            return ()
        directions = frozenset(question.places.directions)
        guides = frozenset(question.places.guides) | {self.library.part_of(d)[0].id for d in directions}
        return tuple(self.assistant.searcher.clauses(query, case.lang, Scope(guides, directions), count))

    @property
    def guard(self) -> dict[str, int]:
        """What became of a model's answers so far: `outcome passed`, `fault figure` …; empty without a model."""
        writer = getattr(self.assistant, "writer", None)
        return {f"{kind} {word}": count for (kind, word), count in writer.tally.counts().items()} if writer else {}

    @cached_property
    def _reader(self) -> Any:
        from assistant.answering.question import Reader

        return Reader(self.library)


class Remote:
    """An assistant behind `POST /v1/ask`. Unknown keys of a newer server are passed over."""

    def __init__(self, url: str, api_key: str | None = None, client: Any = None):
        import httpx

        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = client or httpx.Client(base_url=url.rstrip("/"), timeout=_TIMEOUT, headers=headers)
        self.name, self.corpus_version = url, "unknown"

    def answer(self, case: Case, as_of: date) -> Answer:
        """Ask over HTTP; EvalError where no server answers."""
        body = {
            "question": case.question,
            "history": [turn.model_dump() for turn in case.history],
            "direction": case.direction,
            "as_of": as_of.isoformat(),
        }
        answer: Answer = _parsed(Answer, self._post("/v1/ask", body))
        return answer

    def verdict(self, case: ProfileCase, as_of: date) -> Verdict:
        """Judge a profile over HTTP."""
        profile = case.model_dump(mode="json")["profile"]
        body = {"direction": case.direction, "profile": profile, "as_of": as_of.isoformat(), "lang": "zh"}
        verdict: Verdict = _parsed(Verdict, self._post("/v1/eligibility", body))
        return verdict

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        """A server does not show its search."""
        return None

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        import httpx

        for attempt in range(_TRIES):
            try:
                response = self._client.post(path, json=body)
            except httpx.TimeoutException as error:
                raise CaseFailed(f"no answer within {_TIMEOUT:.0f} s") from error
            except httpx.HTTPError as error:
                raise EvalError(f"{self.name}: cannot be reached ({error}); is the server running?") from error
            if response.status_code in (401, 403):
                raise EvalError(f"{self.name}: wants an API key; set ZHINAN_API_KEYS to one it accepts")
            if response.status_code != 429 or attempt == _TRIES - 1:
                break
            time.sleep(min(float(response.headers.get("retry-after", 1)), 60))
        if response.status_code != 200:
            raise CaseFailed(f"HTTP {response.status_code}: {response.text[:200]}")
        try:
            return response.json()
        except ValueError as error:
            raise CaseFailed(f"no JSON: {response.text[:100]}") from error


def make_subject(settings: Settings, url: str | None = None, engine: str | None = None) -> Subject:
    """The subject the options name. EvalError where they do not go together or it cannot be had."""
    if url:
        if engine:
            raise EvalError("--engine: a server chooses its own engine; leave it out with --url")
        keys: str = getattr(settings, "api_keys", None) or ""
        return Remote(url, str(keys).split(",")[0].strip() or None)
    from assistant.bootstrap import make_assistant

    try:
        chosen = _with_engine(settings, engine)
        return InProcess(make_assistant(chosen), f"llm:{chosen.llm_model}" if chosen.llm_model else "composer")
    except (NotReady, BadInput) as error:
        raise EvalError(str(error)) from error


def _with_engine(settings: Settings, engine: str | None) -> Settings:
    """`composer` puts a configured model aside, `llm` asks it; any other name is the model to ask for in its place."""
    if engine in (None, "composer"):
        return settings.model_copy(update={"llm_base_url": None, "llm_model": None})
    if not settings.llm_model:
        raise EvalError(
            f"--engine {engine}: no model is configured; set ZHINAN_LLM_MODEL and, for an OpenAI-compatible endpoint, "
            "ZHINAN_LLM_BASE_URL, or use --engine composer"
        )
    name = (engine or "").removeprefix("llm:")
    return settings if engine == "llm" else settings.model_copy(update={"llm_model": name})


def _guarded(call: Any) -> Any:
    try:
        return call()
    except NotReady as error:
        raise EvalError(str(error)) from error
    except ZhinanError as error:
        raise CaseFailed(f"{error.code}: {error}") from error
    except Exception as error:  # whatever a broken assistant does, the run goes on and says so
        raise CaseFailed(f"{type(error).__name__}: {error}") from error


def _parsed(kind: Any, data: Any) -> Any:
    try:
        return kind.model_validate(data, extra="ignore")
    except ValueError as error:
        raise CaseFailed(f"not what the contract says: {str(error).splitlines()[0]}") from error

"""The command line: `python -m assistant ask|check|match|calls|import|verify|serve|key|doctor`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import typer

from assistant.errors import BadInput, ZhinanError
from assistant.settings import read_settings

app = typer.Typer(help="Cited answers from the official guides.", no_args_is_help=True, add_completion=False)
_STDERR = sys.stderr


@app.command()
def ask(
    question: str = typer.Argument(..., help="The question, Chinese or English."),
    lang: str = typer.Option("auto", help="auto, zh or en."),
    direction: str | None = typer.Option(None, help="Ask within one direction, e.g. exchange-1.3."),
    as_of: str | None = typer.Option(None, help="The day on which to answer, YYYY-MM-DD; today by default."),
    json_: bool = typer.Option(False, "--json", help="Print exactly what the API returns."),
) -> None:
    """Answer one question.

    Example: python -m assistant ask "中法杰出青年的年龄要求是什么？"
    """
    with one_line_errors():
        from assistant.answer import Ask

        request = Ask(question=question, lang=_lang(lang), direction=direction, as_of=read_day(as_of, "--as-of"))
        answer = _assistant(one_shot=True).ask(request)
        if json_:
            print(answer.model_dump_json(indent=2))
            return
        print(answer.answer)
        for source in answer.citations:
            page = f" · p. {source.official.page}" if source.official and source.official.page else ""
            print(f"[{source.marker}] {source.clause_id} · {source.title.of(answer.lang)}{page}")


@app.command()
def check(
    direction: str = typer.Argument(..., help="A direction such as exchange-1.3, or exchange-submission."),
    profile: Path | None = typer.Argument(None, help="The profile, YAML or JSON."),
    template: bool = typer.Option(False, "--template", help="Print a commented profile to fill in."),
    as_of: str | None = typer.Option(None, help="The day on which to judge, YYYY-MM-DD; today by default."),
    json_: bool = typer.Option(False, "--json", help="Print exactly what the API returns."),
) -> None:
    """Judge a profile against one direction; exit 1 where it is not eligible.

    Example: python -m assistant check exchange-1.3 profile.yaml
    """
    with one_line_errors():
        from assistant.bootstrap import load_library
        from assistant.eligibility import rules, tables
        from assistant.eligibility.profile import read_profile
        from assistant.eligibility.template import template as commented

        library = load_library()
        if template:
            print(commented(library, direction))
            return
        if profile is None:
            raise BadInput("profile: give a YAML or JSON file, or --template to get one to fill in")
        verdict = rules.judge(library, direction, read_profile(profile), _day(as_of))
        print(verdict.model_dump_json(indent=2) if json_ else tables.verdict(verdict))
        raise typer.Exit(1 if verdict.outcome == "not_eligible" else 0)


@app.command("match")
def match_(
    profile: Path = typer.Argument(..., help="The profile, YAML or JSON."),
    as_of: str | None = typer.Option(None, help="The day on which to judge, YYYY-MM-DD; today by default."),
    json_: bool = typer.Option(False, "--json", help="Print exactly what the API returns."),
) -> None:
    """Judge a profile against every direction, best first.

    Example: python -m assistant match profile.yaml
    """
    with one_line_errors():
        from assistant.bootstrap import load_library
        from assistant.eligibility import rules, tables
        from assistant.eligibility.profile import read_profile

        library = load_library()
        verdicts = rules.match(library, read_profile(profile), _day(as_of))
        if json_:
            print(json.dumps([v.model_dump(mode="json") for v in verdicts], ensure_ascii=False, indent=2))
        else:
            print(tables.board(library, verdicts))


@app.command()
def calls(
    country: str | None = typer.Option(None, help="ISO code or name: FR, 法国, France."),
    field: str | None = typer.Option(None, help="Words of a field, either language."),
    open_on: str | None = typer.Option(None, help="A day on which applications may be filed, YYYY-MM-DD."),
    json_: bool = typer.Option(False, "--json", help="Print exactly what the API returns."),
) -> None:
    """List the directions of the two calls.

    Example: python -m assistant calls --country FR
    """
    with one_line_errors():
        from assistant.bootstrap import load_library
        from assistant.catalogue import directions

        found = directions(load_library(), country, field, read_day(open_on, "--open-on"))
        if json_:
            print(json.dumps([entry.model_dump(mode="json") for entry in found], ensure_ascii=False, indent=2))
            return
        for entry in found:
            print(f"{entry.id:13} {entry.title.zh} · {entry.title.en}")
        if not found:
            print("no direction fits", file=_STDERR)


@app.command("import")
def import_(
    files: list[Path] = typer.Argument(None, help="PDF, DOCX, HTML, Markdown or text files; none: list what is there."),
    draft: bool = typer.Option(False, "--draft", help="Write a new guide as edition YAML for an editor, too."),
    remove: str | None = typer.Option(None, "--remove", metavar="ID", help="Take an imported document out again."),
) -> None:
    """Take official documents in: words for the edition's clauses, or a new guide that is answerable at once.

    Example: python -m assistant import call-2027.pdf
    """
    with one_line_errors():
        from assistant import importing
        from assistant.answering.ask import today_in_china

        settings = read_settings()
        with progress_bar("embedding passages") as advance:
            if remove is not None:
                print(importing.take_out(settings, remove, advance))
            told, refused = importing.take_in(settings, files or [], today_in_china(), draft, advance)
        for line in told or (importing.listed(settings) if not files and remove is None else []):
            print(line)
        for line in refused:
            print(f"zhinan: {line}", file=_STDERR)
        if refused:
            raise typer.Exit(2)


@app.command()
def verify(
    sources: Path | None = typer.Option(
        None, help="A folder of official files to hold against, instead of imported ones."
    ),
) -> None:
    """Hold the edition against the official documents, clause by clause; exit 1 on a difference without a reason.

    Example: python -m assistant verify
    """
    with one_line_errors():
        from assistant.verifying import verify_edition

        lines, clean = verify_edition(read_settings(), sources)
        for line in lines:
            print(line)
        raise typer.Exit(0 if clean else 1)


@app.command()
def serve(
    host: str | None = typer.Option(None, help="Address to listen on; 127.0.0.1 by default."),
    port: int | None = typer.Option(None, min=1, max=65535, help="Port to listen on; 8000 by default."),
) -> None:
    """Serve the API without the page.

    Example: python -m assistant serve --port 8001
    """
    with one_line_errors():
        from assistant.service.app import create_app
        from assistant.service.serving import choose_address, run, shown

        settings = read_settings()
        address = choose_address(settings, host, port)
        api = create_app(_assistant(), settings)
        print(f"serving the API at http://{shown(*address)}", file=_STDERR, flush=True)
        run(api, *address)


@app.command()
def key(
    name: str = typer.Argument(..., help="Whose key it is, e.g. chatbot."),
    scopes: str = typer.Option("ask", help="ask, operate or ask+operate."),
) -> None:
    """Make an access key: the secret for its user, and the entry for ZHINAN_API_KEYS, which does not contain it.

    Example: python -m assistant key chatbot --scopes ask
    """
    with one_line_errors():
        from assistant.service.keys import new_key

        secret, entry = new_key(name, scopes)
        print(f"secret, shown once: {secret}")
        print(f"entry for ZHINAN_API_KEYS: {entry}")


@app.command()
def doctor() -> None:
    """Try every part: the edition, the index, and the language model where one is configured; exit 1 if one fails.

    Example: python -m assistant doctor
    """
    with one_line_errors():
        from assistant.doctor import examine

        failed = 0
        for check in examine(read_settings()):
            print(f"{'ok  ' if check.works else 'FAIL'}  {check.part}: {check.seen}", flush=True)
            failed += not check.works
        raise typer.Exit(1 if failed else 0)


def _day(text: str | None) -> date:
    from assistant.answering.ask import today_in_china

    return read_day(text, "--as-of") or today_in_china()


def _assistant(one_shot: bool = False) -> Any:
    from assistant.bootstrap import make_assistant

    with progress_bar("building the index") as advance:
        return make_assistant(read_settings(), advance, one_shot)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr that appears with the first step done."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=_STDERR), transient=True) as progress:
        task: Any = None

        def advance(done: int, total: int) -> None:
            nonlocal task
            if task is None:
                task = progress.add_task(label, total=total)
            progress.update(task, completed=done)

        yield advance


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Our errors as one line on stderr and exit code 2; no traceback for what a user did."""
    from pydantic import ValidationError

    from corpus.importing.block import ImportFault

    try:
        yield
    except ImportFault as error:
        print(f"zhinan: {error}", file=_STDERR)
        raise typer.Exit(2) from error
    except ZhinanError as error:
        print(f"zhinan: {error}", file=_STDERR)
        raise typer.Exit(2) from error
    except ValidationError as error:
        first = error.errors()[0]
        print(f"zhinan: {'.'.join(str(s) for s in first['loc'])}: {first['msg']}", file=_STDERR)
        raise typer.Exit(2) from error


def read_day(text: str | None, name: str) -> date | None:
    """A date as typed on the command line. BadInput where it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{name}: {text!r} is not a date; write YYYY-MM-DD, e.g. 2026-06-30") from error


def _lang(text: str) -> Any:
    if text not in ("auto", "zh", "en"):
        raise BadInput(f"--lang: {text!r} is not known; use auto, zh or en")
    return text


if __name__ == "__main__":
    app()

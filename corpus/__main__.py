"""The command line of the edition: `python -m corpus check`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from corpus import check as checking
from corpus.edition_file import EditionError
from corpus.library import GUIDES, load

app = typer.Typer(help="The edition of the guides.", no_args_is_help=True, add_completion=False)


@app.callback()
def _main() -> None:
    """The edition of the guides."""


@app.command()
def check(folder: Path = typer.Option(GUIDES, help="Where the guides' YAML files are.")) -> None:
    """Hold the edition against its own rules; exit 1 where it breaks one.

    Example: python -m corpus check
    """
    try:
        library = load(folder)
        found = checking.problems(library)
    except EditionError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    for line in checking.summary(library):
        print(line)
    for line in found:
        print(line, file=sys.stderr)
    print(f"corpus check: {len(library.clauses)} clauses, {len(found)} problem(s)")
    raise typer.Exit(1 if found else 0)


if __name__ == "__main__":
    app()

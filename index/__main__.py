"""The command line of the index: `python -m index build|ship`.

An entry point, so it may use the assistant's settings and construction; the package itself never does.
"""

from __future__ import annotations

import typer

from assistant.__main__ import one_line_errors, progress_bar
from assistant.bootstrap import build_index, load_library, load_whole
from assistant.settings import read_settings

app = typer.Typer(help="The search index.", no_args_is_help=True, add_completion=False)


@app.command()
def build() -> None:
    """Bring the index in line with the edition; unchanged texts are not embedded again.

    Example: python -m index build
    """
    with one_line_errors():
        settings = read_settings()
        with progress_bar("embedding passages") as advance:
            built = build_index(settings, load_whole(settings), advance)
        what = "built" if built.written else "up to date"
        version = built.manifest.corpus_version
        print(f"index {what}: {built.manifest.passages} passages, {built.embedded} embedded, edition {version}")


@app.command()
def ship() -> None:
    """Rewrite the committed cache of vectors after the edition was edited.

    Example: python -m index ship
    """
    with one_line_errors():
        from index.build import ship as rewrite
        from index.embedding import make_encoder

        with progress_bar("embedding passages") as advance:
            count = rewrite(load_library(), make_encoder("bundled", read_settings().data_dir), advance)
        print(f"shipped vectors rewritten: {count}")


if __name__ == "__main__":
    app()

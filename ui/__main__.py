"""`python -m ui`: the page and the API on one port."""

from __future__ import annotations

import os
import sys

import typer

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve(
    host: str | None = typer.Option(None, help="Address to listen on; 127.0.0.1 by default."),
    port: int | None = typer.Option(None, min=1, max=65535, help="Port to listen on; 8000 by default."),
) -> None:
    """Serve the page and the API.

    Example: python -m ui --port 8001
    """
    from assistant.__main__ import one_line_errors, progress_bar

    with one_line_errors():
        from assistant.bootstrap import make_assistant
        from assistant.service.app import create_app
        from assistant.service.serving import choose_address, run, shown
        from assistant.settings import read_settings
        from ui.app import mount_page

        settings = read_settings()
        address = choose_address(settings, host, port)
        with progress_bar("building the index") as advance:
            assistant = make_assistant(settings, advance)
        api = create_app(assistant, settings)
        page = mount_page(api, api.state.desk.beside("page"), data_dir=settings.data_dir, settings=settings)
        print(f"serving the page at http://{shown(*address)}/", file=sys.stderr, flush=True)
        run(page, *address)


if __name__ == "__main__":
    app()

"""Constructing the assistant from the settings; nothing else constructs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.answering.ask import Assistant
from assistant.answering.tally import Tally
from assistant.answering.writing import Writer
from assistant.errors import NotReady
from assistant.settings import Settings
from corpus.edition_file import EditionError
from corpus.library import Library, load
from index import store
from index.build import Built, build
from index.bundled import EncoderError
from index.chunking import corpus_version
from index.embedding import Encoder, make_encoder
from index.search import Searcher

ProgressBar = Callable[[int, int], None]


def load_library() -> Library:
    """The edition. NotReady names the file and line that cannot be read."""
    try:
        return load()
    except EditionError as error:
        raise NotReady(str(error)) from error


def build_index(settings: Settings, library: Library, progress: ProgressBar | None = None) -> Built:
    """Bring the index in line with the edition and the settings' encoder."""
    try:
        return build(library, make_encoder(settings.embedder, settings.data_dir), settings.data_dir, progress)
    except (store.IndexFault, EncoderError) as error:
        raise NotReady(str(error)) from error


def make_assistant(settings: Settings, progress: ProgressBar | None = None, one_shot: bool = False) -> Assistant:
    """A ready assistant. An index that is missing or older than the edition is built first (seconds, from the
    shipped vectors); one of another encoder is refused, because building it anew is the operator's choice.
    `one_shot` makes an assistant for a single question, without the imports that only a server earns back."""
    library = load_library()
    encoder: Encoder = make_encoder(settings.embedder, settings.data_dir)
    try:
        folder = store.current(settings.data_dir)
        if folder is None or _outdated(folder, library, encoder):
            build(library, encoder, settings.data_dir, progress)
        searcher = Searcher(settings.data_dir, encoder, exact=one_shot)
        return Assistant(library, searcher, one_shot=one_shot, writer=make_writer(settings))
    except (store.IndexFault, EncoderError) as error:
        raise NotReady(str(error)) from error


def make_writer(settings: Settings) -> Writer | None:
    """What writes with the configured language model; None where none is configured."""
    if not settings.llm_model:
        return None
    from assistant.answering.chain import connect

    model = connect(settings)
    return Writer(model, settings.llm_budget, Tally()) if model else None


def _outdated(folder: Path, library: Library, encoder: Encoder) -> bool:
    """Same encoder, other edition or format: worth rebuilding without asking."""
    manifest = store.read_manifest(folder)
    if manifest.encoder != encoder.name:
        return False  # Searcher refuses it with a line that says what to do
    return manifest.corpus_version != corpus_version(library) or manifest.format != store.FORMAT

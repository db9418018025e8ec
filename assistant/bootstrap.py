"""Constructing the assistant from the settings; nothing else constructs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from assistant.answering.ask import Assistant, Renewal
from assistant.answering.tally import Tally
from assistant.answering.writing import Writer
from assistant.errors import NotReady
from assistant.settings import Settings
from corpus.edition_file import EditionError
from corpus.importing.archive import Archive
from corpus.importing.block import ImportFault
from corpus.importing.unreviewed import with_imports
from corpus.library import Library, load
from index import store
from index.build import Built, build
from index.bundled import EncoderError
from index.chunking import corpus_version
from index.cross_encoder import CrossEncoder
from index.embedding import Encoder, make_encoder
from index.search import Searcher

ProgressBar = Callable[[int, int], None]
_LONGEST_BUILD = 600.0  # seconds to wait for another process that builds


def load_library() -> Library:
    """The edition. NotReady names the file and line that cannot be read."""
    try:
        return load()
    except EditionError as error:
        raise NotReady(str(error)) from error


def load_whole(settings: Settings) -> Library:
    """The edition with what was imported into the data folder. NotReady names what cannot be read."""
    try:
        return with_imports(load_library(), Archive(settings.data_dir).documents())
    except ImportFault as error:
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
    library = load_whole(settings)
    encoder: Encoder = make_encoder(settings.embedder, settings.data_dir)
    try:
        _bring_up_to_date(settings.data_dir, library, encoder, progress)
        cross = make_cross_encoder(settings)
        renew = None if one_shot else _renewal(settings, encoder, cross)
        searcher = Searcher(settings.data_dir, encoder, exact=one_shot, server=settings.chroma_url, cross=cross)
        return Assistant(library, searcher, one_shot=one_shot, renew=renew, writer=make_writer(settings))
    except (store.IndexFault, EncoderError) as error:
        raise NotReady(str(error)) from error


def _renewal(settings: Settings, encoder: Encoder, cross: CrossEncoder | None) -> Renewal:
    """How a running server follows imports and builds made by other processes: asked before every question, it looks
    whether the index or the imported documents are others than before, and opens them once both fit together."""
    imported = Archive(settings.data_dir)

    def state() -> tuple[object, ...]:
        return store.current(settings.data_dir), imported.stamp()

    seen = state()

    def renew() -> tuple[Library, Searcher] | None:
        nonlocal seen
        now = state()
        if now == seen:
            return None
        library = load_whole(settings)
        folder = store.current(settings.data_dir)
        if folder is None or _outdated(folder, library, encoder):
            return None  # imported, but the index is still being built: the old one serves
        searcher = Searcher(settings.data_dir, encoder, server=settings.chroma_url, cross=cross)
        seen = now
        return library, searcher

    return renew


def _bring_up_to_date(data_dir: Path, library: Library, encoder: Encoder, progress: ProgressBar | None) -> None:
    """Build what is missing. Of several workers that start at once, one builds and the others wait for it."""
    deadline = time.monotonic() + _LONGEST_BUILD
    while True:
        folder = store.current(data_dir)
        if folder is not None and not _outdated(folder, library, encoder):
            return
        try:
            build(library, encoder, data_dir, progress)
        except store.IndexBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def make_cross_encoder(settings: Settings) -> CrossEncoder | None:
    """What reads questions and statements together, beside the bundled encoder; None beside another, with which the
    weights of doubt were not fitted. Opened at the first question that needs it."""
    return CrossEncoder(settings.data_dir) if settings.embedder == "bundled" else None


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

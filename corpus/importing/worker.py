"""The process in which a file is read: `python -m corpus.importing.worker NAME < FILE`, within limits it cannot lift.

Prints the document and its clauses as JSON, or one line on stderr with exit code 2 (cannot be read) or 3 (too much).
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict

MEMORY = 512_000_000  # bytes of address space
SECONDS = 9  # of processor time


def limit() -> None:
    """Memory, time and files: none may be written, few opened."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(2000)


def main() -> int:
    """Read one document from stdin."""
    limit()
    from corpus.importing.block import ImportFault, TooMuch
    from corpus.importing.outline import sections
    from corpus.importing.reading import read

    try:
        document = read(sys.argv[1], sys.stdin.buffer.read())
        places = {block: at for at, block in enumerate(document.blocks)}
        found = [(s.ref, s.title, s.path, [places[b] for b in s.blocks]) for s in sections(document)]
        sys.stdout.write(json.dumps({"document": asdict(document), "sections": found}, ensure_ascii=False))
        sys.stdout.flush()
    except TooMuch as error:
        print(error, file=sys.stderr)
        return 3
    except ImportFault as error:
        print(error, file=sys.stderr)
        return 2
    except MemoryError:
        print(f"needs more than {MEMORY // 1_000_000} MB to read; split it", file=sys.stderr)
        return 3
    except RecursionError:
        print("nests too deep to be a document; it is not read", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

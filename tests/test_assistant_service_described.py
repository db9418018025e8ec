"""The API against its own description: schemathesis sends what it allows, and what it does not.

Examples, the limits of every parameter, generated and broken input, and sequences in which one reply feeds the next
request. No 5xx, nothing that the description does not say, and with keys set no route without one. Finding is a
stand-in, so that hundreds of requests take seconds. `ZHINAN_TEST_EXAMPLES=200` looks longer.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeAssistant, on_a_port
from pydantic import SecretStr

from assistant.service.app import create_app
from assistant.settings import Settings
from corpus.library import Library

pytestmark = pytest.mark.slow
CONFIGURED = Path(__file__).parent / "data" / "schemathesis.toml"
EXAMPLES = os.environ.get("ZHINAN_TEST_EXAMPLES", "8")
# What a route refuses by its meaning (an unknown country, a fact nobody knows) no schema can say, so that valid shapes
# are refused is right: `positive_data_acceptance` is left out, and everything else that schemathesis knows is in.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "response_headers_conformance,negative_data_rejection,missing_required_header,unsupported_method,"
    "allow_header_conformance,use_after_free,ensure_resource_availability,ignored_auth"
)


@pytest.mark.parametrize("keys", ["", "office:ask+operate:the-key-of-the-office"])
def test_the_api_is_what_its_description_says(
    library: Library, keys: str, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    settings = Settings.model_construct(api_keys=SecretStr(keys), rate_per_key="", rate_per_address="")
    phases = "examples,coverage" if keys else "examples,coverage,fuzzing,stateful"
    seed = str(random.randrange(2**32))
    header = ["--header", f"Authorization: Bearer {keys.rsplit(':', 1)[1]}"] if keys else []
    with on_a_port(create_app(FakeAssistant(library), settings)) as url:  # type: ignore[arg-type]
        done = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURED),
                "run", f"{url}/openapi.json", *header, "--checks", CHECKS,
                "--phases", phases, "--max-examples", EXAMPLES, "--seed", seed,
                "--no-color", "--max-time", "25",
            ],
            cwd=tmp_path, capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip
    assert done.returncode == 0, f"seed {seed}\n{done.stdout[-6000:]}{done.stderr[-2000:]}"
    tested = re.search(r"Tested: (\d+)", done.stdout)
    cases = re.search(r"(\d+) generated", done.stdout)
    assert tested
    assert cases
    assert int(tested[1]) >= 12
    for phase in phases.split(","):
        assert f"✅ {phase.capitalize()}" in done.stdout
    measured(f"schemathesis{' with keys' if keys else ''}: {cases[1]} cases over {tested[1]} operations, seed {seed}")

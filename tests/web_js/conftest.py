"""Node with the page's verifier, and the books that the tests of the program use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path += [str(HERE.parent / folder) for folder in ("verify", "core/quorum", "core/book")]
#: `OUNA_VERIFY_JS` names another copy: how mutations of it are tried.
SCRIPT = Path(os.environ.get("OUNA_VERIFY_JS", HERE.parents[1] / "src/ouna/web/static/web/verify.js"))
NODE = shutil.which("node")

Job = tuple[str, dict[str, Any]]
Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def node() -> Run:
    """Run jobs (name, arguments) of `runner.js`; an answer has `value`, or `refused` with a code.

    `script` is another copy of the verifier than the page's own.
    """
    if NODE is None:
        pytest.skip("Skipped: Node.js is not installed (apt install nodejs).")

    def run(jobs: list[Job], script: Path = SCRIPT) -> list[dict[str, Any]]:
        done = subprocess.run(
            [NODE, str(HERE / "runner.js"), str(script)],
            input=json.dumps(jobs).encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        answers = json.loads(done.stdout)
        assert len(answers) == len(jobs)
        return answers

    return run

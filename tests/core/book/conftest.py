"""The maker of invented books lies with the verifier's tests, the authenticator with those of signatures."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]
sys.path[:0] = [str(TESTS / "verify"), str(TESTS / "core" / "quorum")]

"""Tells the sequencer of this process that something was committed. Others notice by looking."""

from __future__ import annotations

import threading

committed = threading.Event()

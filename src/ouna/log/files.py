"""Durable files: whole or not there, on disk before the next step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ouna.log.errors import FileDiffers

T = TypeVar("T")

#: What a half-written file is called until it is whole.
FRESH = ".fresh"


def sync_folder(path: Path) -> None:
    """Make names in a folder durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Writer:
    """Every step of the sequencer that leaves something behind goes through `step`: tests fail each."""

    def step(self, name: str, act: Callable[[], T]) -> T:
        """Do one step."""
        return act()

    def replace(self, path: Path, data: bytes) -> None:
        """Write a file whole: a reader finds the old or the new one, a crash leaves one of them."""

        def write() -> None:
            self._fresh(path, data)
            sync_folder(path.parent)

        self.step(f"replace {path.name}", write)

    def put(self, root: Path, files: Iterable[tuple[str, bytes]]) -> int:
        """Write files that never change, below `root`; one that exists must be equal.

        Returns how many were new. Raises: FileDiffers.
        """
        folders: set[Path] = set()
        count = 0
        for name, data in files:
            path = root / name
            try:
                found = path.read_bytes()
            except FileNotFoundError:
                pass
            else:
                if found != data:
                    raise FileDiffers(f"The published file {name} differs from the log.", file=name)
                continue
            folders |= _make_folders(path.parent)
            self.step(f"put {name}", lambda path=path, data=data: self._fresh(path, data))  # type: ignore[misc]
            folders.add(path.parent)
            count += 1
        for folder in folders:
            sync_folder(folder)
        return count

    def remove(self, path: Path) -> None:
        """Remove a file if it is there."""
        self.step(f"remove {path.name}", lambda: path.unlink(missing_ok=True))

    @staticmethod
    def _fresh(path: Path, data: bytes) -> None:
        fresh = path.with_name(path.name + FRESH)
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


def _make_folders(folder: Path) -> set[Path]:
    """Make a folder; returns the folders whose names must be synced."""
    missing = []
    at = folder
    while not at.exists():
        missing.append(at)
        at = at.parent
    folder.mkdir(parents=True, exist_ok=True)
    return {part.parent for part in missing}


def sweep(root: Path) -> int:
    """Remove what a crash left half-written below `root`."""
    count = 0
    for path in root.rglob("*" + FRESH) if root.exists() else ():
        path.unlink(missing_ok=True)
        count += 1
    return count

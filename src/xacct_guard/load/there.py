"""THERE: is there a file or a folder of this name? A name that none can have is that of none."""

from __future__ import annotations

from pathlib import Path


def is_there(path: Path) -> bool:
    """Is it too long, has it a null in it or leads it in a circle, it is not there: no reason to stop."""
    try:
        path.resolve()
        return path.exists()
    except (OSError, RuntimeError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Is there an ordinary file?"""
    return is_there(path) and path.is_file()

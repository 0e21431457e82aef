"""OWN FOLDER: a folder that `generate` wrote, known by its page: what may be done is no part of what is."""

from __future__ import annotations

from pathlib import Path

PAGE = "README.md"
MARK = "Written by `xacct-guard generate`"
_HEAD = 200


def is_written_here(folder: Path) -> bool:
    """Did `generate` write this folder? A page that cannot be read is not ours."""
    try:
        with (folder / PAGE).open("rb") as page:
            return MARK.encode() in page.read(_HEAD)
    except OSError:
        return False

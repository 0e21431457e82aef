"""Where results go: stdout in the chosen format, and a file for every `-o`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from ..terminal.paint import PLAIN, Paint
from ..whole_file import save
from .spoken import show

Sheet = tuple[Paint, int]
_FILE_WIDTH = 100
_LEAST_WIDTH = 40
_FOR_PEOPLE = frozenset({"full", "concise"})
"""Formats in which a character may be shown by a plainer one, where the locale lacks it."""


def look_of(stream: TextIO, *, no_color: bool = False) -> Sheet:
    """The paint and the width for a stream: colours on a terminal, unless asked not to.

    Honours NO_COLOR, FORCE_COLOR, TERM=dumb and COLUMNS.
    """
    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    wanted = bool(os.environ.get("FORCE_COLOR")) or terminal
    colour = wanted and not no_color and not os.environ.get("NO_COLOR")
    unicode = (stream.encoding or "").lower().startswith("utf")
    columns = shutil.get_terminal_size((_FILE_WIDTH, 24)).columns
    return Paint(colour, unicode), max(columns, _LEAST_WIDTH)


def deliver(
    text_of: Callable[[str, Sheet], str],
    format: str,
    files: tuple[tuple[str, Path], ...],
    *,
    no_color: bool = False,
) -> None:
    """Print, then write the files; `text_of` makes the text of a format for a sheet."""
    text = text_of(format, look_of(sys.stdout, no_color=no_color))
    show(text, for_people=format in _FOR_PEOPLE)
    for file_format, path in files:
        save(path, text_of(file_format, (PLAIN, _FILE_WIDTH)))

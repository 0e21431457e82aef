"""Board: an access path as a person would draw it, account by account; one file per way of drawing.

A file exports `SKETCH`. Requests that one principal makes of one thing in a row, and that are decided
alike, are one call: `s3:GetObject, s3:GetObjectVersion`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import catalogue

if TYPE_CHECKING:
    from ..terminal.paint import Paint
    from ..verdicts import Report


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a board is drawn: signs and colours, the width in cells, whether nothing is left out."""

    paint: Paint
    width: int
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """A way of drawing: its name, and the text it makes of a report (it ends with a line end)."""

    name: str
    draw: Callable[[Report, Sheet], str]


def names() -> tuple[str, ...]:
    """The names of all ways of drawing, read from the file names."""
    return catalogue.names(__name__)


def sketch_named(name: str) -> Sketch:
    """The way of drawing of that name, which must be one of `names()`."""
    sketch: Sketch = catalogue.entry(__name__, name, "SKETCH")
    return sketch

"""One file per format in which a picture of the estate is drawn; the file's name is the format's name.

A file exports `DRAW`. The command line asks `names` and `draw_named`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import catalogue

if TYPE_CHECKING:
    from ..picture import Picture


@dataclass(frozen=True, slots=True)
class Draw:
    """A format: its name, and the text it makes of a picture (it ends with a line end).

    `most` is how many arrows can be looked at; none where programs read it.
    """

    name: str
    draw: Callable[[Picture], str]
    most: int | None = None


def names() -> tuple[str, ...]:
    """The names of all formats, read from the file names."""
    return catalogue.names(__name__)


def draw_named(name: str) -> Draw:
    """The format of that name, which must be one of `names()`."""
    draw: Draw = catalogue.entry(__name__, name, "DRAW")
    return draw

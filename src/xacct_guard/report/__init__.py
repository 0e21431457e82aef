"""RENDER: one file per output format; the file's name is the format's name.

A file exports `RENDER`. The command line asks `names` and `render_named`, and imports only the
format that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from .. import catalogue
from ..terminal.paint import PLAIN, Paint

if TYPE_CHECKING:
    from ..verdicts import Report


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a report may tell about a rule: its page is Markdown, its title the first line."""

    id: str
    title: str
    page: str
    kind: str
    severity: str


@dataclass(frozen=True, slots=True)
class Options:
    """How to render, and what a renderer may say about the tool.

    `width` is in terminal cells. `dates` are those of the packed data, by its name. Files inside
    `root` are named relative to it where a format wants that.
    """

    paint: Paint = PLAIN
    width: int = 100
    verbose: bool = False
    quiet: bool = False
    version: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    root: Path = Path()
    rules: tuple[RulePage, ...] = ()

    def relative(self, name: str) -> str | None:
        """A file's name relative to `root`, with `/`; None for a file outside it."""
        path = PurePath(name)
        if path.is_absolute():
            if not path.is_relative_to(self.root):
                return None
            path = path.relative_to(self.root)
        return None if ".." in path.parts else path.as_posix()


@dataclass(frozen=True, slots=True)
class Render:
    """An output format: its name, and the text it makes of a report (it ends with a line end).

    `needs` names what of the options costs time to find out: `tool` (`version` and `dates`) and
    `pages` (`rules`); without it they are empty.
    """

    name: str
    render: Callable[[Report, Options], str]
    needs: tuple[str, ...] = ()


def names() -> tuple[str, ...]:
    """The names of all formats, read from the file names."""
    return catalogue.names(__name__)


def render_named(name: str) -> Render:
    """The format of that name, which must be one of `names()`."""
    render: Render = catalogue.entry(__name__, name, "RENDER")
    return render

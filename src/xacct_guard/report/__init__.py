"""RENDER: one file per output format; the file's name is the format's name.

A file exports `RENDER`. The command line asks `names` and `render_named`, and imports only the
format that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from .. import catalogue
from ..finding import Finding, Severity
from ..span import Span
from ..terminal.paint import PLAIN, Paint

if TYPE_CHECKING:
    from ..drifted import Drifted
    from ..picture import Picture
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
    `root` are named relative to it where a format wants that. Findings as severe as `fail_on` fail the run
    (None: none does), with `unknown_fails` unknown stages, too. `now` is when the run was made. `more` are
    members that a command adds to what programs read. `estate` is a picture of who reaches what,
    `drift` what is live another way than templates say.
    """

    paint: Paint = PLAIN
    width: int = 100
    verbose: bool = False
    quiet: bool = False
    version: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    root: Path = Path()
    rules: tuple[RulePage, ...] = ()
    fail_on: Severity | None = Severity.INFO
    unknown_fails: bool = False
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    more: Mapping[str, object] = field(default_factory=dict)
    estate: Picture | None = None
    drift: Drifted | None = None

    def relative(self, name: str) -> str | None:
        """A file's name relative to `root`, with `/`; None for a file outside it."""
        path = PurePath(name)
        if path.is_absolute():
            if not path.is_relative_to(self.root):
                return None
            path = path.relative_to(self.root)
        return None if ".." in path.parts else path.as_posix()

    def named(self, name: str) -> str:
        """A file's name for people: relative to `root` if it is inside."""
        return self.relative(name) or name

    def place(self, span: Span) -> str:
        """`file:line`, or `file: route` where there are no lines."""
        file = self.named(span.source.name)
        if span.line is None:
            return f"{file}: {span.path}" if span.route else file
        return f"{file}:{span.line}"

    def fails(self, finding: Finding) -> bool:
        """Is this a finding for which the run fails?"""
        bar = self.fail_on
        return bar is not None and finding.suppressed is None and finding.severity.rank <= bar.rank


@dataclass(frozen=True, slots=True)
class Render:
    """An output format: its name, and the text it makes of a report (it ends with a line end).

    `needs` names what of the options costs time to find out: `tool` (`version` and `dates`), `pages`
    (`rules`) and `estate`; without it they are empty.
    """

    name: str
    render: Callable[[Report, Options], str]
    needs: tuple[str, ...] = ()


def names() -> tuple[str, ...]:
    """The names of all formats, read from the file names."""
    return catalogue.names(__name__)


def any_needs(what: str, names: Iterable[str]) -> bool:
    """Does one of these formats need that?"""
    return any(what in render_named(name).needs for name in names)


def render_named(name: str) -> Render:
    """The format of that name, which must be one of `names()`."""
    render: Render = catalogue.entry(__name__, name, "RENDER")
    return render

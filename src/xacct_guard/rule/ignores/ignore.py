"""Ignore: what somebody accepts, for what reason, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from ...span import Route, Span


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one file, counted from 1; the last is included."""

    file: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Below:
    """A place in a document, and everything below it."""

    file: str
    route: Route


@dataclass(frozen=True, slots=True)
class Named:
    """A place by its name: `stack/LogicalId`, an ARN, `file` or `file#route`; `*` stands for any text."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """Rules that are ignored in some place. One that is at fault ignores nothing.

    `span` is where it is written; `used` whether it has suppressed a finding of this run.
    """

    rules: tuple[str, ...]
    span: Span
    covers: Lines | Below | Named
    reason: str = ""
    until: date | None = None
    owner: str | None = None
    fault: str | None = None
    used: bool = False

    def holds_on(self, today: date) -> bool:
        """Does it ignore anything on this day? The last day is included."""
        return self.fault is None and not self.is_expired_on(today)

    def is_expired_on(self, today: date) -> bool:
        """Is its last day over?"""
        return self.until is not None and self.until < today

    def reaches(self, span: Span, names: tuple[str, ...]) -> bool:
        """Is this place, which has these names, one that it covers?"""
        match self.covers:
            case Lines(file, first, last):
                return span.source.name == file and first <= (span.line or 0) <= last
            case Below(file, route):
                return span.source.name == file and span.route[: len(route)] == route
            case Named(pattern):
                return any(fnmatchcase(name, pattern) for name in names)

    @property
    def is_in_source(self) -> bool:
        """Is it written in a file that is checked, and not in the configuration?"""
        return not isinstance(self.covers, Named)

    @property
    def in_words(self) -> str:
        """The reason, who answers for it and how long."""
        owner = f", {self.owner}" if self.owner else ""
        until = f", until {self.until.isoformat()}" if self.until else ""
        return f"{self.reason}{owner}{until}"


def last_day(written: str | None) -> tuple[date | None, str | None]:
    """The last day that is written, and what is wrong with it."""
    try:
        return (date.fromisoformat(written), None) if written is not None else (None, None)
    except ValueError:
        return None, f"has `until` on `{written}`, which is no date such as 2027-01-31"


def fault_of(rules: tuple[str, ...], reason: str) -> str | None:
    """What is wrong with an ignore that can be parsed."""
    if not rules:
        return "names no rule"
    return None if reason else "gives no reason"

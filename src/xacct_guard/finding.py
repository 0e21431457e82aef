"""Finding, Evidence, Severity, Confidence, Fix: what a rule says, in words and places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .span import Span


class Severity(StrEnum):
    """How bad; ordered from the worst."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical, 4 for info."""
        return tuple(Severity).index(self)


class Confidence(StrEnum):
    """How sure we are that the finding holds."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """What the finding is about: a failure, an exposure, or tidiness."""

    BLOCKS = "blocks"
    EXPOSES = "exposes"
    HYGIENE = "hygiene"


class Safety(StrEnum):
    """Whether a fix keeps the meaning of everything it does not mean to change."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place and what it says."""

    span: Span
    says: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of a span (an empty span inserts before it)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The smallest change that mends a finding; `statement` is what to add, ready to paste."""

    summary: str
    safety: Safety = Safety.UNSAFE
    edits: tuple[Edit, ...] = ()
    statement: str | None = None
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found. The first location is where it is shown."""

    rule: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    message: str
    locations: tuple[Evidence, ...]
    account: str | None = None
    fix: Fix | None = None
    suppressed: str | None = None

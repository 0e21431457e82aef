"""Finding, Evidence, Severity, Confidence, Fix: what a rule says, in words and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from .span import Span

Asked = tuple[str, str, str]
"""A request, as findings and hops both know it: principal, action, resource."""


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
class Put:
    """Write a value in place of what stands at a node; at a key's own span, another key.

    Values are plain: mappings, lists, texts (symbols inside), numbers, booleans, None.
    """

    at: Span
    value: object = field(hash=False)


@dataclass(frozen=True, slots=True)
class Take:
    """Take an item out of its list, or a member, key and all, out of its mapping."""

    at: Span


@dataclass(frozen=True, slots=True)
class Add:
    """Append an item to a list, or with a key a member to a mapping.

    A single value where a list may stand becomes a list of two.
    """

    to: Span
    value: object = field(hash=False)
    key: str | None = None


Edit = Put | Take | Add
"""What a rule proposes: a change of the node at a span as it was loaded. Text is made from it in `edit`."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace the text of a span (an empty span inserts before it)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A further text to add, where one alone does not suffice, and what adding it does."""

    summary: str
    statement: str
    at: Span | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """The smallest change that mends a finding; `statement` is what to add, ready to paste.

    `additions` are what else has to be added, elsewhere. `edits` are the same as a tool can make it, all
    of them or none; a fix without any is advice.
    """

    summary: str
    safety: Safety = Safety.UNSAFE
    edits: tuple[Edit, ...] = ()
    statement: str | None = None
    at: Span | None = None
    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found. The first location is where it is shown.

    `suppressed` says why it is not counted, `suppressed_in_source` that this is written beside it, in the file
    that is checked; `explains` are the denied requests of which it is the cause.
    """

    rule: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    message: str
    locations: tuple[Evidence, ...]
    account: str | None = None
    fix: Fix | None = None
    suppressed: str | None = None
    explains: tuple[Asked, ...] = ()
    suppressed_in_source: bool = False

    @property
    def at(self) -> Span | None:
        """The place where it is shown."""
        return self.locations[0].span if self.locations else None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first, then by place; the same findings always come out the same way."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[object, ...]:
    places = tuple(_place(evidence.span) for evidence in finding.locations)
    return finding.severity.rank, places, finding.rule, finding.message, finding.account or ""


def _place(span: Span) -> tuple[str, int, int, str]:
    return span.source.name, span.line or 0, span.column or 0, span.path


def fingerprints(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """One a finding: 32 hex digits of its rule and logical places, never of lines or wording.

    It stays the same when lines move or a message is rewritten. Of several findings of one rule
    at the same places, the second and later ones are told apart by their number.
    """
    from hashlib import sha256

    seen: Counter[str] = Counter()
    prints: dict[int, str] = {}
    for index in sorted(range(len(findings)), key=lambda index: _rank(findings[index])):
        identity = _identity(findings[index])
        seen[identity] += 1
        text = f"{identity}\n{seen[identity]}" if seen[identity] > 1 else identity
        prints[index] = sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
    return tuple(prints[index] for index in range(len(findings)))


def _identity(finding: Finding) -> str:
    places = (_logical(evidence.span) for evidence in finding.locations)
    return "\n".join((finding.rule, finding.account or "", *dict.fromkeys(places)))


def _logical(span: Span) -> str:
    if span.address:
        return span.path
    return f"{PurePosixPath(span.source.name.replace(chr(92), '/'))}#{span.path}"

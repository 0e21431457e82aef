"""Verdict, Decision and its because."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..span import Span
from .policy import PolicyKind, Statement
from .request import Request
from .truth import Truth


class Verdict(StrEnum):
    """The four answers."""

    ALLOW = "allow"
    IMPLICIT_DENY = "implicit_deny"
    EXPLICIT_DENY = "explicit_deny"
    UNKNOWN = "unknown"

    @property
    def denied(self) -> bool:
        """Would AWS answer AccessDenied?"""
        return self in (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)


@dataclass(frozen=True, slots=True)
class Miss:
    """The statement that came closest to applying, and the element that failed."""

    statement: Statement
    element: str  # `Principal`, `Action`, `Resource`, `Condition`
    span: Span
    wanted: str  # what the statement says
    got: str  # what the request has


@dataclass(frozen=True, slots=True)
class LayerOutcome:
    """What one layer says: whether it allows, whether it denies, and by which statements.

    `deciding` holds the statements that apply (Deny first, else Allow), or could apply where the
    answer is unknown; `nearest` the closest miss where the layer neither allows nor denies.
    """

    kind: PolicyKind
    name: str
    allows: Truth
    denies: Truth
    deciding: tuple[Statement, ...] = ()
    nearest: Miss | None = None
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a request, and why.

    `denied_by` is the layer that denies (iam-semantics order); `depends_on` the unknown keys and symbols that
    still influence an UNKNOWN, sorted; `reason` one sentence; `outcomes` layer by layer. `refused_by` names
    the reason of a refusal that no policy decides: a file of `refusals/`; `page` then tells of it.
    """

    request: Request
    verdict: Verdict
    denied_by: PolicyKind | None = None
    depends_on: tuple[str, ...] = ()
    reason: str = ""
    outcomes: tuple[LayerOutcome, ...] = ()
    refused_by: str | None = None
    page: str | None = None

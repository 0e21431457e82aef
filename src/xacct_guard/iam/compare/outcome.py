"""What a comparison says."""

from __future__ import annotations

from dataclasses import dataclass

from ...span import Span
from ..decision import Decision
from ..request import Request


@dataclass(frozen=True, slots=True)
class NoNewAccess:
    """Proved: whatever the new policies allow, the old ones allow."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that the new policies allow and the old ones deny, as the engine decides both.

    `usual`: the resource is of a type that the action takes, as far as the reference knows.
    """

    request: Request
    old: Decision
    new: Decision
    usual: bool = True


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Neither proved nor refuted; `construct` is what stopped it, `span` where it is written."""

    construct: str
    span: Span | None = None


Comparison = NoNewAccess | Witness | CannotTell

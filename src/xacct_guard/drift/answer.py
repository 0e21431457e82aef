"""The answer: what is live only, what is in the templates only, what differs, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..changes import Changes
from ..changes.in_force import Sides
from ..span import Span


@dataclass(frozen=True, slots=True)
class Extra:
    """Something live that no template makes; `count` things of a stack where `type` is that of a stack."""

    account: str
    arn: str
    type: str
    span: Span
    count: int = 1


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that the templates make and that is not live."""

    account: str
    arn: str
    type: str
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that decides as whom, where or under which key something works; empty texts: none."""

    account: str
    arn: str
    name: str
    written: str
    live: str
    span: Span


@dataclass(frozen=True, slots=True)
class Unsure:
    """What cannot be told of something, or of `count` things, and why."""

    account: str
    what: str
    because: str
    span: Span | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Unsaid:
    """An account of which the templates say nothing, and what is in it."""

    account: str
    roles: int
    resources: int


@dataclass(frozen=True, slots=True)
class Drift:
    """What the templates (`sides.old`, unless turned) and the accounts do not have in common.

    `changes` goes from the one to the other. `same` counts what is in both under one identity; `written` says
    where the templates write what has an ARN, by the ARN as it is shown.
    """

    sides: Sides
    changes: Changes
    extra: tuple[Extra, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    settings: tuple[Setting, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    same: int = 0
    written: Mapping[str, Span] = field(default_factory=dict)

    @property
    def may_add(self) -> bool:
        """Does the one side let pass what the other does not, or can nobody tell whether it does?"""
        return self.changes.may_add or any(one.what for one in self.unsure)

    @property
    def is_none(self) -> bool:
        """Is everything that can be told as the templates say?"""
        return not (self.extra or self.lacking or self.settings or self.changes.found)

"""A figure: what was measured, what it should be, what the machine itself needs, and what others need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Goal:
    """The bound that a figure has to keep to: the most it may be, or the least it has to be."""

    bound: float
    is_most: bool

    def met_by(self, value: float) -> bool:
        """Is the value within the bound?"""
        return value <= self.bound if self.is_most else value >= self.bound


def at_most(bound: float) -> Goal:
    """The figure may be as large as this."""
    return Goal(bound, is_most=True)


def at_least(bound: float) -> Goal:
    """The figure has to be as large as this."""
    return Goal(bound, is_most=False)


@dataclass(frozen=True, slots=True)
class Floor:
    """What the same machine needs, in the same minute, for the least there is to do."""

    what: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured. `value` is None where this machine cannot measure it: `note` says what it lacks.

    `peers` are figures of others in the same unit, measured in the same run; None: not installed here. `as_of`
    is the day on which it was measured, where that is another than that of the run.
    """

    name: str
    value: float | None
    unit: str = ""
    goal: Goal | None = None
    floor: Floor | None = None
    peers: Mapping[str, float | None] = field(default_factory=dict)
    note: str = ""
    as_of: str = ""

    @property
    def met(self) -> bool | None:
        """Is the goal met? None where there is none, or nothing was measured."""
        if self.goal is None or self.value is None:
            return None
        return self.goal.met_by(self.value)

    @property
    def times_floor(self) -> float | None:
        """How many times what the floor takes this takes; of a pace, how many times slower it is."""
        if self.floor is None or not self.value or not self.floor.value:
            return None
        is_pace = self.unit.endswith("/s")
        return self.floor.value / self.value if is_pace else self.value / self.floor.value


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: all of it, or (for a test of the benchmark itself) next to nothing."""

    share: float = 1.0
    may_install: bool = True

    def of(self, number: int, least: int = 1) -> int:
        """That share of a number, and never less than `least`."""
        return max(least, round(number * self.share))


WHOLE = Scale()

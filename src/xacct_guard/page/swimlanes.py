"""Swim-lanes: a pipeline as it is drawn, every part with its place. In pixels."""

from __future__ import annotations

from dataclasses import dataclass

from ..verdicts import HopVerdict


@dataclass(frozen=True, slots=True)
class Box:
    """Something at a place. `kind` is `principal`, `thing`, `endpoint`, `vpc`, `stage` or `action`."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float
    lane: str = ""
    sort: str = ""
    verdict: str = ""

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends, further down."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class LaneBand:
    """The lane of an account, over the whole width."""

    account: str
    name: str
    y: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Arrow:
    """A call: upright at `x` from the box `source` to the box `target`, through the boxes `via`."""

    numbers: tuple[int, ...]
    hops: tuple[HopVerdict, ...]
    source: str
    target: str
    via: str | None
    x: float
    start: float
    end: float
    room: float

    @property
    def outcome(self) -> str:
        """`allow`, `deny` or `unknown`."""
        return self.hops[0].outcome


@dataclass(frozen=True, slots=True)
class Swimlanes:
    """A pipeline, placed."""

    width: float
    height: float
    lanes: tuple[LaneBand, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

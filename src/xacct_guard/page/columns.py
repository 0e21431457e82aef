"""Columns: the calls of a pipeline from left to right, each with its place, and the heads above them."""

from __future__ import annotations

from dataclasses import dataclass

from ..calls import Call, lanes_of
from ..verdicts import ActionVerdict, PipelineVerdict, StageVerdict
from .labels import owner_of, short_name
from .swimlanes import Box

EDGE = 12
ARROW_AT = 18
_LEAST, _MOST = 104, 216
_BETWEEN_ACTIONS, _BETWEEN_STAGES = 16, 36
_CHAR = 6.3


@dataclass(frozen=True, slots=True)
class Column:
    """A call with its place from left to right."""

    call: Call
    numbers: tuple[int, ...]
    lane: str
    owner: str
    run: int
    action: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Columns:
    """All of them, the heads of stages and actions above them, and how wide that is."""

    calls: tuple[Column, ...]
    heads: tuple[Box, ...]
    width: float


def columns_of(pipeline: PipelineVerdict, first: int) -> Columns:
    """The calls from left to right; their hops are numbered from `first`."""
    pen = _Pen(first)
    for index, stage in enumerate(pipeline.stages):
        pen.stage(index, stage)
    return Columns(tuple(pen.columns), tuple(pen.heads), pen.x + EDGE)


class _Pen:
    """Goes from left to right, and leaves columns and heads behind."""

    def __init__(self, first: int) -> None:
        self.x = float(EDGE)
        self.columns: list[Column] = []
        self.heads: list[Box] = []
        self._number = first
        self._runs = self._actions = 0

    def stage(self, index: int, stage: StageVerdict) -> None:
        """All of its actions, and its head."""
        self.x += _BETWEEN_STAGES if index else 0
        start = self.x
        for number, action in enumerate(stage.actions):
            self.x += _BETWEEN_ACTIONS if number else 0
            self._action(action)
        self.x = max(self.x, start + _LEAST)
        self.heads.append(_head(f"s{index}", stage, start, self.x))

    def _action(self, action: ActionVerdict) -> None:
        start = self.x
        for run in lanes_of(action):
            self._runs += 1
            for call in run.calls:
                self._call(call, run.account)
        self.x = max(self.x, start + _least_of(action))
        self.heads.append(_head(f"a{self._actions}", action, start, self.x))
        self._actions += 1

    def _call(self, call: Call, lane: str) -> None:
        numbers = range(self._number, self._number + len(call.hops))
        self.columns.append(
            Column(
                call,
                tuple(numbers),
                lane,
                owner_of(call.hop),
                self._runs,
                self._actions,
                self.x,
                _width(call),
            )
        )
        self._number = numbers.stop
        self.x += self.columns[-1].width


def _head(id: str, said: StageVerdict | ActionVerdict, start: float, end: float) -> Box:
    """The head of a stage, or below it that of a pipeline action."""
    if isinstance(said, ActionVerdict):
        return Box(id, "action", said.name, start, 36, end - start, 22, verdict=said.verdict)
    verdict = "accepted" if said.accepted else said.verdict
    return Box(id, "stage", said.name, start, 6, end - start, 26, verdict=verdict)


def _least_of(action: ActionVerdict) -> float:
    return max(_LEAST, min(len(action.name) * _CHAR + 36, _MOST))


def _width(call: Call) -> float:
    """Room for the action beside its arrow, and for the name of what is asked for."""
    hop = call.hop
    operation = hop.action.partition(":")[2] + (" +9" if len(call.hops) > 1 else "")
    wanted = max(
        len(operation) * _CHAR + ARROW_AT + 26,
        len(short_name(hop.resource)) * _CHAR + 26,
        len(hop.via or "") * _CHAR + 30,
    )
    return round(min(max(wanted, _LEAST), _MOST))

"""Swim-lanes: where each thing of a pipeline is drawn. A pure function of the report, in pixels.

A lane for each account, time from left to right, a column for each call. Who asks is a bar over the columns of
its calls; what is asked for stands in its owner's lane, in the column of the call. An arrow is therefore
upright, and nothing but its own ends and its endpoint stands in its column: no arrow crosses a thing or another
arrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from ..calls import Call, lanes_of, named
from ..verdicts import ActionVerdict, HopVerdict, PipelineVerdict, StageVerdict
from .labels import kind_in, owner_of, short_name

EDGE = 12
HEAD = 64
BAR = 32
THING = 40
PILL = 24
FRAME = 46
GAP = 54
LANE_PAD = 14
ARROW_AT = 18
_LEAST, _MOST = 104, 216
_BETWEEN_ACTIONS, _BETWEEN_STAGES, _INSET = 16, 36, 5
_CHAR = 6.3


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


@dataclass(slots=True)
class _Column:
    """A call with its place from left to right."""

    call: Call
    numbers: tuple[int, ...]
    lane: str
    owner: str
    run: int
    action: int
    x: float
    width: float


@dataclass(slots=True)
class _Rows:
    """What a lane needs room for, and where it is, from top to bottom."""

    rises: bool = False
    above: bool = False
    bar: bool = False
    below: bool = False
    things: bool = False
    y: float = 0
    at: dict[str, float] = field(default_factory=dict)
    height: float = 0


def swimlanes(pipeline: PipelineVerdict, names: Mapping[str, str], first: int = 1) -> Swimlanes:
    """Place a pipeline; `names` are those of accounts, and its hops are numbered from `first`."""
    columns, heads, width = _columns(pipeline, first)
    rows = _rows(columns)
    height = _stack(rows)
    boxes = (*heads, *_bars(columns, rows), *_things(columns, rows), *_networks(columns, rows))
    by_id = {box.id: box for box in boxes}
    return Swimlanes(
        width=width,
        height=height,
        lanes=tuple(
            LaneBand(id, named(id, names) or "outside every account", row.y, row.height)
            for id, row in rows.items()
        ),
        boxes=boxes,
        arrows=tuple(_arrow(index, each, by_id, columns) for index, each in enumerate(columns)),
    )


def _columns(pipeline: PipelineVerdict, first: int) -> tuple[list[_Column], tuple[Box, ...], float]:
    """The calls from left to right, and the heads of stages and actions above them."""
    columns: list[_Column] = []
    heads: list[Box] = []
    x, number, acts, runs = float(EDGE), first, 0, 0
    for stage_index, stage in enumerate(pipeline.stages):
        x += _BETWEEN_STAGES if stage_index else 0
        start = x
        for index, action in enumerate(stage.actions):
            x += _BETWEEN_ACTIONS if index else 0
            from_x = x
            for run in lanes_of(action):
                runs += 1
                for call in run.calls:
                    numbers = tuple(range(number, number + len(call.hops)))
                    number += len(call.hops)
                    columns.append(
                        _Column(
                            call,
                            numbers,
                            run.account,
                            owner_of(call.hop),
                            runs,
                            acts,
                            x,
                            _width(call),
                        )
                    )
                    x += columns[-1].width
            x = max(x, from_x + _least_of(action))
            heads.append(_head(f"a{acts}", action, from_x, x))
            acts += 1
        x = max(x, start + _LEAST)
        heads.append(_head(f"s{stage_index}", stage, start, x))
    return columns, tuple(heads), x + EDGE


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


def _rows(columns: Iterable[_Column]) -> dict[str, _Rows]:
    """The lanes in the order in which they are first needed."""
    rows: dict[str, _Rows] = {}
    for each in columns:
        rows.setdefault(each.lane, _Rows()).bar = True
        rows.setdefault(each.owner, _Rows()).things = True
    order = list(rows)
    for each in columns:
        row = rows[each.lane]
        if order.index(each.owner) < order.index(each.lane):
            row.rises = True
            row.above |= each.call.hop.via is not None
        else:
            row.below |= each.call.hop.via is not None
    return rows


def _stack(rows: Mapping[str, _Rows]) -> float:
    """Lane under lane, and in each row under row; gives the height of all."""
    y = float(HEAD)
    for row in rows.values():
        row.y = y
        y += LANE_PAD
        if row.above:
            row.at["above"] = y
            y += FRAME
        if row.rises:
            y += GAP
        if row.bar:
            row.at["bar"] = y
            y += BAR + GAP
        if row.below:
            row.at["below"] = y
            y += FRAME + GAP / 3
        if row.things:
            row.at["things"] = y
            y += THING
        y += LANE_PAD
        row.height = y - row.y
    return y + EDGE


def _bars(columns: list[_Column], rows: Mapping[str, _Rows]) -> Iterator[Box]:
    for run, those in groupby(columns, key=lambda each: each.run):
        group = list(those)
        lane, who = group[0].lane, group[0].call.hop.principal
        x, right = group[0].x + _INSET, group[-1].x + group[-1].width - _INSET
        y = rows[lane].at["bar"]
        yield Box(f"p{run}", "principal", short_name(who), x, y, right - x, BAR, lane, kind_in(who))


def _things(columns: list[_Column], rows: Mapping[str, _Rows]) -> Iterator[Box]:
    """What is asked for; calls for one thing in a row share its box."""
    for key, those in groupby(enumerate(columns), key=lambda pair: _thing(pair[1])):
        group = list(those)
        index, first = group[0]
        last = group[-1][1]
        x, lane = first.x + _INSET, key[2]
        wide = last.x + last.width - _INSET - x
        y = rows[lane].at["things"]
        what = first.call.hop.resource
        yield Box(f"t{index}", "thing", short_name(what), x, y, wide, THING, lane, kind_in(what))


def _thing(column: _Column) -> tuple[int, str, str]:
    return column.action, column.call.hop.resource, column.owner


def _networks(columns: list[_Column], rows: Mapping[str, _Rows]) -> Iterator[Box]:
    """The VPC endpoints on the way, each in its VPC."""
    order = list(rows)
    for key, those in groupby(enumerate(columns), key=lambda pair: _way(pair[1], order)):
        group = list(those)
        _, via, vpc, side = key
        if via is None:
            continue
        index, first = group[0]
        last = group[-1][1]
        x, lane = first.x + _INSET, first.lane
        wide, y = last.x + last.width - _INSET - x, rows[lane].at[side]
        yield Box(f"v{index}", "vpc", vpc or "", x, y, wide, FRAME, lane, "VPC")
        yield Box(
            f"e{index}",
            "endpoint",
            via,
            x + 4,
            y + FRAME - PILL - 4,
            wide - 8,
            PILL,
            lane,
            "endpoint",
        )


def _way(column: _Column, order: list[str]) -> tuple[int, str | None, str | None, str]:
    rises = order.index(column.owner) < order.index(column.lane)
    hop = column.call.hop
    return column.run, hop.via, hop.vpc, "above" if rises else "below"


def _arrow(index: int, column: _Column, boxes: Mapping[str, Box], columns: list[_Column]) -> Arrow:
    """From the bar to the thing; both are wider than the column's arrow."""
    x = column.x + ARROW_AT
    bar = boxes[f"p{column.run}"]
    target = boxes[_nearest("t", index, boxes)]
    via = boxes[_nearest("e", index, boxes)] if column.call.hop.via is not None else None
    down = target.y >= bar.bottom
    return Arrow(
        numbers=column.numbers,
        hops=column.call.hops,
        source=bar.id,
        target=target.id,
        via=via.id if via else None,
        x=x,
        start=bar.bottom if down else bar.y,
        end=target.y if down else target.bottom,
        room=columns[index].width - ARROW_AT - 14,
    )


def _nearest(letter: str, index: int, boxes: Mapping[str, Box]) -> str:
    """The box that began at this column or at the nearest before it."""
    return next(f"{letter}{at}" for at in range(index, -1, -1) if f"{letter}{at}" in boxes)

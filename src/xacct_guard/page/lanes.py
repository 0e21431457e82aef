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

from ..calls import named
from ..verdicts import PipelineVerdict
from .columns import ARROW_AT, EDGE, Column, columns_of
from .labels import kind_in, short_name
from .swimlanes import Arrow, Box, LaneBand, Swimlanes

HEAD = 64
BAR = 32
THING = 40
PILL = 24
FRAME = 46
GAP = 54
LANE_PAD = 14
_INSET = 5


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
    placed = columns_of(pipeline, first)
    columns = placed.calls
    rows = _rows(columns)
    height = _stack(rows)
    boxes = (
        *placed.heads,
        *_bars(columns, rows),
        *_things(columns, rows),
        *_networks(columns, rows),
    )
    by_id = {box.id: box for box in boxes}
    return Swimlanes(
        width=placed.width,
        height=height,
        lanes=tuple(
            LaneBand(id, named(id, names) or "outside every account", row.y, row.height)
            for id, row in rows.items()
        ),
        boxes=boxes,
        arrows=tuple(_arrow(index, each, by_id) for index, each in enumerate(columns)),
    )


def _rows(columns: Iterable[Column]) -> dict[str, _Rows]:
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


def _bars(columns: tuple[Column, ...], rows: Mapping[str, _Rows]) -> Iterator[Box]:
    for run, those in groupby(columns, key=lambda each: each.run):
        group = list(those)
        lane, who = group[0].lane, group[0].call.hop.principal
        x, right = group[0].x + _INSET, group[-1].x + group[-1].width - _INSET
        y = rows[lane].at["bar"]
        yield Box(f"p{run}", "principal", short_name(who), x, y, right - x, BAR, lane, kind_in(who))


def _things(columns: tuple[Column, ...], rows: Mapping[str, _Rows]) -> Iterator[Box]:
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


def _thing(column: Column) -> tuple[int, str, str]:
    return column.action, column.call.hop.resource, column.owner


def _networks(columns: tuple[Column, ...], rows: Mapping[str, _Rows]) -> Iterator[Box]:
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


def _way(column: Column, order: list[str]) -> tuple[int, str | None, str | None, str]:
    rises = order.index(column.owner) < order.index(column.lane)
    hop = column.call.hop
    return column.run, hop.via, hop.vpc, "above" if rises else "below"


def _arrow(index: int, column: Column, boxes: Mapping[str, Box]) -> Arrow:
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
        room=column.width - ARROW_AT - 14,
    )


def _nearest(letter: str, index: int, boxes: Mapping[str, Box]) -> str:
    """The box that began at this column or at the nearest before it."""
    return next(f"{letter}{at}" for at in range(index, -1, -1) if f"{letter}{at}" in boxes)

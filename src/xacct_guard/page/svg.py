"""Swim-lanes as SVG: two pictures side by side, so that the names of the lanes stay in sight."""

from __future__ import annotations

from collections.abc import Iterator

from .columns import ARROW_AT
from .glyphs import WORDS, glyph, mark_of
from .labels import bare
from .markup import Markup, tag
from .swimlanes import Arrow, Box, LaneBand, Swimlanes

NAMES = 148
_CHAR, _BOLD, _SMALL = 6.3, 7.2, 5.8
_BADGE = 9


def lane_names(drawn: Swimlanes) -> Markup:
    """The names of the lanes, as high as the drawing beside them."""
    return tag(
        "svg",
        (_lane_name(lane) for lane in drawn.lanes),
        class_="lane-names",
        width=NAMES,
        height=drawn.height,
        viewBox=f"0 0 {NAMES} {drawn.height:g}",
        aria_hidden="true",
    )


def _lane_name(lane: LaneBand) -> Markup:
    name, _, id = lane.name.rpartition(" ")
    first, second = (name, id) if lane.account and name else (lane.name, "")
    return tag(
        "g",
        tag("rect", class_="band", x=0, y=lane.y, width=NAMES, height=lane.height),
        tag("text", cut(first, NAMES - 24, 7), class_="lane-name", x=12, y=lane.y + 24),
        tag("text", second, class_="lane-id", x=12, y=lane.y + 41) if second else None,
    )


def drawing(drawn: Swimlanes, label: str, first: int) -> Markup:
    """The drawing itself; its hops are numbered from 1, where their own numbers begin with `first`."""
    return tag(
        "svg",
        (_band(lane, drawn.width) for lane in drawn.lanes),
        (_box(box) for box in drawn.boxes),
        (_arrow(arrow, drawn, first, index) for index, arrow in enumerate(drawn.arrows)),
        class_="lanes",
        width=drawn.width,
        height=drawn.height,
        viewBox=f"0 0 {drawn.width:g} {drawn.height:g}",
        role="group",
        aria_label=label,
    )


def _band(lane: LaneBand, width: float) -> Markup:
    return tag("rect", class_="band", x=0, y=lane.y, width=width, height=lane.height)


def cut(said: str, room: float, char: float = _CHAR) -> str:
    """A text that has this room, its middle left out where it is too long."""
    most = max(int(room / char), 3)
    if len(said) <= most:
        return said
    head = (most - 1) * 2 // 3
    return f"{said[:head]}…{said[len(said) - (most - 1 - head) :]}"


def _box(box: Box) -> Markup:
    return tag("g", _parts(box), class_=f"box {box.kind} {box.verdict}".rstrip(), data_box=box.id)


def _parts(box: Box) -> Iterator[Markup]:
    yield tag("title", f"{box.sort} {box.name}".strip())
    radius = {"endpoint": box.height / 2, "principal": 6, "stage": 6, "vpc": 8}.get(box.kind, 4)
    yield tag(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=radius, class_="shape"
    )
    match box.kind:
        case "stage":
            yield from _stage_words(box)
        case "action":
            yield _words(box, box.name, box.y + box.height / 2 + 4, "slides")
        case "vpc":
            yield _words(box, f"VPC {bare(box.name)}".rstrip(), box.y + 14, "sort", ARROW_AT)
        case "thing":
            yield _words(box, box.sort or "resource", box.y + 15, "sort")
            yield _words(box, box.name, box.y + 31, "name")
        case _:
            name = bare(box.name) if box.kind == "endpoint" else box.name
            yield _words(box, name, box.y + box.height / 2 + 4, "name slides")


def _stage_words(box: Box) -> Iterator[Markup]:
    middle = box.y + box.height / 2
    yield glyph(mark_of(box.verdict), box.x + 14, middle, 7)
    yield _words(box, f"{box.name} · {WORDS[box.verdict]}", middle + 4, "slides", 20)


def _words(box: Box, said: str, y: float, kind: str = "", indent: float = 0) -> Markup:
    """Text in a box, cut to the room that it has there."""
    wide = _SMALL if kind == "sort" else _BOLD if "slides" in kind else _CHAR
    shown = cut(said, box.width - 18 - indent, wide)
    return tag("text", shown, class_=kind or None, x=box.x + 9 + indent, y=y)


def _arrow(arrow: Arrow, drawn: Swimlanes, first: int, index: int) -> Markup:
    """What is pressed to open a hop: the line with its head, a mark of the verdict, the action."""
    hop = arrow.hops[0]
    number = arrow.numbers[0] - first + 1
    said = f"hop {number}, {WORDS[arrow.outcome]}: {hop.principal} {hop.action} {hop.resource}"
    down = arrow.end > arrow.start
    sign = 1 if down else -1
    mark = arrow.start + sign * 16
    service, _, operation = hop.action.partition(":")
    more = f" +{len(arrow.hops) - 1}" if len(arrow.hops) > 1 else ""
    top = mark - 3
    return tag(
        "g",
        tag("title", f"{hop.step}: {hop.action}, {WORDS[arrow.outcome]}"),
        tag(
            "rect",
            class_="touch",
            x=arrow.x - ARROW_AT + 4,
            y=min(arrow.start, arrow.start + sign * 50),
            width=arrow.room + ARROW_AT,
            height=50,
            rx=4,
        ),
        tag("line", class_="grip", x1=arrow.x, y1=arrow.start, x2=arrow.x, y2=arrow.end),
        _lines(arrow, drawn, sign),
        tag("path", class_="tip", d=_tip(arrow.x, arrow.end, sign)),
        glyph(arrow.outcome, arrow.x, mark, _BADGE),
        tag("text", f"{number} · {service}", class_="sort", x=arrow.x + 14, y=top),
        tag(
            "text",
            cut(operation, arrow.room - len(more) * _CHAR) + more,
            x=arrow.x + 14,
            y=top + 14,
        ),
        class_=f"hop {arrow.outcome}",
        role="button",
        tabindex=0 if index == 0 else -1,
        data_hops=" ".join(map(str, arrow.numbers)),
        aria_label=said,
    )


def _lines(arrow: Arrow, drawn: Swimlanes, sign: int) -> Iterator[Markup]:
    """From the bar to the thing, with a pause at the endpoint."""
    stops = [arrow.start, arrow.end - sign * 6]
    if arrow.via is not None:
        pill = next(box for box in drawn.boxes if box.id == arrow.via)
        near, far = (pill.y, pill.bottom) if sign > 0 else (pill.bottom, pill.y)
        stops = [arrow.start, near, far, arrow.end - sign * 6]
    for start, end in zip(stops[::2], stops[1::2], strict=True):
        yield tag("line", x1=arrow.x, y1=start, x2=arrow.x, y2=end)


def _tip(x: float, end: float, sign: int) -> str:
    base = end - sign * 8
    return f"M{x:g} {end:g}L{x - 4.5:g} {base:g}L{x + 4.5:g} {base:g}Z"

"""Figures as one table: Markdown that reads well as plain text, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .figure import Figure
from .record import Record

_HEAD = ("benchmark", "what", "figure", "goal", "met", "floor", "peers", "measured")


def table(records: Iterable[Record]) -> str:
    """One line for each figure, with the benchmark that measures it and the day."""
    rows = [_HEAD, *(row for record in records for row in _rows(record))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(tuple("-" * width for width in widths), widths), *lines[1:]])


def notes(records: Iterable[Record]) -> Iterator[str]:
    """What there is to say beside the numbers."""
    for record in records:
        for figure in record.figures:
            if figure.note:
                yield f"{record.name}, {figure.name}: {figure.note}"


def number(value: float) -> str:
    """A number with three digits or so that mean something."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def _rows(record: Record) -> Iterator[tuple[str, ...]]:
    for each in record.figures:
        yield (
            *(record.name, each.name.replace("|", "/"), _with_unit(each.value, each.unit)),
            *(
                _goal(each),
                _met(each),
                _floor(each),
                _peers(each),
                each.as_of or record.measured[:10],
            ),
        )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


def _with_unit(value: float | None, unit: str) -> str:
    if value is None:
        return "not measured"
    return f"{number(value)}{unit}" if unit in ("/s", "") else f"{number(value)} {unit}"


def _goal(each: Figure) -> str:
    if each.goal is None:
        return ""
    return f"{'≤' if each.goal.is_most else '≥'} {_with_unit(each.goal.bound, each.unit)}"


def _met(each: Figure) -> str:
    return {True: "yes", False: "NO", None: ""}[each.met]


def _floor(each: Figure) -> str:
    if each.floor is None:
        return ""
    times = f" ({number(each.times_floor)} times)" if each.times_floor else ""
    return f"{_with_unit(each.floor.value, each.unit)}: {each.floor.what}{times}"


def _peers(each: Figure) -> str:
    return ", ".join(
        f"{name} {'not installed' if value is None else _with_unit(value, each.unit)}"
        for name, value in each.peers.items()
    )

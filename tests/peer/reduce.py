"""The smallest scenario that still shows what a big one shows."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

Json = Any
Path = tuple[Any, ...]
_LAYERS = ("identity", "session", "scps", "rcps")


def reduce(scenario: Json, shows: Callable[[Json], bool]) -> Json:
    """Leave out, piece by piece, whatever can be left out so that `shows` stays true."""
    while True:
        smaller = next(filter(shows, _smaller(scenario)), None)
        if smaller is None:
            return scenario
        scenario = smaller


def _smaller(scenario: Json) -> Iterator[Json]:
    """Every scenario with one thing less, the biggest things first."""
    for member, value in scenario["policies"].items():
        if value:
            yield _with(
                scenario, ("policies", member), type(value)() if member != "resource" else None
            )
    for path, value in _paths(scenario):
        if isinstance(value, list) and (len(value) > 1 or path[-1] in _LAYERS):
            yield from (_without(scenario, (*path, at)) for at in range(len(value)))
        elif isinstance(value, list) and value and path[-1] in ("Statement", *_ELEMENTS):
            yield _with(scenario, path, value[0])
        if "Condition" in path[-3:] or "context" in path[-2:-1]:
            yield _without(scenario, path)
    for path, value in _paths(scenario):
        if path[-1] in ("Action", "Resource") and value != "*":
            yield _with(scenario, path, "*")


_ELEMENTS = ("Action", "NotAction", "Resource", "NotResource", "AWS")


def _paths(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every place in a value, and what stands there."""
    listed = enumerate(value) if isinstance(value, list) else ()
    for key, one in value.items() if isinstance(value, dict) else listed:
        yield (*path, key), one
        yield from _paths(one, (*path, key))


def _with(scenario: Json, path: Path, value: Json) -> Json:
    made = copy.deepcopy(scenario)
    _at(made, path[:-1])[path[-1]] = value
    return made


def _without(scenario: Json, path: Path) -> Json:
    made = copy.deepcopy(scenario)
    del _at(made, path[:-1])[path[-1]]
    return made


def _at(value: Json, path: Path) -> Json:
    for step in path:
        value = value[step]
    return value

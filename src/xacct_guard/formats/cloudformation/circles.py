"""Resources that wait for each other: CloudFormation refuses to make any of them.

Source: AWSCloudFormation/latest/UserGuide/troubleshooting.html, "dependency error".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...errors import InputError
from ...span import Span

Waits = Mapping[str, Mapping[str, Span]]
"""For each resource, the resources that it names, and where."""


def circles(waits: Waits) -> Iterator[InputError]:
    """One failure for each circle, at the place that closes it; a resource is in one at most."""
    done: set[str] = set()
    for first in waits:
        path = _circle_through(first, waits, done) if first not in done else ()
        if path:
            done.update(path)
            names = " -> ".join(f"`{name}`" for name in (*path, path[0]))
            yield InputError(
                f"resources wait for each other: {names}",
                at=waits[path[-1]][path[0]],
                help="move what refers back into a resource of its own, as `AWS::IAM::Policy`",
            )


def _circle_through(first: str, waits: Waits, done: set[str]) -> tuple[str, ...]:
    """The shortest way from a resource back to itself; empty when there is none."""
    came_from: dict[str, str] = {}
    waiting = [first]
    for name in waiting:
        for other in waits.get(name, ()):
            if other == first:
                return _way(first, name, came_from)
            if other not in came_from and other not in done:
                came_from[other] = name
                waiting.append(other)
    return ()


def _way(first: str, last: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    way = [last]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))

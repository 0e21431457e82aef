"""What was observed of granted rights, as plain values and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...errors import InputError
from ...grants.generate import Generation
from ...iam.symbol import shown
from ...observed.event import Event
from ...observed.names import Logged
from ...observed.record import events_in
from ...observed.use import Right, Seen, Use, use_of
from ...report.json import Members

_MOST = 20


def observed(files: tuple[Path, ...], generation: Generation) -> tuple[Use, tuple[InputError, ...]]:
    """What the events of these files say of the generated policies, and what in them is no event."""
    events: list[Event] = []
    broken: list[InputError] = []
    for found in (found for file in files for found in events_in(file)):
        if isinstance(found, Event):
            events.append(found)
        else:
            broken.append(found)
    return use_of(generation.policies, events), tuple(broken)


def use_members(use: Use) -> Members:
    """The same for programs."""
    return {
        "events": use.events,
        "first": use.first or None,
        "last": use.last or None,
        "has_data_events": use.has_data_events,
        "never_used": [
            {**_right(right), "logged_as": recorded.value} for right, recorded in use.unused
        ],
        "unexplained": [_seen(seen) for seen in use.beyond],
        "denied": [{**_seen(seen), "granted": seen.explained} for seen in use.refused],
        "unknown_events": [
            {"event_source": source, "event_name": name, "count": count}
            for (source, name), count in use.unnamed.items()
        ],
        "other_principals": [
            {"principal": principal, "count": count} for principal, count in use.others.items()
        ],
    }


def use_in_words(use: Use, *, verbose: bool) -> Iterator[str]:
    """The same for a person, a line each: what was not seen may only not have been recorded."""
    when = f", {use.first} to {use.last}" if use.first else ""
    without = "" if use.has_data_events else "; no data events are among them"
    yield f"observed: {use.events} events{when}{without}"
    lines = (*_requests(use), *_unused(use))
    most = len(lines) if verbose else _MOST
    yield from lines[:most]
    if (more := len(lines) - most) > 0:
        yield f"and {more} more (--verbose shows them)"
    if use.others:
        count = sum(use.others.values())
        yield f"{count} events are of {len(use.others)} principals who are on no path"


def _requests(use: Use) -> Iterator[str]:
    for seen in use.beyond:
        yield f"used, and no path explains it: {_in_words(seen)}"
    for seen in use.refused:
        but = ", which is granted now" if seen.explained else ""
        yield f"denied: {_in_words(seen)}{but}"
    for (source, name), count in use.unnamed.items():
        yield f"nobody knows which action `{name}` of `{source}` is ({count} events)"


def _unused(use: Use) -> Iterator[str]:
    """A line for each principal, and for each reason for which nothing may have been recorded."""
    alike: dict[tuple[str, Logged], list[str]] = {}
    for right, recorded in use.unused:
        alike.setdefault((right.principal, recorded), []).append(f"`{right.action}`")
    for (principal, recorded), actions in alike.items():
        yield f"not seen: `{shown(principal)}` {', '.join(actions)}{_why(recorded)}"


def _why(recorded: Logged) -> str:
    match recorded:
        case Logged.IF_DATA_EVENTS:
            return " (data events, which are recorded only where a trail is told to)"
        case Logged.NEVER:
            return " (CloudTrail never records it)"
        case _:
            return ""


def _in_words(seen: Seen) -> str:
    on = " ".join(f"`{shown(one)}`" for one in seen.resources) or "(on what is not told)"
    times = "once" if seen.count == 1 else f"{seen.count} times"
    last = f", last {seen.last}" if seen.last else ""
    return f"`{shown(seen.principal)}` `{seen.action}` {on}, {times}{last}"


def _right(right: Right) -> Members:
    return {
        "principal": shown(right.principal),
        "action": right.action,
        "resources": [shown(one) for one in right.resources],
    }


def _seen(seen: Seen) -> Members:
    return {
        "principal": shown(seen.principal),
        "action": seen.action,
        "resources": [shown(one) for one in seen.resources],
        "count": seen.count,
        "first": seen.first or None,
        "last": seen.last or None,
    }

"""Use: what granted rights were seen to be used, and which requests no right explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..grants.generate import Generated
from ..iam.pattern import glob
from ..iam.policy import PolicyKind
from ..iam.symbol import split_symbols
from .event import Event
from .names import Logged, action_named, logged


@dataclass(frozen=True, slots=True)
class Right:
    """An action that a principal is granted, on whatever: texts may hold symbols, as policies have them."""

    principal: str
    action: str
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Requests that are alike: who asked for what, on what, how often, first and last when.

    `explained`: a granted right is for them.
    """

    principal: str
    action: str
    resources: tuple[str, ...]
    count: int
    first: str
    last: str
    explained: bool


@dataclass(frozen=True, slots=True)
class Use:
    """What events say of granted rights.

    `unused` are rights of which no request was seen, with whether CloudTrail would have recorded one. `beyond`
    are requests of principals who have rights, that none of these is for; `refused` those that AWS denied.
    `unnamed` counts events whose action is not known, by source and name, `others` the requests of
    principals who have no rights here, whoever they are.
    """

    events: int
    first: str
    last: str
    has_data_events: bool
    unused: tuple[tuple[Right, Logged], ...]
    beyond: tuple[Seen, ...]
    refused: tuple[Seen, ...]
    unnamed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)


def use_of(policies: Iterable[Generated], events: Iterable[Event]) -> Use:
    """Hold the events against what the policies grant."""
    known = _Known(tuple(rights_of(policies)))
    those = _once(events)
    alike: dict[tuple[bool, str, str, tuple[str, ...]], Seen] = {}
    used: set[tuple[str, str]] = set()
    unnamed: Counter[tuple[str, str]] = Counter()
    others: Counter[str] = Counter()
    for event in those:
        principal = known.principal(event.principal)
        action = action_named(event.source, event.name, of_a_version=event.of_a_version)
        if principal is None:
            others[event.principal or f"account {event.account or 'nobody tells'}"] += 1
        elif action is None:
            unnamed[event.source, event.name] += 1
        else:
            explained = known.explains(principal, action, event.resources)
            if explained and not event.refused:
                used.add((principal, action))
            key = (event.refused, principal, action, event.resources)
            alike[key] = _with(alike.get(key), principal, action, event, explained)
    times = sorted(event.at for event in those if event.at)
    return Use(
        len(those),
        times[0] if times else "",
        times[-1] if times else "",
        any(event.is_data for event in those),
        tuple(
            (right, logged(right.action))
            for right in known.rights
            if (right.principal, right.action) not in used
        ),
        _sorted(
            seen for (refused, *_), seen in alike.items() if not refused and not seen.explained
        ),
        _sorted(seen for (refused, *_), seen in alike.items() if refused),
        dict(sorted(unnamed.items())),
        dict(sorted(others.items())),
    )


def rights_of(policies: Iterable[Generated]) -> Iterator[Right]:
    """What the policies grant, one action of one principal each; what only keeps them is left out."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in policies:
        for line in one.lines:
            if one.kind is PolicyKind.ENDPOINT or line.keeps or line.written["Effect"] != "Allow":
                continue
            resources = _texts(line.written.get("Resource", one.attached_to))
            if one.kind is PolicyKind.RESOURCE and resources == ("*",):
                resources = (one.attached_to,)
            for who in _principals(one, line.written.get("Principal")):
                if who == "*":
                    continue
                for action in _texts(line.written["Action"]):
                    found.setdefault((who, action), {}).update(dict.fromkeys(resources))
    yield from (Right(*key, tuple(resources)) for key, resources in sorted(found.items()))


def _principals(one: Generated, element: object) -> tuple[str, ...]:
    if one.kind is PolicyKind.IDENTITY:
        return (one.attached_to,)
    if isinstance(element, Mapping):
        return tuple(who for each in element.values() for who in _texts(each))
    return _texts(element)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


class _Known:
    """The granted rights, by who asks; what only a deployment names is a pattern of what it looks like."""

    def __init__(self, rights: tuple[Right, ...]) -> None:
        self.rights = rights
        self._of = {(right.principal, right.action): right for right in rights}
        self._principals = tuple(dict.fromkeys(right.principal for right in rights))
        self._met: dict[str, str | None] = {}

    def principal(self, seen: str) -> str | None:
        """The principal that an event is of, as the policies name it."""
        if seen not in self._met:
            exact = seen if seen in self._principals else None
            like = (who for who in self._principals if glob(_looks(who))(seen))
            self._met[seen] = exact or next(like, None)
        return self._met[seen]

    def explains(self, principal: str, action: str, resources: tuple[str, ...]) -> bool:
        """Is there a right for it? Where an event does not say on what, the action is all there is to ask."""
        right = self._of.get((principal, action))
        if right is None or not resources:
            return right is not None
        return any(glob(_looks(one))(arn) for one in right.resources for arn in resources)


def _looks(text: str) -> str:
    return "".join(part if isinstance(part, str) else part.shape for part in split_symbols(text))


def _once(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each request once: of the records of two accounts, the one that says who asked."""
    found: dict[object, Event] = {}
    for number, event in enumerate(events):
        key = event.same_as or number
        before = found.get(key)
        if before is None or (event.principal and not before.principal):
            found[key] = event if before is None else _with_resources(event, before)
        else:
            found[key] = _with_resources(before, event)
    return tuple(found.values())


def _with_resources(event: Event, other: Event) -> Event:
    return event if event.resources else replace(event, resources=other.resources)


def _with(before: Seen | None, principal: str, action: str, event: Event, explained: bool) -> Seen:
    if before is None:
        return Seen(principal, action, event.resources, 1, event.at, event.at, explained)
    first, last = min(before.first, event.at), max(before.last, event.at)
    return replace(before, count=before.count + 1, first=first, last=last)


def _sorted(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    return tuple(sorted(seen, key=lambda one: (one.principal, one.action, one.resources)))

"""Changes of access as plain values, for programs."""

from __future__ import annotations

from ...changes import Change, Changes
from ...iam.compare import Witness
from ...iam.symbol import shown
from ...report.json import Members
from .changed import Line, Teller


def changes_members(changes: Changes, teller: Teller) -> Members:
    """Every change with its witness, and what differs."""
    return {
        "differing": [
            {"account": shown(one.account), "name": shown(one.name), "kind": one.kind.value}
            for one in changes.things
        ],
        "changes": [_members(line) for line in teller.lines(changes)],
        "not_asked": [
            {
                "name": shown(thing.name),
                "kind": thing.kind.value,
                "direction": way.value,
                "count": n,
            }
            for thing, way, n in changes.unasked
        ],
    }


def _members(line: Line) -> Members:
    change = line.change
    return {
        "direction": change.direction.value,
        "certain": change.is_certain,
        "account": shown(change.thing.account),
        "of": {"name": shown(change.thing.name), "kind": change.thing.kind.value},
        "request": _request(line, change),
        "cannot_tell": line.unsure or None,
        "because": line.why,
        "location": line.place or None,
    }


def _request(line: Line, change: Change) -> Members | None:
    if line.asked is None or not isinstance(change.answer, Witness):
        return None
    request = change.answer.request
    return {
        "who": line.asked.who,
        "principal": shown(request.principal.role or request.principal.arn),
        "action": line.asked.action,
        "resource": line.asked.resource,
        "context": dict(line.asked.keys),
        "without": list(line.asked.without),
        "allowed_because": shown(change.answer.new.reason),
        "denied_because": shown(change.answer.old.reason),
        "fits_the_action": change.answer.usual,
    }

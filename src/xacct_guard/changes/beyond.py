"""BEYOND: what differs of a thing and is in no policy, or where no question reaches."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.container import extent
from ..graph.model import Role
from ..iam.compare import CannotTell, arns_shared
from ..iam.symbol import has_symbol, shown
from .asking import OF_PRINCIPALS, policies_ask
from .change import Change, Direction, Kind, Thing
from .focus import foci
from .in_force import Sides
from .things import has_moved, tags_of


def beyond(thing: Thing, sides: Sides, direction: Direction) -> Iterator[Change]:
    """What differs so that requests of both sides are not the same ones, or are asked about nowhere."""
    if direction is not Direction.ADDED:
        return
    if thing.kind is Kind.ORGANIZATION:
        words = "what the account has to do with the organization is not the same on both sides"
        yield Change(direction, thing, CannotTell(words, thing.span))
    if thing.kind is Kind.RESOURCE:
        yield from _elsewhere(thing, sides)
        if has_moved(*(graph.resources.get(thing.name) for graph in (sides.old, sides.new))):
            words = (
                "it belongs to another account than before, whose own policies are enough for it"
            )
            yield Change(direction, thing, CannotTell(words, thing.span))
    old, new = (graph.roles.get(thing.name) for graph in (sides.old, sides.new))
    if thing.kind is not Kind.PRINCIPAL or old is None or new is None:
        return
    if _may_do_more(old, new):
        words = f"what the {'role' if old.trust else 'user'} could do before: nobody gave "
        answer = CannotTell(words + shown(old.absent or "all of its policies"), thing.span)
        yield Change(direction, thing, answer)
    if tags_of(old) != tags_of(new) and policies_ask(sides, OF_PRINCIPALS):
        words = "its tags are not the same on both sides, and policies ask for tags"
        yield Change(direction, thing, CannotTell(words, thing.span))


def _may_do_more(old: Role, new: Role) -> bool:
    """Is something given to whom not all policies were known of, of which these may not have been?"""
    if old.held:
        return False
    is_other = not new.held and old.absent != new.absent
    return is_other or bool(foci(old.identity, new.identity))


def _elsewhere(thing: Thing, sides: Sides) -> Iterator[Change]:
    """Statements of a resource's policy about what is in it, of which no request is asked here.

    An index of a table, a rule of an event bus, an object behind an access point.
    """
    held = sides.new.resources.get(thing.name), sides.old.resources.get(thing.name)
    new, old = (tuple(filter(None, (one.policy,))) if one else () for one in held)
    if held[0] is None or has_symbol(thing.name):
        return
    known = extent(thing.name)
    for statement in filter(None, (focus.statement for focus in foci(old, new))):
        for one in statement.resources:
            if _may_be_in(one.text, thing.name) and arns_shared((one.text,), known) is None:
                words = f"what the policy lets pass on `{shown(one.text)}`"
                answer = CannotTell(words, one.span)
                yield Change(Direction.ADDED, thing, answer, statement)
                break


def _may_be_in(text: str, resource: str) -> bool:
    """Is it an ARN of the service of a resource? AWS takes no others in most policies."""
    return not has_symbol(text) and text.split(":")[2:3] == resource.split(":")[2:3]

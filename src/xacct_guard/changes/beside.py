"""BESIDE: policies that differ, of whom or what nobody holds the rest; whether they add access cannot be told.

Those of roles, users and groups that no template has; those of kinds of resources whose policies are not
read; tags of resources, where policies ask for them; and what custom resources return.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping

from ..graph.access_graph import AccessGraph
from ..graph.model import Made
from ..iam.arn import Arn
from ..iam.compare import CannotTell
from ..iam.policy import Policy, PolicyKind
from ..iam.symbol import shown
from ..span import Span
from .asking import OF_RESOURCES, policies_ask
from .change import Change, Direction, Kind, Thing
from .focus import foci
from .in_force import Sides
from .inside import GATE, inside, written
from .returned import returned


def beside(sides: Sides) -> Iterator[Change]:
    """What may add access, and is asked about nowhere else."""
    yield from _of_unheld(sides)
    yield from _of_open(sides)
    yield from _of_kinds(sides)
    yield from _of_returned(sides)


def _of_unheld(sides: Sides) -> Iterator[Change]:
    """Identity policies of those whom the estate does not hold."""
    old, new = (_attached(graph) for graph in (sides.old, sides.new))
    held = {
        statement.span
        for graph in (sides.old, sides.new)
        for role in graph.roles.values()
        for policy in (*role.identity, *filter(None, (role.boundary,)))
        for statement in policy.statements
    }
    for to in dict.fromkeys((*old, *new)):
        if ":policy/" in to and not (to in old and to in new):
            continue  # nobody who is here has it, and nobody else can have had it on both sides
        is_shared = ":policy/" in to or ":group/" in to
        found = _more(old.get(to, ()), new.get(to, ()))
        cause = next((at for at in found if not is_shared or at not in held), None)
        if cause is not None:
            words = f"what `{shown(to)}` may do beside this, since no template has all of it"
            yield _unsure(Kind.PRINCIPAL, to, words, cause)


def _more(old: tuple[Policy, ...], new: tuple[Policy, ...]) -> Iterator[Span]:
    """Where it stands that the new side may allow more: statements, and policies that nobody could read."""
    yield from (one.statement.span for one in foci(old, new) if one.statement)
    unread = {one.unresolved for one in old}
    yield from (one.span for one in new if one.unresolved not in {None, *unread})


def _attached(graph: AccessGraph) -> Mapping[str, tuple[Policy, ...]]:
    found: dict[str, tuple[Policy, ...]] = defaultdict(tuple)
    for each in graph.attached:
        if each.policy.kind is PolicyKind.IDENTITY and each.to not in graph.roles:
            found[each.to] += (each.policy,)
    return found


def _of_open(sides: Sides) -> Iterator[Change]:
    """Policies that hang on what nobody gave on either side, in a text that is not the same on both."""
    old, new = (_open_policies(graph) for graph in (sides.old, sides.new))
    for to, (kind, policies) in new.items():
        before = {one.span.source.text for one in old[to][1]} if to in old else set()
        changed = (one for one in policies if before and one.span.source.text not in before)
        for policy in changed:
            words = f"what {shown(policy.unresolved or '')} makes of it, in a text that differs"
            yield _unsure(kind, to, words, policy.span)
            break


def _open_policies(graph: AccessGraph) -> Mapping[str, tuple[Kind, tuple[Policy, ...]]]:
    every = {
        arn: (Kind.PRINCIPAL, (*role.identity, role.boundary, role.trust))
        for arn, role in graph.roles.items()
    } | {arn: (Kind.RESOURCE, (one.policy,)) for arn, one in graph.resources.items()}
    held = {to: (kind, tuple(filter(_is_open, those))) for to, (kind, those) in every.items()}
    return {to: (kind, tuple(filter(None, those))) for to, (kind, those) in held.items() if those}


def _is_open(policy: Policy | None) -> bool:
    return policy is not None and policy.unresolved is not None


def _of_kinds(sides: Sides) -> Iterator[Change]:
    """Policies inside of what a template makes that no layer holds, and tags that policies ask for."""
    before = {one.place: one for one in sides.old.made}
    after = {one.place for one in sides.new.made}
    gone = (one for one in sides.old.made if one.place not in after)
    known = {(_stack(one), one.type, text) for one in gone for text in inside(one)}
    tagged = policies_ask(sides, OF_RESOURCES)
    for made in sides.new.made:
        was, documents = before.get(made.place), inside(made)
        is_told = all((_stack(made), made.type, text) in known for text in documents)
        if not is_told if was is None else inside(was) != documents:
            words = f"what policies inside of `{made.type}` let pass"
            yield _unsure(Kind.RESOURCE, made.place, words, made.span)
        elif was is not None and tagged and _tags(was) != _tags(made):
            words = (
                "its tags are not the same on both sides, and policies ask for tags of resources"
            )
            yield _unsure(Kind.RESOURCE, made.place, words, made.span)
    for place, made in before.items():
        if made.type == GATE and place not in after:
            yield _unsure(Kind.RESOURCE, place, "what a policy that is gone forbade", made.span)


def _of_returned(sides: Sides) -> Iterator[Change]:
    for made in returned(sides):
        words = f"what `{made.type}` returns, of which policies speak: it is not told the same on both sides"
        yield _unsure(Kind.RESOURCE, made.place, words, made.span)


def _stack(made: Made) -> str:
    return made.place.partition("/")[0]


def _tags(made: Made) -> Hashable:
    tags = made.properties.mapping.get("Tags") if made.properties is not None else None
    return written(tags) if tags is not None else None


def _unsure(kind: Kind, name: str, words: str, span: Span) -> Change:
    arn = Arn.parse(name)
    thing = Thing(kind, arn.account if arn else "", name, span)
    return Change(Direction.ADDED, thing, CannotTell(words, span))

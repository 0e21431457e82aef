"""LEVEL: two graphs that differ in nothing but what can be compared.

What the templates do not speak of is put into their graph as it is live; what nobody could read is the same
on both sides. What is then left to differ is drift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..changes.in_force import Sides
from ..graph.access_graph import AccessGraph
from ..graph.model import Attached, Resource, Role
from ..iam.policy import PolicyKind
from ..iam.symbol import shown, symbols_in
from .accounts import accounts, unsaid
from .answer import Lacking, Unsure
from .comparable import comparable
from .item import Item, items
from .pair import level_resource, level_role, tags_differ
from .same import Same
from .seen import Seen
from .settings import pipelines, settings
from .strangers import is_of_aws, strangers
from .told import Told
from .values import with_open_names

_Thing = Role | Resource


def level(same: Same, live: AccessGraph, seen: Seen) -> tuple[Sides, Told]:
    """The templates and what is live, levelled; and what is told beside the access that then differs."""
    wanted, told = same.wanted, Told()
    there = {one.arn: one for one in items(live) if not one.is_open}
    ours = {one.arn: one for one in items(wanted)}
    told.written = comparable(ours, there, same, seen, told)
    sides: tuple[dict[str, _Thing], dict[str, _Thing]] = ({}, {})
    for arn, one in told.written.items():
        if arn in there:
            sides[0][arn], sides[1][arn] = _paired(one, there[arn], live, told)
        else:
            told.lacking.append(Lacking(one.account, arn, one.type, one.span))
            sides[0][arn] = one.it
    rest = {arn: one for arn, one in there.items() if arn not in told.written}
    scope = {one.account for one in ours.values()} | {one.account for one in wanted.pipelines}
    heeded = _strange(rest, scope, same, seen, told)
    attached = _attached(wanted)
    for arn, one in rest.items():
        sides[1][arn] = one.it
        if arn not in heeded:
            sides[0][arn] = _with(one.it, attached.get(arn, ()))
    for each in pipelines(wanted, live):
        told.say(each)
    told.unsure += _renamed(same)
    told.unsaid += unsaid(there.values(), scope, seen)
    return _levelled(wanted, live, sides, told), told


def _paired(written: Item, found: Item, live: AccessGraph, told: Told) -> tuple[_Thing, _Thing]:
    """What is the same thing on both sides, as it is compared."""
    told.same += 1
    one, other = written.it, found.it
    for each in settings(written, found, live):
        told.say(each)
    if isinstance(one, Role) and isinstance(other, Role):
        told.settings += tags_differ(one, other, written.span)
        level: tuple[_Thing, str | None] = level_role(one, other)
    elif isinstance(one, Resource) and isinstance(other, Resource):
        level = level_resource(one, other)
    else:
        return other, other
    thing, why = level
    if why is not None:
        told.unsure.append(Unsure(written.account, shown(written.arn), why, written.span))
        return thing, thing
    return thing, other


def _strange(
    rest: Mapping[str, Item], scope: set[str], same: Same, seen: Seen, told: Told
) -> set[str]:
    """Those that no template makes, in accounts of which they speak, of whom it is asked what they may."""
    spoken = {one.arn for one in same.wanted.pipelines} | _attached(same.wanted).keys()
    spoken |= {arn for those in same.open.values() for arn in those}
    extra = (
        one
        for arn, one in rest.items()
        if one.account in scope and arn not in spoken and not is_of_aws(one, seen)
    )
    return {one.arn for one in strangers(extra, same.stacks.arns, seen, told)}


def _renamed(same: Same) -> Iterator[Unsure]:
    """What hangs on the name of a stack, where that is another one."""
    for label, stack in same.stacks.renamed().items():
        why = f"it is live as `{stack.name}`; what takes its name is told wrong, unless it is called so"
        yield Unsure(stack.account, f"stack `{label}`", why)


def _attached(wanted: AccessGraph) -> Mapping[str, tuple[Attached, ...]]:
    """Policies that templates give to those whom they do not make."""
    found: dict[str, tuple[Attached, ...]] = defaultdict(tuple)
    for each in wanted.attached:
        if each.to not in wanted.roles and ":policy/" not in each.to:
            found[each.to] += (each,)
    return found


def _with(it: _Thing, attached: tuple[Attached, ...]) -> _Thing:
    """Something live that has also what templates give to it."""
    given = tuple(each.policy for each in attached if each.policy.kind is PolicyKind.IDENTITY)
    if not given or not isinstance(it, Role):
        return it
    return replace(it, identity=(*it.identity, *given))


def _levelled(
    wanted: AccessGraph,
    live: AccessGraph,
    sides: tuple[Mapping[str, _Thing], Mapping[str, _Thing]],
    told: Told,
) -> Sides:
    """Both graphs, with nothing in them but what is compared."""
    held = accounts(wanted, live, told)
    one, other = (_graph(side) for side in sides)
    one = replace(
        one,
        accounts=held,
        organization=wanted.organization or live.organization,
        aliases={**live.aliases, **wanted.aliases},
        grants=wanted.grants,
    )
    other = replace(
        other,
        accounts={id: live.accounts.get(id, each) for id, each in held.items()},
        organization=live.organization or wanted.organization,
        aliases=live.aliases,
        grants=live.grants,
    )
    gone = {symbol.name for each in told.lacking for symbol in symbols_in(each.arn)}
    return Sides(with_open_names(one, gone), other)


def _graph(side: Mapping[str, _Thing]) -> AccessGraph:
    return AccessGraph(
        roles={arn: it for arn, it in side.items() if isinstance(it, Role)},
        resources={arn: it for arn, it in side.items() if isinstance(it, Resource)},
    )

"""Does a change of texts make any access possible that was not? Proved, policy by policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..graph.access_graph import AccessGraph
from ..graph.model import Role
from ..iam.compare import CannotTell, Witness, compare_policies
from ..iam.policy import Condition, Policy, PolicyKind, Principals, Statement, Written
from ..iam.symbol import shown

_Place = tuple[PolicyKind, str]
_GATES = (
    PolicyKind.BOUNDARY,
    PolicyKind.SCP,
    PolicyKind.RCP,
    PolicyKind.ENDPOINT,
    PolicyKind.SESSION,
)


def new_access(before: AccessGraph, after: AccessGraph) -> Iterator[str]:
    """What may be possible afterwards and was not before; nothing if it is proved that nothing is."""
    old, new = dict(_policies(before)), dict(_policies(after))
    for place in dict.fromkeys((*old, *new)):
        if _said(old.get(place, ())) == _said(new.get(place, ())):
            continue
        yield from _compared(place, old.get(place), new.get(place))


def _compared(
    place: _Place, old: tuple[Policy, ...] | None, new: tuple[Policy, ...] | None
) -> Iterator[str]:
    kind, whose = place
    if kind in _GATES and (old is None or new is None):
        if new is None:
            yield f"nothing would limit `{shown(whose)}` there any more"
        return
    if any(policy.unresolved for policy in (*(old or ()), *(new or ()))):
        yield f"what `{shown(whose)}` may do is not known in full"
        return
    outcome = compare_policies(_statements(old or ()), _statements(new or ()), kind)
    match outcome:
        case Witness():
            asked = outcome.request
            yield (
                f"`{shown(asked.principal.arn)}` could then `{asked.action}` on"
                f" `{shown(asked.resource)}`"
            )
        case CannotTell():
            yield f"whether it gives new access cannot be told ({outcome.construct})"


def _statements(policies: Iterable[Policy]) -> tuple[Statement, ...]:
    return tuple(statement for policy in policies for statement in policy.statements)


def _policies(graph: AccessGraph) -> Iterator[tuple[_Place, tuple[Policy, ...]]]:
    for role in graph.roles.values():
        yield from _of_role(role)
    for resource in graph.resources.values():
        if resource.policy is not None:
            yield (resource.policy.kind, resource.arn), (resource.policy,)
    for account in graph.accounts.values():
        for kind, levels in ((PolicyKind.SCP, account.scps), (PolicyKind.RCP, account.rcps)):
            for number, level in enumerate(levels or ()):
                yield (kind, f"{account.id} (level {number + 1})"), level
    loose: dict[_Place, tuple[Policy, ...]] = {}
    for policy in graph.loose:
        place = policy.kind, policy.name
        loose[place] = (*loose.get(place, ()), policy)
    yield from loose.items()


def _of_role(role: Role) -> Iterator[tuple[_Place, tuple[Policy, ...]]]:
    if role.identity:
        yield (PolicyKind.IDENTITY, role.arn), role.identity
    if role.trust is not None:
        yield (PolicyKind.TRUST, role.arn), (role.trust,)
    if role.boundary is not None:
        yield (PolicyKind.BOUNDARY, role.arn), (role.boundary,)


def _said(policies: tuple[Policy, ...]) -> object:
    return tuple(
        (policy.kind, policy.unresolved, tuple(map(_statement, policy.statements)))
        for policy in policies
    )


def _statement(s: Statement) -> object:
    """All that a statement says, wherever it is written."""
    entries = (s.actions, s.not_actions, s.resources, s.not_resources)
    return (
        *(s.effect, s.variables, s.completes),
        *map(_principals, (s.principals, s.not_principals)),
        *map(_texts, entries),
        tuple(map(_condition, s.conditions)),
    )


def _principals(named: Principals | None) -> object:
    if named is None:
        return None
    return tuple(map(_texts, (named.aws, named.service, named.federated, named.canonical_user)))


def _condition(condition: Condition) -> object:
    c = condition
    return c.set_operator, c.operator, c.if_exists, c.key, _texts(c.values)


def _texts(entries: Iterable[Written]) -> tuple[str, ...]:
    return tuple(entry.text for entry in entries)

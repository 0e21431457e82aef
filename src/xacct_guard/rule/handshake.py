"""Handshake: a permission into another account that one side gives and the other surely does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..graph.model import Resource, Role
from ..iam.arn import Arn
from ..iam.match import action_matches, principal_matches, resource_matches
from ..iam.policy import Effect, Policy, PolicyKind, Statement
from ..iam.request import Context, Otherwise, Request
from ..iam.semantics import IDENTITY_ONLY, semantics_of
from ..iam.symbol import ANYTHING
from ..span import Span
from ..trace.request import principal_of
from .facts import Facts, fact
from .fitness import fits
from .holding import Holding, holdings


@dataclass(frozen=True, slots=True)
class OneSided:
    """A role may ask for an action on a resource of the account `owner`, and nobody there answers it.

    Where it does not `asks`, the other way round: the resource lets the role in, and no policy of the role
    allows it. `other` is the side that is silent; None where there can be no such side.
    """

    statement: Statement
    role: Role
    action: str
    resource: str
    owner: str
    asks: bool
    other: Span | None


@fact
def one_sided(facts: Facts) -> tuple[OneSided, ...]:
    """Every such permission whose action is named in full."""
    found: list[OneSided] = []
    abroad = {id(holding) for holding in _perhaps_abroad(facts)}
    for holding in holdings(facts):
        if holding.statement.effect is not Effect.ALLOW:
            continue
        if holding.policy.kind is not PolicyKind.IDENTITY:
            found.extend(_letting_in(holding, facts))
        elif id(holding) in abroad:
            found.extend(_asking(holding, facts))
    return tuple(found)


def _perhaps_abroad(facts: Facts) -> tuple[Holding, ...]:
    """Those with an ARN of another account, or of none."""
    homes = {role.account for role in facts.graph.roles.values()}
    home = next(iter(homes)) if len(homes) == 1 else None
    return holdings(facts).naming(
        lambda arn: arn.account != home and (not arn.account or arn.account.isdecimal())
    )


def _asking(holding: Holding, facts: Facts) -> Iterator[OneSided]:
    """What a role may ask of other accounts in vain: each action, where no entry of an account is answered."""
    role, statement = holding.holder, holding.statement
    if not isinstance(role, Role):
        return
    owned = [(entry, _owner(entry.text, facts)) for entry in statement.resources]
    abroad = [each for each in owned if each[1].isdecimal() and each[1] != role.account]
    for action in _named_in_full(statement) if abroad else ():
        said: dict[str, list[OneSided | None]] = {}
        for entry, owner in abroad if action.lower() != "iam:passrole" else ():
            if fits(action, entry.text):
                request = _request(role.arn, action, _some(entry.text), owner, facts)
                those = said.setdefault(owner, [])
                if not _is_shut(request, facts):
                    those.append(None)
                    continue
                at = _place_of(request.resource, facts)
                those.append(
                    OneSided(statement, role, action, entry.text, owner, asks=True, other=at)
                )
        for those in said.values():
            if those[0] is not None and None not in those:
                yield those[0]


def _is_shut(request: Request, facts: Facts) -> bool:
    """Does the side of the resource surely not let it in, whatever the conditions?"""
    if semantics_of(request.action, request.resource) == IDENTITY_ONLY:
        return True
    held = _holder(request.resource, facts)
    if held is None or facts.graph.grants.get(held.arn):
        return False
    is_known = held.trust is not None if isinstance(held, Role) else held.policy_held
    policy = held.trust if isinstance(held, Role) else held.policy
    return is_known and _is_silent((policy,) if policy else (), request)


def _is_silent(policies: Iterable[Policy], request: Request) -> bool:
    """Has none of the policies a statement that could allow it, were all conditions met?"""
    for policy in policies:
        if policy.unresolved:
            return False
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW and _may_speak(statement, request):
                return False
    return True


def _may_speak(statement: Statement, request: Request) -> bool:
    elements = (action_matches, principal_matches, resource_matches)
    return not any(matches(statement, request).is_no for matches in elements)


def _letting_in(holding: Holding, facts: Facts) -> Iterator[OneSided]:
    """Whom a resource lets in in vain: each role that is named and may do nothing of it."""
    statement, owner = holding.statement, holding.holder.account
    actions = _named_in_full(statement)
    if len(actions) != len(statement.actions):
        return
    for named in facts.principals(statement):
        role = facts.graph.roles.get(named.text)
        if role is None or role.account == owner or not role.held:
            continue
        asked = [(action, thing) for action in actions for thing in _things(holding)]
        requests = (_request(role.arn, action, thing, owner, facts) for action, thing in asked)
        if asked and all(_is_silent(role.identity, request) for request in requests):
            for action, thing in asked:
                yield OneSided(statement, role, action, thing, owner, asks=False, other=role.span)


def _request(principal: str, action: str, resource: str, owner: str, facts: Facts) -> Request:
    """The request, of whose circumstances nothing is known."""
    meant = facts.graph.meant(action, resource)
    context = Context(otherwise=Otherwise.UNKNOWN)
    return Request(principal_of(principal), action, meant, owner, context=context)


def _owner(entry: str, facts: Facts) -> str:
    """The account of what an entry names; empty where the ARN has none and nobody holds it."""
    arn = Arn.parse(entry)
    if arn is None:
        return ""
    held = None if arn.account else facts.graph.resource(_some(entry))
    return arn.account or (held.account if held else "")


def _things(holding: Holding) -> tuple[str, ...]:
    """What a statement lets in to: the resource that has the policy, where it says no more."""
    own = holding.holder.arn
    entries = tuple(_some(entry.text) for entry in holding.statement.resources)
    return tuple(own if entry == "*" else entry for entry in entries) or (own,)


def _named_in_full(statement: Statement) -> tuple[str, ...]:
    return tuple(a.text for a in statement.actions if not {"*", "?"} & set(a.text))


def _some(entry: str) -> str:
    """The resource that an entry names, with something in place of each star."""
    return entry if entry == "*" else entry.replace("*", str(ANYTHING))


def _holder(arn: str, facts: Facts) -> Role | Resource | None:
    return facts.graph.roles.get(arn) or facts.graph.resource(arn)


def _place_of(arn: str, facts: Facts) -> Span | None:
    """Where the policy of a role or resource is written, or where it would be."""
    held = _holder(arn, facts)
    if held is None:
        return None
    policy = held.trust if isinstance(held, Role) else held.policy
    return policy.span if policy else held.span

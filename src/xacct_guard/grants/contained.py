"""CONTAINED: is all that anybody may do something that the paths ask for? Proved over all requests.

The policies of a principal and of a resource are each held against the widest that allow nothing but what is
asked for. Where each is within its own, so is what they allow together. Where one is not, all that has a say is
put together, so that only what somebody really may do counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..graph import aws_owned
from ..graph.access_graph import AccessGraph
from ..graph.in_force import policies_in_force
from ..graph.model import Role
from ..iam.arn import Arn
from ..iam.compare import (
    OWN,
    CannotTell,
    Comparison,
    Family,
    NoNewAccess,
    SomePrincipal,
    Witness,
    compare,
)
from ..iam.compare.compare import EVERYTHING
from ..iam.layers import Layer, Layers
from ..iam.policy import Condition, Effect, Policy, PolicyKind, Principals, Statement, Written
from ..iam.request import Organization, Principal, PrincipalKind, Request
from ..iam.semantics import DEFAULT, semantics_of
from ..iam.symbol import has_symbol, shown
from ..services import takes_policy
from ..span import Source, Span
from ..trace.request import principal_of
from .asked import Asked
from .carrier import Carrier, carriers_of
from .within import PATIENCE, STAR, loosened, possible, worst

_HERE = Span(Source("(held against what is asked for)", ""))
_SIGNED = (PrincipalKind.SESSION, PrincipalKind.USER, PrincipalKind.FEDERATED_USER)


@dataclass(frozen=True, slots=True)
class Containment:
    """What was shown of the policies that `of` carries: its identity policies, its trust or its own policy.

    `said` is that of everything together; `alone` says that already these policies by themselves allow
    nothing else.
    """

    of: str
    kind: PolicyKind
    said: Comparison
    alone: bool


@dataclass(frozen=True)
class Containing:
    """The policies of an estate, held against what its paths ask for."""

    graph: AccessGraph
    asked: Asked

    @cached_property
    def found(self) -> tuple[Containment, ...]:
        """One for each principal and each resource that has policies."""
        return (*self._of_principals(), *self._of_resources())

    def _of_principals(self) -> Iterator[Containment]:
        for role in self.graph.roles.values():
            if aws_owned.is_of_aws(role.account):
                continue
            alone = self._is_within(role)
            said = NoNewAccess() if alone else self._really(role)
            yield Containment(role.arn, PolicyKind.IDENTITY, said, alone)
        for arn in self.asked.principals:
            one = principal_of(arn)
            if one.kind in (PrincipalKind.SESSION, PrincipalKind.USER) and not self._holds(one):
                lacking = CannotTell(f"nobody gave the identity policies of `{shown(arn)}`")
                yield Containment(arn, PolicyKind.IDENTITY, lacking, alone=False)

    def _holds(self, one: Principal) -> bool:
        return (one.role or one.arn) in self.graph.roles or aws_owned.is_of_aws(one.account or "")

    def _of_resources(self) -> Iterator[Containment]:
        yield from map(self._of_resource, self._carriers)
        for one in self.graph.resources.values():
            if not one.policy_held and takes_policy(one.arn):
                lacking = CannotTell(f"nobody gave the policy of `{shown(one.arn)}`")
                yield Containment(one.arn, PolicyKind.RESOURCE, lacking, alone=False)

    # The policies of a principal.

    def _is_within(self, role: Role) -> bool:
        """By themselves: every action and resource that they name, whatever limits them."""
        old = Layers(identity=Layer((self.asked.of_principal(role.arn),)))
        new = Layers(identity=Layer(tuple(map(loosened, role.identity))))
        family = replace(self._family(role), semantics=DEFAULT)
        said = compare(old, new, family, seconds=PATIENCE)
        return _lacking(role) is None and isinstance(said, NoNewAccess)

    def _family(self, role: Role) -> Family:
        """The role or user, in its own account."""
        account = self.graph.accounts.get(role.account)
        named = self.graph.organization is not None
        return Family(
            who=(principal_of(role.arn),),
            resource_account=role.account,
            organization=Organization(
                id=self.graph.organization,
                principal_in_org=account is not None and (named or bool(account.scps)),
                principal_account_is_management=bool(account and account.is_management),
            ),
        )

    def _really(self, role: Role) -> Comparison:
        """With its boundary, control policies and the policies of resources: what it may do."""
        around = replace(self._around(role, None), identity=Layer((*role.identity, self._apart)))
        old = Layers(identity=Layer((self.asked.of_principal(role.arn),)))
        said = [possible(old, around, self._family(role))]
        if isinstance(said[0], Witness):
            return said[0]
        said.append(self._abroad(role, old, around))
        if isinstance(said[-1], Witness):
            return said[-1]
        for carrier in self._carriers:
            if carrier.account == role.account or carrier.may_let_in(role.account):
                said.append(self._pair(role, carrier))
                if isinstance(said[-1], Witness):
                    return said[-1]
        whole = worst(said)
        return _lacking(role) or whole if isinstance(whole, NoNewAccess) else whole

    def _abroad(self, role: Role, old: Layers, around: Layers) -> Comparison:
        """What other accounts own, which control policies on the resources of its own do not bind."""
        theirs = tuple(dict.fromkeys(_theirs(role)))
        if not theirs:
            return NoNewAccess()
        family = replace(self._family(role), resources=theirs, resource_account=OWN)
        said = possible(old, replace(around, rcps=()), family)
        arn = Arn.parse(said.request.resource) if isinstance(said, Witness) else None
        if isinstance(said, Witness) and (arn is None or arn.account == role.account):
            words = f"whether `{said.request.action}` on what other accounts own is allowed"
            return CannotTell(words)
        return said

    def _around(self, role: Role, carrier: Carrier | None) -> Layers:
        """All layers that have a say when the role asks for what carries a policy, or for something else."""
        action, arn, account = ("none:None", "*", role.account)
        if carrier is not None:
            action, arn, account = carrier.action, carrier.arn, carrier.account
        request = Request(principal_of(role.arn), action, arn, account)
        layers = policies_in_force(request, self.graph, semantics_of(action, arn))
        return replace(layers, identity=Layer(role.identity))

    @cached_property
    def _apart(self) -> Policy:
        """Takes away what has a policy of its own: that is asked about together with it."""
        statements = tuple(
            replace(
                _taking_away(),
                actions=tuple(Written(action, _HERE) for action in each.actions),
                resources=tuple(Written(one, _HERE) for one in each.resources),
            )
            for each in self._carriers
        )
        return Policy(PolicyKind.IDENTITY, "asked about apart", statements, _HERE)

    def _pair(self, role: Role, carrier: Carrier) -> Comparison:
        """All that one principal may do to what carries a policy."""
        old = Layers(
            identity=Layer((self.asked.of_principal(role.arn),)),
            resource=Layer((self.asked.of_resource(carrier.arn),)),
        )
        new = replace(self._around(role, carrier), resource=Layer((carrier.policy,)))
        family = replace(
            self._family(role),
            actions=carrier.actions,
            resources=carrier.resources,
            resource_account=carrier.account,
        )
        return possible(old, new, family)

    # The policies of a resource.

    @cached_property
    def _carriers(self) -> tuple[Carrier, ...]:
        return tuple(carriers_of(self.graph))

    def _of_resource(self, carrier: Carrier) -> Containment:
        """First by itself, whatever limits it; then with the policies of those who are let in."""
        hidden = carrier.policy.unresolved
        loose = replace(carrier, policy=loosened(carrier.policy))
        plain = (self._from_away(loose, ()), self._at_home(loose))
        alone = not hidden and all(isinstance(one, NoNewAccess) for one in plain)
        said = NoNewAccess() if alone else self._by_others(carrier)
        if hidden and isinstance(said, NoNewAccess):
            said = CannotTell(f"nobody gave {shown(hidden)}")
        return Containment(carrier.arn, carrier.kind, said, alone)

    def _by_others(self, carrier: Carrier) -> Comparison:
        """Roles of the estate are held to their own policies; of all others these count as allowing."""
        held = tuple(
            role
            for role in self.graph.roles.values()
            if role.account != carrier.account and _lacking(role) is None
        )
        said = [self._at_home(carrier)]
        if not isinstance(said[0], Witness):
            said.append(self._from_away(carrier, tuple(role.arn for role in held)))
        if not isinstance(said[-1], Witness):
            said += (self._pair(role, carrier) for role in held if carrier.may_let_in(role.account))
        return worst(said)

    def _from_away(self, carrier: Carrier, held: tuple[str, ...]) -> Comparison:
        """Everybody of other accounts but for some, services, providers, and nobody at all."""
        without = [_denying("StringEquals", "aws:PrincipalAccount", (carrier.account,))]
        if held:
            without.append(_denying("ArnEquals", "aws:PrincipalArn", held))
        return self._let_in(carrier, EVERYTHING, tuple(without), None)

    def _at_home(self, carrier: Carrier) -> Comparison:
        """Those of the own account, to whom nothing is given but by this policy itself."""
        home = tuple(SomePrincipal(kind, carrier.account) for kind in _SIGNED)
        return self._let_in(carrier, Layer(), (), home)

    def _let_in(
        self,
        carrier: Carrier,
        identity: Layer,
        without: tuple[Policy, ...],
        who: tuple[SomePrincipal, ...] | None,
    ) -> Comparison:
        """Is anybody let in who does not ask?"""
        asked = Layer((self.asked.of_resource(carrier.arn),))
        request = Request(_NOBODY, carrier.action, carrier.arn, carrier.account)
        around = policies_in_force(request, self.graph, semantics_of(carrier.action, carrier.arn))
        family = Family(
            who=who,
            actions=carrier.actions,
            resources=carrier.resources,
            resource_account=carrier.account,
        )
        new = replace(around, identity=identity, resource=Layer((carrier.policy, *without)))
        return possible(Layers(identity=identity, resource=asked), new, family)


def _theirs(role: Role) -> Iterator[str]:
    """The resources that its Allows name and its account does not own for certain."""
    for statement in (one for policy in role.identity for one in policy.statements):
        texts = [one.text for one in statement.resources] or ["*"]
        if statement.effect is Effect.ALLOW:
            for text in texts:
                if text.split(":")[4:5] != [role.account]:
                    yield "*" if has_symbol(text) else text


def _lacking(role: Role) -> CannotTell | None:
    """What of the identity policies nobody gave."""
    if not role.held:
        return CannotTell(f"nobody gave {shown(role.absent or f'the policies of {role.name}')}")
    hidden = next((one.unresolved for one in role.identity if one.unresolved), None)
    return CannotTell(f"nobody gave {shown(hidden)}") if hidden else None


def _denying(operator: str, key: str, texts: tuple[str, ...]) -> Policy:
    """A policy that lets in nobody of whom a condition holds."""
    values = tuple(Written(text, _HERE) for text in texts)
    condition = Condition(operator, key, values, _HERE)
    statement = replace(_taking_away(), conditions=(condition,))
    return Policy(PolicyKind.RESOURCE, "asked about apart", (statement,), _HERE)


def _taking_away() -> Statement:
    return Statement(
        *(Effect.DENY, _HERE, "asked about apart", 0),
        principals=Principals(aws=STAR),
        actions=STAR,
        resources=STAR,
    )


_NOBODY = Principal(PrincipalKind.ANONYMOUS, "*")

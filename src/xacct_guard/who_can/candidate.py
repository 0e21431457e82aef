"""Who could at all be allowed: everybody of the estate, and whomever the resource's side names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..graph.model import Role
from ..iam.arn import Arn
from ..iam.layers import Layer, Layers
from ..iam.match import principal_matches
from ..iam.policy import Effect, Statement
from ..iam.principal import named_as
from ..iam.principal_kind import is_service_name
from ..iam.request import Principal, PrincipalKind, Request
from ..iam.semantics import AccountTrust, semantics_of
from ..iam.symbol import Symbol, only_symbol, shown
from ..naming import principal_named, some_principal
from ..question import Circumstances, Question, request_of
from ..trace.decide import layers_of
from ..trace.request import principal_of
from .guests import Guests

ANY_ACCOUNT = Symbol("any account", "????????????")
KINDS = (
    *("anonymous", "any account", "account", "root user", "role", "user", "session"),
    *("federated user", "service", "identity provider", "unresolved"),
)
"""What a candidate may be, the widest first."""

_OF_ARN = {
    PrincipalKind.USER: "user",
    PrincipalKind.ROOT: "root user",
    PrincipalKind.FEDERATED_USER: "federated user",
    PrincipalKind.PROVIDER: "identity provider",
}
_ASSUMES = "sts:assumerole"
_WEB, _SAML = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be allowed: `kind` is one of KINDS, `called` the principal in words."""

    kind: str
    called: str
    principal: Principal
    action: str


def candidates(
    action: str, resource: str, graph: AccessGraph, told: Circumstances
) -> Iterator[Candidate]:
    """Everybody to ask about, each once. Principals that the graph does not hold are read one by one."""
    seen: set[tuple[str, str]] = set()
    for one in _Asked(action, resource, graph, told).everybody():
        if (one.kind, one.principal.arn) not in seen:
            seen.add((one.kind, one.principal.arn))
            yield one


class _Asked:
    """What is asked, and the statements of the resource's policy that allow."""

    def __init__(self, action: str, resource: str, graph: AccessGraph, told: Circumstances) -> None:
        self.action, self.resource, self.graph, self.told = action, resource, graph, told
        request = self._request(principal_of("*"))
        self.owner = request.resource_account
        self.layers: Layers = layers_of(request, graph)
        self.layer: Layer = self.layers.resource
        self.allows: tuple[Statement, ...] = tuple(
            one
            for policy in self.layer.policies
            for one in policy.statements
            if one.effect is Effect.ALLOW
        )

    def _request(self, principal: Principal) -> Request:
        return request_of(Question(principal, self.action, self.resource, self.told), self.graph)

    def everybody(self) -> Iterator[Candidate]:
        """Those of the estate first, then those whom the policy and the grants name."""
        yield from self._of_the_estate()
        yield from self._owners()
        for statement in self.allows:
            yield from self._named(statement)
        for grant in self.layers.kms_grants:
            yield from self._grantee(grant.grantee)

    def _roles(self) -> Iterable[Role]:
        """The principals of the estate; where they have to be read, those that may be let in."""
        if self.graph.rest is None:
            return self.graph.roles.values()
        guests = Guests(self.owner, self.layers, self._request, self.graph.partition)
        return guests.read(self.graph.rest)

    def _of_the_estate(self) -> Iterator[Candidate]:
        for role in self._roles():
            principal = principal_of(role.arn)
            if self._could_be_let_in(principal):
                kind = "user" if principal.kind is PrincipalKind.USER else "role"
                yield Candidate(kind, role.place or shown(role.arn), principal, self.action)

    def _could_be_let_in(self, principal: Principal) -> bool:
        """Where only the resource's own policy lets anybody in, it must name them in some way."""
        semantics = semantics_of(self.action, self.resource)
        if semantics.account_trust is not AccountTrust.IF_POLICY_SAYS or not self.layer.held:
            return True
        request = self._request(principal)
        granted = (named_as(one.grantee, request).values() for one in self.layers.kms_grants)
        return any(not principal_matches(one, request).is_no for one in self.allows) or any(
            not said.is_no for each in granted for said in each
        )

    def _owners(self) -> Iterator[Candidate]:
        """Others of the resource's account: its own policies may allow them."""
        if self.resource == "*" or self.owner not in self.graph.accounts or not self.owner:
            return
        root = f"arn:{self.graph.partition}:iam::{self.owner}:root"
        name = self.graph.account_name(self.owner)
        yield Candidate("root user", f"the root user of {name}", principal_of(root), self.action)
        somebody = some_principal(self.owner, self.graph)
        yield Candidate("account", f"any other principal of {name}", somebody, self.action)

    def _named(self, statement: Statement) -> Iterator[Candidate]:
        named = statement.principals
        if named is None:
            return
        for entry in named.aws:
            yield from self._of_aws(entry.text)
        for entry in named.service:
            yield Candidate("service", shown(entry.text), principal_of(entry.text), self.action)
        for entry in named.federated:
            provider = Principal(PrincipalKind.PROVIDER, entry.text)
            action = self._federated(entry.text)
            yield Candidate("identity provider", shown(entry.text), provider, action)
        for entry in named.canonical_user:
            yield from self._nobody_knows(f"the account of canonical user {shown(entry.text)}")

    def _grantee(self, text: str) -> Iterator[Candidate]:
        if is_service_name(text):
            yield Candidate("service", shown(text), principal_of(text), self.action)
        else:
            yield from self._of_aws(text)

    def _of_aws(self, text: str) -> Iterator[Candidate]:
        if text == "*":
            yield Candidate(
                "anonymous", "anyone, without signing in", principal_of("*"), self.action
            )
            somebody = some_principal(str(ANY_ACCOUNT), self.graph)
            yield Candidate("any account", "any principal of any account", somebody, self.action)
            return
        arn = Arn.parse(text)
        account = arn.account if arn and arn.resource == "root" else text if arn is None else None
        if account is not None and only_symbol(account) is None:
            yield from self._of_account(account)
        elif arn is None:
            yield from self._nobody_knows(shown(text))
        elif text not in self.graph.roles:
            yield self._of_arn(text)

    def _of_account(self, account: str) -> Iterator[Candidate]:
        other = "other " if account == self.owner else ""
        called = f"any {other}principal of {self.graph.account_name(account)}"
        yield Candidate("account", called, some_principal(account, self.graph), self.action)

    def _of_arn(self, arn: str) -> Candidate:
        principal = principal_named(arn, self.graph)
        kind = _OF_ARN.get(principal.kind, "role")
        kind = "session" if ":assumed-role/" in arn else kind
        return Candidate(kind, shown(arn), principal, self.action)

    def _nobody_knows(self, name: str) -> Iterator[Candidate]:
        """Somebody whom a value that is not known names."""
        principal = replace(
            some_principal(str(ANY_ACCOUNT), self.graph), arn=str(Symbol(name, "arn:*"))
        )
        yield Candidate("unresolved", f"whoever `{name}` is", principal, self.action)

    def _federated(self, provider: str) -> str:
        """Who comes from an identity provider takes on a role by an operation of its own."""
        if not self.action.lower().startswith(_ASSUMES):
            return self.action
        return _SAML if ":saml-provider/" in provider else _WEB

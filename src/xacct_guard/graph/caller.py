"""Caller: who makes requests, where; it words the steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..iam.arn import Arn
from ..iam.request import ContextValue
from ..iam.symbol import Symbol, symbols_in
from ..span import Span
from .access_graph import AccessGraph
from .region import partition_of
from .step import Page, Stand, Step


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the requests of an action or operation, where, and what in the estate makes it so.

    `sends` are context keys that each of its requests carries.
    """

    principal: str
    account: str
    region: str
    span: Span
    graph: AccessGraph
    stand: Stand | None = None
    sends: Mapping[str, ContextValue] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        """The partition of the region: `aws`, `aws-cn`, `aws-us-gov`."""
        return partition_of(self.region)

    def arn(self, service: str, rest: str, *, account: str | None = None) -> str:
        """An ARN in the region and account of the caller, or in another account."""
        return f"arn:{self.partition}:{service}:{self.region}:{account or self.account}:{rest}"

    def ask(
        self,
        says: str,
        action: str,
        resource: str,
        page: Page,
        *,
        context: Mapping[str, ContextValue] | None = None,
        absent: Iterable[str] = (),
        key: str | None = None,
        optional: bool = False,
        local: bool = False,
    ) -> Step:
        """A step that this caller makes."""
        return Step(
            says,
            self.principal,
            action,
            resource,
            self.account,
            self.region,
            page,
            self.span,
            context={**self.sends, **(context or {})},
            absent=frozenset(absent),
            key=key,
            optional=optional,
            stand=self.stand,
            local=local,
        )

    def unknown(self, says: str, what: str, page: Page, resource: str | None = None) -> Step:
        """A step of which nobody knows what it asks for; `what` names that in the answer."""
        symbol = str(Symbol(what))
        return self.ask(says, symbol, resource or symbol, page)

    def pass_role(self, role: str, to: str, page: Page) -> Step:
        """`iam:PassRole`: hand a role of the same account to a service."""
        return self.ask(
            f"pass the role to {to}",
            "iam:PassRole",
            role,
            page,
            context={"iam:passedtoservice": to},
        )

    def role_named(self, named: str) -> str:
        """The ARN of a role where the service takes a name as well: one of this account, under no path.

        What nobody knows yet may be an ARN.
        """
        symbols = symbols_in(named)
        is_arn = any(not each.created or each.shape.startswith("arn:") for each in symbols)
        if is_arn or ":" in named or "/" in named:
            return named
        return f"arn:{self.partition}:iam::{self.account}:role/{named}"

    def at(self, role: str, stand: Stand | None = None) -> Caller:
        """Work that a service does as that role: from its own network, or where it is put into a VPC."""
        return replace(self.taking_on(role), stand=stand)

    def taking_on(self, role: str) -> Caller:
        """The same caller with that role's credentials, in whose account the calls are then made."""
        arn = Arn.parse(role)
        account = arn.account if arn and arn.account else self.account
        return replace(self, principal=role, account=account, sends={})

    def through(self, service: str) -> Caller:
        """The same principal, asked for by a service that goes on with its session.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
        """
        sends: dict[str, ContextValue] = {
            "aws:calledvia": (service,),
            "aws:calledviafirst": service,
            "aws:calledvialast": service,
            "aws:viaawsservice": "true",
        }
        return replace(self, stand=None, sends=sends)

    def cannot(self, says: str, why: str, action: str, page: Page, resource: str) -> Step:
        """A step that AWS refuses whatever the policies say; `why` tells the reason."""
        return replace(self.ask(says, action, resource, page), cannot=why)

    def assumes(self, role: str, service: str, page: Page, says: str = "", **sent: str) -> Step:
        """A service takes on a role that was passed to it. `sent` are the context keys it sends."""
        return Step(
            says or f"{service} assumes the role",
            service,
            "sts:AssumeRole",
            role,
            self.account,
            self.region,
            page,
            self.span,
            context={f"aws:{key}": value for key, value in sent.items()},
            absent=frozenset({"sts:externalid"}),
        )

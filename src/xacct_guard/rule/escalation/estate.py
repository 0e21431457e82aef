"""Estate: what can be taken over, found by pattern, and who holds everything already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ...graph.access_graph import AccessGraph
from ...graph.model import Resource, Role
from ...graph.pipeline import Pipeline
from ...graph.region import partition_of
from ...graph.step import Ground, Page, Step
from ...iam.arn import Arn
from ...iam.decision import Decision, Verdict
from ...iam.policy import Effect, Statement
from ...span import Node
from ...trace import answer
from .about import NEW
from .edge import Edge
from .inquiry import Inquiry
from .library import Library
from .method import Takes
from .methods import METHODS, methods_with
from .shelf import Shelf
from .speech import EVERYTHING

_KEPT = {m.thing: m.role_at for m in METHODS if m.takes is Takes.KEPT}
_PAGE = Page("a question", Ground.DECLARED)
DEPLOYING = "cloudformation.amazonaws.com"
# Service Catalog makes the stack of a product with its launch role:
# servicecatalog/latest/adminguide/constraints-launch.html
_MAKING_STACKS = frozenset({DEPLOYING, "servicecatalog.amazonaws.com"})
_PIPELINE = "codepipeline:pipeline"


class Estate:
    """The roles of a graph by whom they trust, its things by their types, each account apart."""

    def __init__(self, graph: AccessGraph) -> None:
        self.graph = graph
        self.region = graph.usual_region
        self._library = Library()
        self._inquiries: dict[str, Inquiry] = {}
        self._administrators: dict[str, bool] = {}
        self._taken_on: dict[tuple[str, str], bool] = {}
        self._roles: dict[str, Mapping[str, Shelf[Role]]] = {}
        self._naming: dict[str, Shelf[Role]] = {}
        self._things: dict[tuple[str, str], Shelf[Resource]] = {}

    def inquiry(self, role: Role) -> Inquiry:
        """What is asked in the name of a role."""
        if role.arn not in self._inquiries:
            self._inquiries[role.arn] = Inquiry(role, self.graph, self.region, self._library)
        return self._inquiries[role.arn]

    def is_administrator(self, role: Role) -> bool:
        """Is the role surely allowed everything of IAM, on whatever principal of its account?"""
        if role.arn not in self._administrators:
            is_one = self.inquiry(role).speech.of_everything and self._may_everything(role)
            self._administrators[role.arn] = bool(is_one)
        return self._administrators[role.arn]

    def _may_everything(self, role: Role) -> Decision | None:
        inquiry = self.inquiry(role)
        anybody = f"arn:{inquiry.home[0]}:iam::{role.account}:role/{NEW}"
        return inquiry.may(EVERYTHING, anybody)

    def everything(self, role: Role) -> tuple[Statement, ...]:
        """The statements that make an administrator of a role."""
        decision = self._may_everything(role)
        return Edge(role, role, (decision,)).statements if decision else ()

    def leads_on(self, role: Role) -> bool:
        """Is it worth while to take over this role: is it an administrator, or may it become another?"""
        speaks = self.inquiry(role).speech.actions
        more = "sts:AssumeRole" in speaks or methods_with(speaks)
        return bool(more or self.graph.trusting(role.arn)) or self.is_administrator(role)

    def roles(self, account: str) -> Shelf[Role]:
        """The roles of an account, administrators first."""
        return self._of(account, "role")

    def users(self, account: str) -> Shelf[Role]:
        """The users of an account."""
        return self._of(account, "user")

    def trusting(self, account: str, service: str) -> Shelf[Role]:
        """The roles of an account whose trust policy names a service, if it leads on to hold them."""
        return self._of(account, service)

    def trusting_role(self, role: Role) -> Shelf[Role]:
        """The roles of its own account whose trust policies name a role: no other policy need let it."""
        those = self.graph.trusting(role.arn)
        return self._shelf(self._of_arns(arn for arn in those if f"::{role.account}:" in arn))

    def naming(self, name: str, entries: tuple[str, ...]) -> tuple[Role, ...]:
        """The roles, wherever they are, whose trust policies name this, and of which these entries speak."""
        those = self.graph.trusting(name) if entries else ()
        if not those or not any("*" in entry or "?" in entry for entry in entries):
            named = set(those)
            return self._of_arns(entry for entry in entries if entry in named)
        if name not in self._naming:
            self._naming[name] = self._shelf(self._of_arns(those))
        return self._naming[name].find(entries)

    def _of_arns(self, arns: Iterable[str]) -> tuple[Role, ...]:
        return tuple(role for arn in arns if (role := self.graph.roles.get(arn)) is not None)

    @cached_property
    def _nobody(self) -> Shelf[Role]:
        return self._shelf(())

    def _of(self, account: str, key: str) -> Shelf[Role]:
        if account not in self._roles:
            self._roles[account] = self._shelves(account)
        return self._roles[account].get(key, self._nobody)

    def _shelves(self, account: str) -> Mapping[str, Shelf[Role]]:
        """The roles of an account by the services that they trust, and its roles and users."""
        found: dict[str, list[Role]] = {}
        for role in self.graph.roles_in(account):
            found.setdefault("user" if is_user(role) else "role", []).append(role)
            for service in _services(role) if self.leads_on(role) else ():
                found.setdefault(service, []).append(role)
        return {key: self._shelf(tuple(roles)) for key, roles in found.items()}

    def _shelf(self, roles: tuple[Role, ...]) -> Shelf[Role]:
        return Shelf(roles, lambda role: role.arn, self.is_administrator)

    def is_taken_on(self, role: Role, service: str) -> bool:
        """Does the trust policy surely let the service in, when it works for the role's own account?"""
        key = role.arn, service
        if key not in self._taken_on:
            step = Step(
                "asked by a rule",
                service,
                "sts:AssumeRole",
                role.arn,
                role.account,
                self.region,
                _PAGE,
                role.span,
                context={"aws:sourceaccount": role.account},
            )
            self._taken_on[key] = answer(step, self.graph).verdict is Verdict.ALLOW
        return self._taken_on[key]

    def things(self, account: str, type: str) -> Shelf[Resource]:
        """The things of a type in an account; those with an administrator's role first."""
        if (account, type) not in self._things:
            those = (*self.graph.things_in(account, type), *self._apart(account, type))
            self._things[account, type] = Shelf(those, _arn, self._has_administrator)
        return self._things[account, type]

    def _apart(self, account: str, type: str) -> Iterator[Resource]:
        """The pipelines of an account that are described apart from any template."""
        for pipeline in (self.graph.whole or self.graph).pipelines if type == _PIPELINE else ():
            if pipeline.account == account and pipeline.arn not in self.graph.resources:
                yield _as_resource(pipeline)

    def _has_administrator(self, thing: Resource) -> bool:
        role = self.role_of(thing)
        return role is not None and self.is_administrator(role)

    def role_of(self, thing: Resource) -> Role | None:
        """The role that a thing has: by its ARN, or by its name in the same account."""
        fact, *rest = _KEPT.get(thing.type, "role").split(".")
        node: Node | None = thing.facts.get(fact)
        for member in rest:
            node = node.get(member) if node else None
        text = node.text if node else None
        if not text:
            return None
        home = f"arn:{partition_of(thing.region)}:iam::{thing.account}"
        return self.graph.roles.get(text if Arn.parse(text) else f"{home}:role/{text}")


def is_user(role: Role) -> bool:
    """Is this a user? The graph has them among the roles."""
    return role.trust is None and ":user/" in role.arn


def is_deployer(role: Role) -> bool:
    """Can only CloudFormation and Service Catalog assume this role, to make what templates say?"""
    trust = role.trust.statements if role.trust else ()
    named = [s.principals for s in trust if s.effect is Effect.ALLOW]
    services = {written.text for each in named if each for written in each.service}
    others = [each for each in named if each is None or each.aws or each.federated]
    return bool(services) and services <= _MAKING_STACKS and not others


def _as_resource(pipeline: Pipeline) -> Resource:
    """A pipeline that is described apart from any template."""
    where = pipeline.account, pipeline.region
    return Resource(pipeline.arn, _PIPELINE, *where, pipeline.name, pipeline.span)


def _arn(thing: Resource) -> str:
    return thing.arn


def _services(role: Role) -> Iterator[str]:
    """The services that the Allow statements of a trust policy name."""
    allows = [s for s in role.trust.statements if s.effect is Effect.ALLOW] if role.trust else []
    named = (written.text for s in allows if s.principals for written in s.principals.service)
    yield from dict.fromkeys(named)

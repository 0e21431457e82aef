"""Facts: what rules judge, and what is derived of it once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar

from ..finding import Asked, Evidence, Finding, Fix
from ..graph.access_graph import ANYONE, AccessGraph, names_in
from ..graph.link import of_aws
from ..graph.model import Resource, Role
from ..graph.step import Ground, Page, Step
from ..graph.unread import Gap
from ..iam.arn import Arn
from ..iam.decision import Decision, Verdict
from ..iam.policy import Policy, Statement, Written
from ..iam.request import ContextValue
from ..iam.symbol import shown
from ..naming import principal_named, resource_named
from ..question import Circumstances, Question, ask
from ..refusals.no_such_role import namesakes_in
from ..repair import repair
from ..span import Span
from ..trace import AccessPath, Hop, answer
from ..words import evidence_of
from .ignores.ignore import Ignore
from .requirement import Requirement
from .statements import Statements, covered

T = TypeVar("T")


class Facts:
    """What rules judge: the graph, its access paths, and what is derived from both, once.

    `requirements` are requests that must be allowed, or must not. Rules of the last turn know besides what
    somebody accepts (`ignores`, with what these did), of each rule whether it was `heard`, and what day it is.
    """

    def __init__(
        self,
        graph: AccessGraph,
        paths: tuple[AccessPath, ...],
        requirements: tuple[Requirement, ...] = (),
    ) -> None:
        self.graph = graph
        self.paths = paths
        self.requirements = requirements
        self.ignores: tuple[Ignore, ...] = ()
        self.heard: Mapping[str, bool] = {}
        self.today = date.min
        self._explained: frozenset[Asked] = frozenset()
        self._derived: dict[Callable[[Facts], Any], Any] = {}

    def after(self, findings: Iterable[Finding]) -> Facts:
        """The same facts, when these findings have been made."""
        later = copy(self)
        later._explained = frozenset(each for finding in findings for each in finding.explains)
        return later

    def ignoring(
        self, ignores: tuple[Ignore, ...], heard: Mapping[str, bool], today: date
    ) -> Facts:
        """The same facts, when it is known what was ignored; `heard` says of each rule whether it ran."""
        later = copy(self)
        later.ignores, later.heard, later.today = ignores, heard, today
        return later

    def is_explained(self, hop: Hop) -> bool:
        """Has a rule that was judged before told why this hop is denied?"""
        return hop.asked in self._explained

    def derive(self, derivation: Callable[[Facts], T]) -> T:
        """What a function makes of the facts: worked out when first asked for, then kept."""
        if derivation not in self._derived:
            self._derived[derivation] = derivation(self)
        known: T = self._derived[derivation]
        return known

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        """Every hop of every path: those that matter, optional ones, and those beyond a missing role."""
        return tuple(
            hop for path in self.paths for hop in (*path.hops, *path.optional, *path.beyond)
        )

    @cached_property
    def statements(self) -> Statements[tuple[Policy, Statement]]:
        """Every statement that somebody of the estate wrote, each once, with its policy."""
        ours = (policy for policy in self.graph.policies() if not of_aws(policy))
        every = {(p.kind, s.span): (p, s) for p in ours for s in p.statements}
        return Statements(every.values(), lambda each: each[1])

    @cached_property
    def used(self) -> frozenset[Statement]:
        """The statements that decide some hop."""
        return frozenset(
            statement
            for hop in self.hops
            for outcome in hop.decision.outcomes
            for statement in outcome.deciding
        )

    @cached_property
    def holders(self) -> Mapping[Span, tuple[Role, ...]]:
        """The roles that have an identity policy, by where the policy is written."""
        found: dict[Span, dict[str, Role]] = {}
        for role in self.graph.roles.values():
            for policy in role.identity:
                found.setdefault(policy.span, {})[role.arn] = role
        return {span: tuple(roles.values()) for span, roles in found.items()}

    def _in_order(self, *those: tuple[Role, ...]) -> tuple[Role, ...]:
        every = {role.arn: role for roles in those for role in roles}
        return tuple(every[arn] for arn in sorted(every))

    def let_in(self, resource: str) -> tuple[Role, ...]:
        """The roles that a resource with a policy may surely let in: nobody else is worth asking about.

        Those of its own account, and those that its policy names by ARN or account. Of one whose policy is
        not held nothing is sure.
        """
        held, roles = self.graph.resource(resource), self.graph.roles
        if held is None or not held.policy_held:
            return ()
        names = names_in(held.policy)
        if ANYONE in names:
            return tuple(self.graph.everybody())
        named = tuple(roles[name] for name in names if name in roles)
        return self._in_order(*map(self.graph.roles_in, (held.account, *names)), named)

    def may_let_in(self, resource: Resource, role: Role) -> bool:
        """Is the role one of those that a resource with a policy may surely let in?"""
        named = (ANYONE, role.account, role.arn)
        is_let_in = role.account == resource.account or names_in(resource.policy) & {*named}
        return resource.policy_held and bool(is_let_in)

    def ask(
        self,
        principal: str,
        action: str,
        resource: str,
        about: Span,
        *,
        context: Mapping[str, ContextValue] | None = None,
    ) -> Decision:
        """Would AWS allow this single request, made from the principal's own account?

        `context` holds keys that it carries, in lower case.
        """
        arn = Arn.parse(principal)
        region = self.graph.usual_region
        step = Step(
            "asked by a rule",
            principal,
            action,
            resource,
            arn.account if arn else "",
            region,
            Page("a question", Ground.DECLARED),
            about,
            context=context or {},
        )
        return answer(step, self.graph)

    def question(
        self,
        principal: str,
        action: str,
        resource: str,
        context: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Decision:
        """The answer to a question as people ask it, by names they know; raises ConfigError for unknown ones.

        What is not said of the circumstances is unknown.
        """
        pairs = tuple(f"{k}={v}" for k, vs in (context or {}).items() for v in vs)
        asked = Question(
            principal_named(principal, self.graph),
            action,
            self.graph.meant(action, resource_named(resource, self.graph)),
            Circumstances.said(pairs, (), (), None),
        )
        return ask(asked, self.graph).decision

    def turns_on(self, decision: Decision, *keys: str) -> bool:
        """Does the answer depend on a context key that begins like one of these (in lower case)?"""
        return any(name.lower().startswith(keys) for name in decision.depends_on)

    def mistaken(self, hop: Hop) -> tuple[tuple[str, Role], ...]:
        """The role ARNs of a hop that cannot exist, each with the role that has the name."""
        return tuple(namesakes_in(hop.step, self.graph))

    def repair(self, hop: Hop) -> Fix | None:
        """The smallest change that would let a denied hop pass."""
        return repair(hop, self.graph)

    def evidence(self, hop: Hop) -> tuple[Evidence, ...]:
        """The places that decide a hop."""
        return evidence_of(hop.decision)

    def places_of(self, decision: Decision) -> tuple[Evidence, ...]:
        """The places that decide a request."""
        return evidence_of(decision)

    def covers(self, statement: Statement, action: str) -> bool:
        """Do the statement's actions speak of this one?"""
        actions = (entry.text for entry in statement.actions)
        return covered(action, actions, [entry.text for entry in statement.not_actions])

    def unread(self, account: str, kinds: Collection[str]) -> Gap | None:
        """What of an account's things of these kinds nobody knows; None where they are known."""
        return self.graph.unread.in_account(account, kinds)

    def statements_of(self, policy: Policy | None) -> tuple[Statement, ...]:
        """The statements of a policy; none where there is no policy."""
        return policy.statements if policy else ()

    def principals(self, statement: Statement) -> tuple[Written, ...]:
        """The AWS principals that a statement names."""
        return statement.principals.aws if statement.principals else ()

    def accounts(self, entries: Iterable[Written]) -> tuple[str, ...]:
        """The accounts that entries name as a whole (`…:root` or an id), and `*` where one is `*`."""
        return tuple(account for entry in entries if (account := _whole_account(entry.text)))

    def ways_through(self, role: Role, accounts: tuple[str, ...]) -> Iterator[tuple[Role, Role]]:
        """Roles of these accounts that may assume the role, with roles of third accounts it may assume."""
        names = (role.account, role.arn, ANYONE)
        arns = sorted({arn for name in names for arn in self.graph.trusting(name)})
        abroad = (self.graph.roles[arn] for arn in arns if f"::{role.account}:" not in arn)
        ends = tuple(end for end in abroad if self._may_assume(role, end))
        for start in self._in_order(*map(self.graph.roles_in, accounts)) if ends else ():
            if self._may_assume(start, role):
                yield from ((start, end) for end in ends if end.account != start.account)

    def _may_assume(self, start: Role, end: Role) -> bool:
        decision = self.ask(start.arn, "sts:AssumeRole", end.arn, start.span)
        return decision.verdict is Verdict.ALLOW

    def name_of(self, principal: str) -> str:
        """The name a role goes by in the estate (its logical id), else the principal as it is."""
        role = self.graph.roles.get(principal)
        return role.place.rpartition("/")[2] if role and role.place else shown(principal)

    def full_name_of(self, principal: str) -> str:
        """`account.Role`, in the words of the configuration."""
        role = self.graph.roles.get(principal)
        account = self.graph.accounts.get(role.account) if role else None
        return f"{account.name}.{self.name_of(principal)}" if account else self.name_of(principal)

    def where(self, path: AccessPath) -> str:
        """Which pipeline action of which stage."""
        return f"stage `{shown(path.stage.name)}`, action `{shown(path.action.name)}`"

    def account_name(self, id: str) -> str:
        """The name the configuration gives an account, with its id; `*` is any other."""
        return "accounts it does not name" if id == "*" else self.graph.account_name(id)


def fact(derivation: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """A function of the facts that is worked out once in a run, however many rules ask for it."""

    @wraps(derivation)
    def known(facts: Facts) -> T:
        return facts.derive(derivation)

    return known


def _whole_account(principal: str) -> str | None:
    if principal == ANYONE or (principal.isdecimal() and len(principal) == 12):
        return principal
    arn = Arn.parse(principal)
    return arn.account if arn is not None and arn.resource == "root" else None

"""Facts: what rules judge, and what is derived of it once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from ..finding import Evidence, Fix
from ..graph.access_graph import AccessGraph
from ..graph.link import of_aws
from ..graph.model import Role
from ..graph.step import Ground, Page, Step
from ..iam.arn import Arn
from ..iam.decision import Decision, Verdict
from ..iam.pattern import match
from ..iam.policy import Policy, Statement, Written
from ..iam.symbol import shown
from ..iam.truth import Truth
from ..repair import repair
from ..span import Span
from ..trace import AccessPath, Hop, answer, missing
from ..words import evidence_of


class Facts:
    """What rules judge: the graph, its access paths, and what is derived from both, once."""

    def __init__(self, graph: AccessGraph, paths: tuple[AccessPath, ...]) -> None:
        self.graph = graph
        self.paths = paths

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        """Every hop of every path: those that matter, optional ones, and those beyond a missing role."""
        return tuple(
            hop for path in self.paths for hop in (*path.hops, *path.optional, *path.beyond)
        )

    @cached_property
    def statements(self) -> tuple[tuple[Policy, Statement], ...]:
        """Every statement that somebody of the estate wrote, each once, with its policy."""
        ours = (policy for policy in self.graph.policies() if not of_aws(policy))
        return tuple({(p.kind, s.span): (p, s) for p in ours for s in p.statements}.values())

    @cached_property
    def used(self) -> frozenset[Statement]:
        """The statements that decide some hop."""
        return frozenset(
            statement
            for hop in self.hops
            for outcome in hop.decision.outcomes
            for statement in outcome.deciding
        )

    def ask(self, principal: str, action: str, resource: str, about: Span) -> Decision:
        """Would AWS allow this single request, made from the principal's own account?"""
        arn = Arn.parse(principal)
        region = next((p.region for p in self.graph.pipelines), "us-east-1")
        step = Step(
            "asked by a rule",
            principal,
            action,
            resource,
            arn.account if arn else "",
            region,
            Page("a question", Ground.DECLARED),
            about,
        )
        return answer(step, self.graph)

    def turns_on(self, decision: Decision, *keys: str) -> bool:
        """Does the answer depend on a context key that begins like one of these (in lower case)?"""
        return any(name.lower().startswith(keys) for name in decision.depends_on)

    def impossible(self, hop: Hop) -> bool:
        """Does the hop fail because a role ARN in it cannot exist?"""
        return missing(hop.step, self.graph) is not None

    def mistaken(self, hop: Hop) -> tuple[tuple[str, Role], ...]:
        """The role ARNs of a hop that cannot exist, each with the role that has the name."""
        arns = (hop.step.principal, hop.step.resource)
        roles = (arn for arn in arns if ":role/" in arn and arn not in self.graph.roles)
        return tuple((arn, role) for arn in roles for role in self.graph.namesakes(arn))

    def repair(self, hop: Hop) -> Fix | None:
        """The smallest change that would let a denied hop pass."""
        return repair(hop, self.graph)

    def evidence(self, hop: Hop) -> tuple[Evidence, ...]:
        """The places that decide a hop."""
        return evidence_of(hop.decision)

    def covers(self, statement: Statement, action: str) -> bool:
        """Do the statement's actions speak of this one?"""
        if statement.not_actions:
            return all(
                match(w.text, action, ignore_case=True) is Truth.NO for w in statement.not_actions
            )
        return any(match(w.text, action, ignore_case=True) is Truth.YES for w in statement.actions)

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
        for start in self.graph.roles.values():
            if start.account not in accounts or not self._may_assume(start, role):
                continue
            for end in self.graph.roles.values():
                if end.account not in (start.account, role.account) and self._may_assume(role, end):
                    yield start, end

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


def _whole_account(principal: str) -> str | None:
    if principal == "*" or (principal.isdecimal() and len(principal) == 12):
        return principal
    arn = Arn.parse(principal)
    return arn.account if arn is not None and arn.resource == "root" else None

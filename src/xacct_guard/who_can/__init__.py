"""Who may do this to that? Everybody of the estate, and everybody its policies name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..finding import Evidence
from ..graph.access_graph import AccessGraph
from ..iam.action import no_such_action
from ..iam.arn import Arn
from ..iam.decide import decide
from ..iam.decision import Decision, Verdict
from ..iam.layers import Layers
from ..iam.match import ways
from ..iam.policy import Effect, Statement
from ..iam.principal import By
from ..iam.request import Request
from ..iam.semantics import semantics_of
from ..iam.symbol import shown
from ..naming import some_principal
from ..question import Circumstances, Question, ask, stands_for_anyone
from ..trace.decide import doubted, layers_of
from ..verdicts import Assumption
from ..words.conditions import says_of
from .candidate import KINDS, Candidate, candidates
from .conditions import conditions_of

__all__ = ["Reach", "Reaching", "who_can"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Somebody who may, for certain or under conditions that must all hold.

    `principal` is an ARN, a service or `*`, `called` the same in words; `action` what they ask for
    (an identity provider's users take on a role by an operation of their own). `evidence` are the
    statements that allow, or could deny. `through` is who may become this role.
    """

    kind: str
    called: str
    principal: str
    action: str
    certain: bool
    conditions: tuple[str, ...]
    depends_on: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    through: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Reaching:
    """Everybody who may do an action on a resource.

    `refused` says why AWS lets nobody, whatever is allowed; `note` what may be wrong with the question.
    """

    action: str
    resource: str
    reaches: tuple[Reach, ...]
    assumptions: tuple[Assumption, ...] = ()
    refused: str | None = None
    note: str | None = None


def who_can(
    action: str,
    resource: str,
    graph: AccessGraph,
    told: Circumstances | None = None,
    *,
    depth: int = 1,
) -> Reaching:
    """Everybody who may; of each role, to this depth, who may become it.

    Asked as `why` asks: what nobody says of the request is unknown, and becomes a condition.
    """
    asked = _Asked(graph, told or Circumstances())
    found = asked.reaches(action, resource, depth, frozenset())
    why = None if found else asked.refusal(action, resource)
    return Reaching(
        action,
        shown(resource),
        found,
        tuple(_assumed(resource, graph)),
        why,
        no_such_action(action),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    graph: AccessGraph
    told: Circumstances

    def reaches(
        self, action: str, resource: str, depth: int, seen: frozenset[str]
    ) -> tuple[Reach, ...]:
        """Who may, the widest first, then by name; roles on the way are not followed twice."""
        found = self._reaches(action, resource, depth, seen)
        return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.called)))

    def _reaches(
        self, action: str, resource: str, depth: int, seen: frozenset[str]
    ) -> Iterator[Reach]:
        for candidate in candidates(action, resource, self.graph, self.told):
            found = self._reach(candidate, resource)
            if found is not None:
                yield replace(found, through=self._through(candidate, depth, seen | {resource}))

    def refusal(self, action: str, resource: str) -> str | None:
        """Why AWS refuses everybody, where it is the resource that makes it do so: the owner as well."""
        held = self.graph.resource(self.graph.behind(resource))
        if held is None or not held.account:
            return None
        decision = ask(
            Question(some_principal(held.account, self.graph), action, resource, self.told),
            self.graph,
        ).decision
        return decision.reason if decision.refused_by else None

    def _reach(self, candidate: Candidate, resource: str) -> Reach | None:
        question = Question(candidate.principal, candidate.action, resource, self.told)
        hop = ask(question, self.graph)
        decision = hop.decision
        layers = layers_of(decision.request, self.graph)
        if stands_for_anyone(candidate.principal) and decision.refused_by is None:
            layers = _without_those_named(layers, decision.request)
            semantics = semantics_of(candidate.action, resource)
            decision = doubted(decide(decision.request, layers, semantics), hop.step, self.graph)
        if decision.verdict.denied:
            return None
        certain = decision.verdict is Verdict.ALLOW
        return Reach(
            candidate.kind,
            candidate.called,
            shown(candidate.principal.arn),
            candidate.action,
            certain,
            () if certain else conditions_of(decision, layers),
            tuple(map(shown, decision.depends_on)),
            tuple(_evidence(decision)),
        )

    def _through(self, candidate: Candidate, depth: int, seen: frozenset[str]) -> tuple[Reach, ...]:
        """Who may become the role; how one becomes a session's role, its role tells."""
        role = candidate.principal.role or candidate.principal.arn
        declared = self.graph.roles.get(role)
        if depth < 1 or declared is None or declared.trust is None or role in seen:
            return ()
        return self.reaches("sts:AssumeRole", role, depth - 1, seen)


def _without_those_named(layers: Layers, request: Request) -> Layers:
    """The layers for anybody of an account but those whom the resource's policy names one by one."""
    policies = tuple(
        replace(policy, statements=tuple(s for s in policy.statements if _is_for_all(s, request)))
        for policy in layers.resource.policies
    )
    return replace(layers, resource=replace(layers.resource, policies=policies))


def _is_for_all(statement: Statement, request: Request) -> bool:
    """Does a statement deny, or name an account, everyone, or somebody who is not known?"""
    named = ways(statement, request)
    return statement.effect is Effect.DENY or By.ACCOUNT in named or By.STAR in named


def _evidence(decision: Decision) -> Iterator[Evidence]:
    """The statements that allow it, or stand against it for certain values only."""
    for outcome in decision.outcomes:
        for statement in outcome.deciding:
            if statement.effect is Effect.ALLOW or outcome.denies:
                yield Evidence(statement.span, says_of(statement, decision.request))


def _assumed(resource: str, graph: AccessGraph) -> Iterator[Assumption]:
    """Control policies that nobody gave are taken to be none."""
    accounts = graph.accounts.values()
    without = [account.name for account in accounts if account.scps is None]
    if without:
        yield Assumption(f"service control policies of {', '.join(without)}", "none", "not given")
    held, arn = graph.resource(resource), Arn.parse(resource)
    owner = graph.accounts.get(held.account if held else arn.account if arn else "")
    if owner is not None and owner.rcps is None:
        yield Assumption(f"resource control policies of {owner.name}", "none", "not given")

"""Edge: one role can come to hold another, or what is more, by a method."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.link import AWS_MANAGED
from ...graph.model import Role
from ...iam.decision import Decision
from ...iam.policy import Effect, PolicyKind, Statement
from .method import Method

_OWN = (PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST)


@dataclass(frozen=True, slots=True)
class Anybody:
    """Any role of an account that trusts a service, or any at all; where `users`, any user."""

    account: str
    service: str = ""
    users: bool = False


@dataclass(frozen=True, slots=True)
class Administrator:
    """Somebody who is allowed everything in an account: the caller itself, or whom it makes."""

    account: str


End = Role | Anybody | Administrator
"""What one comes to hold."""


@dataclass(frozen=True, slots=True)
class Edge:
    """From a role (or user) to what it can come to hold. Without a method, it may assume it as it is.

    `decisions` are the requests that are surely allowed. `intended`: a pipeline is seen to do just this.
    """

    start: Role
    end: End
    decisions: tuple[Decision, ...]
    method: Method | None = None
    intended: bool = False

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The Allow statements that make it possible, each once, in the order of the requests."""
        said = (
            statement
            for decision in self.decisions
            for outcome in decision.outcomes
            if outcome.kind in _OWN
            for statement in outcome.deciding
            if statement.effect is Effect.ALLOW
        )
        return tuple({(each.span, each.policy): each for each in said}.values())

    @property
    def by_aws(self) -> bool:
        """Are all of these in managed policies of AWS, which nobody here can edit?"""
        return bool(self.statements) and all(map(is_of_aws, self.statements))

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that are asked for."""
        return tuple(dict.fromkeys(decision.request.action for decision in self.decisions))


def is_of_aws(statement: Statement) -> bool:
    """Does a managed policy of AWS say this, which nobody here can edit?"""
    return statement.span.source.name.endswith(AWS_MANAGED)

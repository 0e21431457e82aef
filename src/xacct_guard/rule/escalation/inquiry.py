"""Inquiry: what one role is surely allowed, each request asked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from ...graph.access_graph import AccessGraph
from ...graph.model import Role
from ...graph.step import Ground, Page, Step
from ...iam.arn import Arn
from ...iam.arn_pattern import match_resource
from ...iam.decide import decide
from ...iam.decision import Decision, Verdict
from ...iam.layers import Layer
from ...iam.request import ContextValue
from ...iam.semantics import semantics_of
from ...iam.truth import Truth
from ...services import implied
from ...trace import answer
from ...trace.decide import layers_of
from ...trace.request import request_of
from .about import EVERYTHING, kinds, some
from .library import Library
from .speech import Speech

Context = Mapping[str, ContextValue]
_NOTHING: Context = MappingProxyType({})
_PAGE = Page("a question", Ground.DECLARED)
_OF_IAM = frozenset({"iam:permissionsboundary", "iam:passedtoservice", "iam:policyarn"})
"""Keys that are there only when the request has them.

Nobody who may do without asks for a boundary, and no principal with one is worth writing policies for.
"""


class Inquiry:
    """A role or user, and what is asked in its name, in the account it belongs to."""

    def __init__(self, role: Role, graph: AccessGraph, region: str, library: Library) -> None:
        self.role, self._graph, self._library = role, graph, library
        arn = Arn.parse(role.arn)
        self.home = (arn.partition if arn else "aws", region, role.account)
        self._asked: dict[tuple[str, str, tuple[tuple[str, ContextValue], ...]], Decision] = {}

    @cached_property
    def speech(self) -> Speech:
        """What the role's policies speak of."""
        return self._library.speech(self.role)

    def entries(self, action: str, service: str = "") -> tuple[str, ...]:
        """The entries of Resource in the statements that speak of an action."""
        return self.speech.entries(action, service)

    def may(self, action: str, resource: str, context: Context = _NOTHING) -> Decision | None:
        """The decision that surely allows a request, if AWS does."""
        decision = self.answer(action, resource, context)
        return decision if decision.verdict is Verdict.ALLOW else None

    def may_pass(self, role: str, service: str) -> Decision | None:
        """The decision that surely allows a role to be passed to a service, if AWS does."""
        if not speaks_of(role, self.entries("iam:PassRole", service)):
            return None
        return self.may("iam:PassRole", role, {"iam:passedtoservice": service})

    def answer(self, action: str, resource: str, context: Context = _NOTHING) -> Decision:
        """Would AWS allow this request? What nobody holds is the caller's own making: it has no policy."""
        sent = {**self._sent(action), **context}
        key = action, resource, tuple(sent.items())
        if key not in self._asked:
            self._asked[key] = self._decided(self._step(action, resource, sent))
        return self._asked[key]

    def may_with_all(self, action: str, resource: str) -> tuple[Decision, ...] | None:
        """The decisions that surely allow a request and what it drags along, as KMS behind S3."""
        step = self._step(action, resource, _NOTHING)
        asked = (step, *(each for each in implied(step, self._graph) if not each.optional))
        decisions = tuple(answer(each, self._graph) for each in asked)
        return decisions if all(d.verdict is Verdict.ALLOW for d in decisions) else None

    def _decided(self, step: Step) -> Decision:
        """By the statements alone that speak of the action: a role may have hundreds."""
        request = request_of(step, self._graph)
        layers = layers_of(request, self._graph)
        own = replace(layers.identity, policies=self._library.about(step.action, self.role))
        of_resource = layers.resource if self._holds(step.resource) else Layer()
        layers = replace(layers, identity=own, resource=of_resource)
        return decide(request, layers, semantics_of(request.action, request.resource))

    def _holds(self, resource: str) -> bool:
        return resource in self._graph.roles or self._graph.resource(resource) is not None

    def _sent(self, action: str) -> Context:
        """What the caller chooses so that it gains most: the policy it attaches allows everything."""
        chosen = f"arn:{self.home[0]}:iam::aws:policy/AdministratorAccess"
        if action.startswith("iam:Attach"):
            return {"iam:policyarn": chosen}
        if action.startswith("iam:Put") and action.endswith("PermissionsBoundary"):
            return {"iam:permissionsboundary": chosen}
        return _NOTHING

    def _step(self, action: str, resource: str, context: Context) -> Step:
        arn = Arn.parse(resource)
        region = arn.region if arn is not None and arn.region else self.home[1]
        return Step(
            "asked by a rule",
            self.role.arn,
            action,
            resource,
            self.role.account,
            region,
            _PAGE,
            self.role.span,
            context=context,
            absent=_OF_IAM - context.keys(),
        )

    def may_all(
        self, actions: Iterable[str], given: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[Decision, ...] | None:
        """The decisions that surely allow these actions, on what they are about; None where one is not.

        `given` are the ARNs of the types of resource that the caller does not choose.
        """
        found: list[Decision] = []
        for action in actions:
            for kind, template in kinds(action) or (("", EVERYTHING),):
                decision = self._on(action, given.get(kind), template)
                if decision is None:
                    return None
                found.append(decision)
        return tuple(found)

    def _on(self, action: str, given: str | None, template: str) -> Decision | None:
        if given is not None or template == EVERYTHING:
            return self.may(action, given or EVERYTHING)
        entries = self.entries(action)
        chosen = (arn for arn in some(template, entries, self.home) if speaks_of(arn, entries))
        return next(filter(None, (self.may(action, arn) for arn in chosen)), None)


def speaks_of(resource: str, entries: Iterable[str]) -> bool:
    """Does one of these entries of Resource surely match?"""
    return any(match_resource(entry, resource) is Truth.YES for entry in entries)

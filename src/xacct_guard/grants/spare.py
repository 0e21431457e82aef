"""Spare: what can be taken out of a policy without any request being refused for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..iam.decide import decide
from ..iam.decision import Decision, Verdict
from ..iam.layers import Layer, Layers
from ..iam.match import action_matches, resource_matches
from ..iam.pattern import match
from ..iam.policy import Effect, Policy, Principals, Statement, Written
from ..iam.semantics import semantics_of
from ..iam.truth import Truth
from ..trace import Hop
from ..trace.decide import layers_of
from .document import ADMINISTRATION


@dataclass(frozen=True, slots=True)
class Spare:
    """A statement, or one entry of it, that no request needs; `element` is empty for the whole."""

    policy: Policy
    statement: Statement
    element: str = ""
    entry: Written | None = None


@dataclass(frozen=True, slots=True)
class _Passing:
    """A request that passes, or of which that is not known, and the policies that have a say in it."""

    hop: Hop
    layers: Layers

    def policies(self) -> Iterator[Policy]:
        layers = self.layers
        yield from (*layers.identity.policies, *layers.resource.policies)
        yield from layers.endpoint.policies if layers.endpoint else ()

    def passes_with(self, statement: Statement, instead: Statement | None) -> bool:
        """Does it pass as it did with the statement in another form, or without it?"""
        request = self.hop.decision.request
        if action_matches(statement, request).is_no or resource_matches(statement, request).is_no:
            return True
        edited = replace(
            self.layers,
            identity=_edited(self.layers.identity, statement, instead),
            resource=_edited(self.layers.resource, statement, instead),
            endpoint=self.layers.endpoint and _edited(self.layers.endpoint, statement, instead),
        )
        now = self._decided(edited)
        if self.hop.decision.verdict is Verdict.ALLOW:
            return now.verdict is Verdict.ALLOW
        return _said(now) == _said(self._decided(self.layers))

    @property
    def may_pass(self) -> bool:
        """Do the policies leave it a way?"""
        decision = self.hop.decision
        if decision.refused_by is not None or decision.verdict.denied:
            return False
        is_allowed = decision.verdict is Verdict.ALLOW
        return is_allowed or not self._decided(self.layers).verdict.denied

    def _decided(self, layers: Layers) -> Decision:
        request = self.hop.decision.request
        return decide(request, layers, semantics_of(request.action, request.resource))


def _said(decision: Decision) -> tuple[object, ...]:
    """What each layer says: of a request that is open nobody can tell which of them it needs."""
    return tuple((one.kind, one.name, one.allows, one.denies) for one in decision.outcomes)


def spares_of(graph: AccessGraph, hops: Iterable[Hop]) -> Iterator[Spare]:
    """The Allow statements of the estate, and entries of them, without which all these hops still pass.

    Each is tried alone: of two that say the same, both are named, and one of them is needed.
    """
    every = (_Passing(hop, layers_of(hop.decision.request, graph)) for hop in hops)
    passing = [each for each in every if each.may_pass]
    concerned: dict[int, list[_Passing]] = {}
    for each in passing:
        for policy in each.policies():
            concerned.setdefault(id(policy), []).append(each)
    for policy in dict.fromkeys(_giving(graph)):
        for statement in policy.statements:
            those = concerned.get(id(policy), [])
            if statement.effect is Effect.ALLOW:
                yield from _of(policy, statement, those)
            else:
                yield from _exceptions(policy, statement, those)


def _giving(graph: AccessGraph) -> Iterator[Policy]:
    for role in graph.roles.values():
        yield from filter(None, (role.trust, *role.identity))
    for resource in graph.resources.values():
        if resource.policy is not None:
            yield resource.policy


def _of(policy: Policy, statement: Statement, passing: list[_Passing]) -> Iterator[Spare]:
    """The whole statement, where nothing needs it; else the entries that nothing needs.

    What passes without the statement passes with a part of it.
    """
    needing = [each for each in passing if not each.passes_with(statement, None)]
    if not needing and not _keeps_the_key(statement, policy):
        yield Spare(policy, statement)
        return
    for element, entry, without in _entries(statement):
        is_spare = all(each.passes_with(statement, without) for each in needing)
        if is_spare and entry.text not in ADMINISTRATION:
            yield Spare(policy, statement, element, entry)


def _exceptions(policy: Policy, statement: Statement, passing: list[_Passing]) -> Iterator[Spare]:
    """Whom a Deny exempts, though nothing that passes needs it: principals, endpoints, addresses."""
    for element, entry, without in _values(statement, of_exceptions=True):
        if all(each.passes_with(statement, without) for each in passing):
            yield Spare(policy, statement, element, entry)


def _keeps_the_key(statement: Statement, policy: Policy) -> bool:
    """Is this all that lets anybody change the policy of a key? AWS refuses one that nobody could change.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    keeping = [one for one in policy.statements if any(map(_keeps, one.actions))]
    return keeping == [statement]


def _keeps(action: Written) -> bool:
    return match(action.text, "kms:PutKeyPolicy", ignore_case=True) is Truth.YES


def _entries(statement: Statement) -> Iterator[tuple[str, Written, Statement]]:
    """Each entry of an element that has several, and the statement without it."""
    actions, resources = statement.actions, statement.resources
    for entry in actions if len(actions) > 1 else ():
        yield "Action", entry, replace(statement, actions=_without(actions, entry))
    for entry in resources if len(resources) > 1 else ():
        yield "Resource", entry, replace(statement, resources=_without(resources, entry))
    for entry, principals in _principals(statement.principals or Principals()):
        yield "Principal", entry, replace(statement, principals=principals)
    yield from _values(statement, of_exceptions=False)


def _values(
    statement: Statement, *, of_exceptions: bool
) -> Iterator[tuple[str, Written, Statement]]:
    """Each of several values of a condition that are enough, or of those that are exempt."""
    for condition in statement.conditions:
        is_exception = "Not" in condition.operator
        of_whom = not is_exception or condition.key.lower().startswith("aws:")
        if len(condition.values) > 1 and is_exception is of_exceptions and of_whom:
            for entry in condition.values:
                fewer = replace(condition, values=_without(condition.values, entry))
                others = (fewer if one is condition else one for one in statement.conditions)
                without = replace(statement, conditions=tuple(others))
                yield f"{condition.operator} {condition.key}", entry, without


def _principals(named: Principals) -> Iterator[tuple[Written, Principals]]:
    """Each of several principals, and the others."""
    every = (*named.aws, *named.service, *named.federated)
    for entry in every if len((*every, *named.canonical_user)) > 1 else ():
        yield (
            entry,
            replace(
                named,
                aws=_without(named.aws, entry),
                service=_without(named.service, entry),
                federated=_without(named.federated, entry),
            ),
        )


def _without(entries: tuple[Written, ...], gone: Written) -> tuple[Written, ...]:
    return tuple(entry for entry in entries if entry is not gone)


def _edited(layer: Layer, statement: Statement, instead: Statement | None) -> Layer:
    if not any(statement in policy.statements for policy in layer.policies):
        return layer
    return replace(
        layer,
        policies=tuple(_put(policy, statement, instead) for policy in layer.policies),
    )


def _put(policy: Policy, statement: Statement, instead: Statement | None) -> Policy:
    those = (instead if one is statement else one for one in policy.statements)
    return replace(policy, statements=tuple(one for one in those if one is not None))

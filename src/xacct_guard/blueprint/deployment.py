"""Deployment: the generated policies as they can be created, in order, and the names that they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..grants.document import Line
from ..grants.generate import Generated, Generation
from ..graph.access_graph import AccessGraph
from ..graph.model import Parts, Role
from ..iam.policy import PolicyKind
from ..iam.symbol import Symbol
from ..span import Node
from .account_root import at_home, named_by_account
from .circles import unwound
from .order import Order, Step, ordered
from .parameter import Parameter, parameters_of
from .piece import Piece
from .pieces import Homes, pieces_of


@dataclass(frozen=True)
class Deployment:
    """What is to be deployed: the policies of an estate, in which no two wait for each other.

    `made` are the properties, as CloudFormation names them, of what templates make, by its place.
    """

    policies: tuple[Generated, ...]
    graph: AccessGraph
    made: Mapping[str, Node]

    @classmethod
    def of(
        cls, generation: Generation, graph: AccessGraph, parts: Iterable[Parts] = ()
    ) -> Deployment:
        """The policies of a generation; `parts` are what was loaded of the estate."""
        made = {
            each.place: each.properties
            for part in parts
            for each in part.made
            if each.properties is not None
        }
        return cls(_deployable(generation.policies, graph), graph, made)

    def order(self, *, whole: bool) -> Order:
        """The steps. With `whole`, keys and endpoints are made with their policies, else they exist already."""
        besides = self._besides if whole else lambda _one: ""
        order = ordered(pieces_of(self.policies, self.homes, whole=whole, besides=besides))
        left: dict[object, list[Piece]] = {}
        for piece in order.stuck:
            left.setdefault(piece.place, []).append(piece)
        more = (Step(pieces[0].place, tuple(pieces)) for pieces in left.values())
        return replace(order, steps=(*order.steps, *more))

    @cached_property
    def homes(self) -> Homes:
        """Where things are created."""
        return Homes.of(self.policies, self.graph)

    @cached_property
    def parameters(self) -> Mapping[Symbol, Parameter]:
        """A parameter for each symbol of the policies and of the resources that carry them."""
        texts: list[object] = []
        for one in self.policies:
            texts += [one.attached_to, one.document, self._besides(one)]
        return parameters_of(texts, self.graph)

    def _besides(self, policy: Generated) -> str:
        """What a template says of what carries the policy, beside the policy: texts in a row."""
        role, properties = self.role(policy.attached_to), self.properties(policy)
        texts = [role.path, role.boundary_arn.text if role.boundary_arn else ""] if role else []
        texts += role.tags.known.values() if role else ()
        nodes = properties.walk() if properties is not None else ()
        return " ".join((*texts, *(node.value for node in nodes if isinstance(node.value, str))))

    def properties(self, policy: Generated) -> Node | None:
        """The properties of what carries the policy, where a template makes it."""
        resource = self.graph.resources.get(policy.attached_to)
        return self.made.get(resource.place) if resource is not None else None

    def role(self, arn: str) -> Role | None:
        """The role as the estate has it, if it has it."""
        return self.graph.roles.get(arn)

    @cached_property
    def is_made(self) -> frozenset[str]:
        """The roles that are created here: those with a trust policy. Others exist already."""
        return frozenset(one.attached_to for one in self.policies if one.kind is PolicyKind.TRUST)


def _deployable(policies: tuple[Generated, ...], graph: AccessGraph) -> tuple[Generated, ...]:
    """The policies; where two would wait for each other, roles are named by their account."""
    pieces = pieces_of(policies, Homes.of(policies, graph), whole=True)
    found: list[Generated] = []
    more: dict[str, list[Line]] = {}
    for before, after in zip(pieces, unwound(pieces), strict=True):
        policy = before.policy
        assert policy is not None
        if roles := before.principals - after.principals:
            for role, line in at_home(policy, roles):
                more.setdefault(role, []).append(line)
            policy = named_by_account(policy, roles)
        found.append(policy)
    return (*found, *(_further(role, lines, found) for role, lines in more.items()))


def _further(role: str, lines: list[Line], policies: list[Generated]) -> Generated:
    """One more identity policy of a role."""
    own = [one for one in policies if (one.kind, one.attached_to) == (PolicyKind.IDENTITY, role)]
    account = next(one.account for one in policies if one.attached_to == role)
    last = max((max(one.part, 1) for one in own), default=0)
    return Generated(account, PolicyKind.IDENTITY, role, tuple(lines), last + 1 if last else 0)

"""RETURNED: what code of somebody gives back may be another value, once it is told other things.

What a custom resource returns, and a stack whose template is not here, is a value that only a deployment knows,
with the same name on both sides.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ..graph.access_graph import AccessGraph
from ..graph.model import Made
from ..iam.policy import Policy, Statement, Written
from ..iam.symbol import symbols_in
from .in_force import Sides
from .inside import written

_BY_CODE = ("AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")


def returned(sides: Sides) -> Iterator[Made]:
    """What is not told the same on both sides, and policies hang on what it gives back."""
    before = {one.place: _told(one) for one in sides.old.made if _is_by_code(one)}
    others = [
        one
        for one in sides.new.made
        if _is_by_code(one) and before.get(one.place, _told(one)) != _told(one)
    ]
    names = frozenset(_open_names(sides.new)) if others else frozenset()
    yield from (one for one in others if any(_is_of(name, one) for name in names))


def _is_by_code(made: Made) -> bool:
    return made.type in _BY_CODE or not made.type.startswith("AWS::")


def _told(made: Made) -> Hashable:
    return made.type, written(made.properties) if made.properties is not None else None


def _is_of(name: str, made: Made) -> bool:
    label, _, logical = made.place.rpartition("/")
    own = f"{label}.{logical}"
    return name == own or name.startswith(f"{own}.")


def _open_names(graph: AccessGraph) -> Iterator[str]:
    """The names of the values in policies, and in what they stand on, that only a deployment gives."""
    for text in _texts(graph):
        yield from (one.name for one in symbols_in(text) if not one.created)


def _texts(graph: AccessGraph) -> Iterator[str]:
    yield from (each.to for each in graph.attached)
    for policy in (*graph.policies(), *(each.policy for each in graph.attached)):
        yield from (one.text for one in _written(policy))
    for role in graph.roles.values():
        yield from (one.text for one in (*role.managed, *filter(None, (role.boundary_arn,))))


def _written(policy: Policy) -> Iterator[Written]:
    for statement in policy.statements:
        yield from (*statement.actions, *statement.not_actions)
        yield from (*statement.resources, *statement.not_resources)
        yield from _named(statement)
        for condition in statement.conditions:
            yield from condition.values


def _named(statement: Statement) -> Iterator[Written]:
    for element in filter(None, (statement.principals, statement.not_principals)):
        yield from (*element.aws, *element.service, *element.federated, *element.canonical_user)

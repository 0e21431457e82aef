"""LEFT: what a change of the templates leaves behind, though no template tells of it any longer.

The policy of a bucket that no template makes goes with the template, the bucket stays; so does what is
retained, a role without the policies that are resources of their own.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.link import left_behind
from ..graph.model import Resource
from ..iam.symbol import shown


def with_unmade(graph: AccessGraph, other: AccessGraph) -> AccessGraph:
    """The estate with the resources that no template makes, of which only the other one tells."""
    found = (one for one in _gone(graph, other) if _is_unmade(one))
    return _with_resources(graph, (replace(one, policy=None) for one in found))


def with_left(graph: AccessGraph, before: AccessGraph) -> AccessGraph:
    """The estate with what was there before it and stays, whether or not it tells of it."""
    lost = (role for arn, role in before.roles.items() if arn not in graph.roles)
    roles = {one.arn: one for role in lost if (one := left_behind(role, before, graph))}
    if roles:
        graph = replace(graph, roles={**graph.roles, **roles})
    return _with_resources(graph, _left(graph, before))


def _with_resources(graph: AccessGraph, more: Iterable[Resource]) -> AccessGraph:
    found = {one.arn: one for one in more}
    return replace(graph, resources={**graph.resources, **found}) if found else graph


def _left(graph: AccessGraph, before: AccessGraph) -> Iterator[Resource]:
    apart = {each.to for each in before.attached}
    for resource in _gone(graph, before):
        if _is_unmade(resource) or (_is_retained(resource) and resource.arn in apart):
            yield replace(resource, policy=None)
        elif _is_retained(resource):
            yield resource


def _gone(graph: AccessGraph, other: AccessGraph) -> Iterator[Resource]:
    for arn, resource in other.resources.items():
        if arn not in graph.resources and resource.policy_held:
            yield resource


def _is_unmade(resource: Resource) -> bool:
    return resource.place == shown(resource.arn)


def _is_retained(resource: Resource) -> bool:
    deletion = resource.facts.get("deletion_policy")
    return deletion is not None and (deletion.text or "").startswith("Retain")

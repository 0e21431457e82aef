"""LEFT: what a change of the templates leaves behind, though no template tells of it any longer.

The policy of a bucket that no template makes goes with the template, the bucket stays; so does what is
retained.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..iam.symbol import shown


def with_left(graph: AccessGraph, other: AccessGraph) -> AccessGraph:
    """The estate with the resources that are there whether or not it tells of them, as the other one does."""
    left = {one.arn: one for one in _left(graph, other)}
    return replace(graph, resources={**graph.resources, **left}) if left else graph


def _left(graph: AccessGraph, other: AccessGraph) -> Iterator[Resource]:
    apart = {each.to for each in other.attached}
    for arn, resource in other.resources.items():
        if arn in graph.resources or not resource.policy_held:
            continue
        if resource.place == shown(arn) or (_is_retained(resource) and arn in apart):
            yield replace(resource, policy=None)
        elif _is_retained(resource):
            yield resource


def _is_retained(resource: Resource) -> bool:
    deletion = resource.facts.get("deletion_policy")
    return deletion is not None and (deletion.text or "").startswith("Retain")

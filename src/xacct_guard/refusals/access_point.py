"""An access point before a bucket whose own policy says nothing to those who come from another account."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.container import container_of
from ..graph.model import Resource
from ..graph.region import partition_of
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.policy import Effect, Policy, Statement
from ..iam.symbol import has_symbol
from . import Refusal

_POINT = ":accesspoint/"


def says(step: Step, graph: AccessGraph) -> str | None:
    """The bucket behind has a policy that we know, or none, and nothing in it is for the caller's account."""
    found = _behind(step, graph)
    if found is None or not found[1].policy_held:
        return None
    caller, bucket = found
    if bucket.policy is not None and _may_speak_to(caller, bucket.policy):
        return None
    return (
        f"the bucket `{bucket.name}` behind the access point lets nobody of account {caller} in:"
        " its policy has to allow the same, or to leave it to access points (`s3:DataAccessPointAccount`)"
    )


def doubts(step: Step, graph: AccessGraph) -> str | None:
    """The policy of the bucket, where nobody gave it."""
    found = _behind(step, graph)
    return f"the policy of {found[1].arn}" if found and not found[1].policy_held else None


def _behind(step: Step, graph: AccessGraph) -> tuple[str, Resource] | None:
    """The account that asks, and the bucket of another one that its request ends at."""
    if _POINT not in step.resource:
        return None
    asking = Arn.parse(step.principal)
    point = graph.resource(container_of(step.resource) or step.resource)
    if asking is None or point is None:
        return None
    named = point.facts.get("bucket")
    bucket = graph.resource(f"arn:{partition_of(point.region)}:s3:::{named.text if named else ''}")
    if bucket is None or bucket.account == asking.account or has_symbol(step.principal):
        return None
    return asking.account, bucket


def _may_speak_to(account: str, policy: Policy) -> bool:
    return policy.unresolved is not None or any(
        statement.effect is Effect.ALLOW and _names(account, statement)
        for statement in policy.statements
    )


def _names(account: str, statement: Statement) -> bool:
    """Does it name anybody of the account, or somebody of whom that is not known?"""
    named = statement.principals
    if named is None or named.canonical_user:
        return True
    return any(one.text == "*" or account in one.text or has_symbol(one.text) for one in named.aws)


REFUSAL = Refusal(says, Page.of("AmazonS3/latest/userguide", "access-points-policies.html"), doubts)

"""What is known of a bucket beside its policy: who writes to it, and which pipelines keep artifacts there."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph.model import Resource
from ..graph.pipeline import ArtifactStore, Pipeline
from ..iam.arn import Arn
from ..iam.decision import Decision
from ..iam.policy import PolicyKind
from ..iam.symbol import shown
from ..iam.truth import Truth, any_of
from ..trace import Hop
from .facts import Facts, fact

_OF_EVERYBODY = (PolicyKind.RESOURCE, PolicyKind.RCP)


@fact
def declared_buckets(facts: Facts) -> tuple[Resource, ...]:
    """The buckets whose properties are known: not those that are known by their policy alone."""
    return tuple(filter(_is_declared, facts.graph.of_type("s3:bucket")))


def declared_bucket(name: str, facts: Facts) -> Resource | None:
    """The bucket of this name, in whichever account, if its properties are known."""
    return next(filter(_is_declared, facts.graph.named("s3:bucket", name)), None)


@fact
def uploads(facts: Facts) -> Mapping[str, tuple[Hop, ...]]:
    """The requests to put objects into a bucket, by the bucket's ARN."""
    found: dict[str, list[Hop]] = {}
    for hop in facts.hops:
        if hop.step.action == "s3:PutObject":
            found.setdefault(hop.step.resource.partition("/")[0], []).append(hop)
    return {arn: tuple(hops) for arn, hops in found.items()}


@fact
def writes(facts: Facts) -> Mapping[str, tuple[Hop, ...]]:
    """Of these requests those that are not refused."""
    found = {
        arn: tuple(hop for hop in hops if not hop.decision.verdict.denied)
        for arn, hops in uploads(facts).items()
    }
    return {arn: hops for arn, hops in found.items() if hops}


@fact
def writes_from_abroad(facts: Facts) -> Mapping[str, tuple[Hop, ...]]:
    """Of those that are not refused the ones that a principal of another account makes."""
    found = {
        bucket.arn: tuple(
            hop for hop in writes(facts).get(bucket.arn, ()) if _is_abroad(hop, bucket)
        )
        for bucket in facts.graph.of_type("s3:bucket")
    }
    return {arn: hops for arn, hops in found.items() if hops}


@fact
def stores(facts: Facts) -> Mapping[str, tuple[tuple[Pipeline, ArtifactStore], ...]]:
    """The pipelines that keep artifacts in a bucket, by the bucket's name."""
    found: dict[str, list[tuple[Pipeline, ArtifactStore]]] = {}
    for pipeline in facts.graph.pipelines:
        for store in pipeline.stores.values():
            found.setdefault(store.bucket, []).append((pipeline, store))
    return {bucket: tuple(those) for bucket, those in found.items()}


def somebody(resource: Resource) -> str:
    """The ARN of a role of the resource's account of which nothing else is known."""
    return f"arn:{resource.arn.split(':')[1]}:iam::{resource.account}:role/any-role"


def is_refused_to_all(decision: Decision) -> Truth:
    """Does a Deny refuse a request whoever makes it: one of the resource's policy, or of its organization?"""
    return any_of(each.denies for each in decision.outcomes if each.kind in _OF_EVERYBODY)


def _is_declared(bucket: Resource) -> bool:
    return bucket.name != "*" and bucket.policy_held and not _is_only_attached_to(bucket)


def _is_only_attached_to(bucket: Resource) -> bool:
    """Is the bucket known because a policy is attached to it, and for nothing else?"""
    return bucket.place in (shown(bucket.arn), f"policies/{bucket.name}")


def _is_abroad(hop: Hop, bucket: Resource) -> bool:
    asking = Arn.parse(hop.step.principal)
    accounts = (asking.account if asking else "", bucket.account)
    return all(map(str.isdecimal, accounts)) and len(set(accounts)) == 2

"""What may add to the policies of resources, where it could not be read: those policies are not known whole."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.model import Attached, Parts
from ...iam.policy import Policy, PolicyKind
from ...snapshot.rows import Account
from ...span import Address, Source, Span
from .unread import Unread

_SHARED = (
    *("codebuild:project/", "codebuild:report-group/", "sagemaker:model-package-group/"),
    *("sagemaker:pipeline/", "ssm:parameter", "ssm:parameter/"),
)
"""What there is in an estate that AWS RAM can share (ram/latest/userguide/shareable.html)."""
_ADDED_BY = {"ecr:registry-policy": ("ecr:repository/",), "ram:share": _SHARED}


def doubts(account: Account, unread: Unread, source: Source) -> Iterator[Parts]:
    """What is not known of an account's shares and registries, on all that they could let others use."""
    for region in account.regions:
        for kind in _ADDED_BY:
            why = unread.listing(account.id, region, kind)
            if why is not None:
                at = Span(source, (Address(f"{account.id}/{region}/{kind}"),))
                policy = Policy(PolicyKind.RESOURCE, kind, (), at, unresolved=why)
                place = f"{account.partition}:{{}}:{region}:{account.id}"
                yield Parts(attached=tuple(on_all(kind, place, policy)))


def on_all(kind: str, place: str, policy: Policy) -> Iterator[Attached]:
    """The policy, on all that things of a kind could let others use; `place` is `aws:{}:REGION:ACCOUNT`."""
    for each in _ADDED_BY[kind]:
        service, _, type = each.partition(":")
        yield Attached(f"arn:{place.format(service)}:{type}*", policy, policy.span, adds=True)

"""Amazon ECR: repositories."""

from __future__ import annotations

from ..graph.key import key_arn
from ..graph.step import Page, Steps
from . import Creation, Handler

_KEY = Page.of("AmazonECR/latest/userguide", "encryption-at-rest.html")


def repository(creation: Creation) -> Steps:
    """ECR keeps a grant on the key of a repository that has one (_KEY)."""
    maker = creation.maker
    for key in creation.texts("EncryptionConfiguration.KmsKey"):
        context = {"kms:viaservice": f"ecr.{maker.region}.amazonaws.com"}
        for action in ("kms:CreateGrant", "kms:DescribeKey"):
            arn = key_arn(key, maker.region, maker.account)
            yield maker.ask("let ECR use the key", action, arn, _KEY, context=context)


HANDLERS = (
    Handler(
        "AWS::ECR::Repository",
        create=("ecr:CreateRepository",),
        given={
            "RepositoryPolicyText": ("ecr:SetRepositoryPolicy",),
            "LifecyclePolicy": ("ecr:PutLifecyclePolicy",),
            "Tags": ("ecr:TagResource",),
        },
        steps=repository,
    ),
)

"""AWS KMS: keys and aliases."""

from __future__ import annotations

from ..graph.key import key_arn
from ..graph.step import Steps
from . import Creation, Handler


def alias(creation: Creation) -> Steps:
    """An alias is made with leave of both: of itself and of its key (kms-alias-manage.html)."""
    yield creation.ask("kms:CreateAlias")
    maker = creation.maker
    for key in creation.texts("TargetKeyId"):
        yield creation.ask("kms:CreateAlias", key_arn(key, maker.region, maker.account))


HANDLERS = (
    Handler(
        "AWS::KMS::Key",
        create=("kms:CreateKey",),
        given={"EnableKeyRotation": ("kms:EnableKeyRotation",)},
        aside=("kms:PutKeyPolicy", "kms:TagResource"),
        keys={"kms:bypasspolicylockoutsafetycheck": "BypassPolicyLockoutSafetyCheck"},
    ),
    Handler("AWS::KMS::Alias", steps=alias),
)

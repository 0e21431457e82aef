"""AWS KMS: keys with their policies and grants, and the other names they go by."""

from __future__ import annotations

from ..iam.symbol import Symbol
from ..shape import at, shape
from ..span import Node
from . import Ask, Kind

_OF_KEY = {"KeyId": "KeyId"}


def _enabled(record: Node) -> Node | None:
    """Whether it is enabled; one in a key store that is not connected is not, for as long as that lasts.

    kms/latest/developerguide/key-state.html
    """
    state = at(record, "describe_key.KeyMetadata.KeyState")
    if state is not None and state.text == "Unavailable":
        return Node(
            str(Symbol(f"whether the key store of {record.span.path} is connected")), state.span
        )
    return at(record, "describe_key.KeyMetadata.Enabled")


LIVE = (
    Kind(
        "kms:key",
        Ask("kms", "list_keys", ("kms:ListKeys",)),
        items="Keys",
        named="KeyId",
        looks=(
            Ask("kms", "describe_key", ("kms:DescribeKey",), _OF_KEY),
            Ask(
                "kms",
                "get_key_policy",
                ("kms:GetKeyPolicy",),
                _OF_KEY,
                fixed={"PolicyName": "default"},
            ),
            Ask("kms", "list_grants", ("kms:ListGrants",), _OF_KEY),
        ),
        gone=("NotFoundException",),
        cfn="AWS::KMS::Key",
        properties=shape(
            Enabled=_enabled,
            KeySpec="describe_key.KeyMetadata.KeySpec",
            KeyUsage="describe_key.KeyMetadata.KeyUsage",
            MultiRegion="describe_key.KeyMetadata.MultiRegion",
        ),
        arn="list_keys.KeyArn",
        policy="get_key_policy.Policy",
    ),
    Kind(
        "kms:alias",
        # What the keys behind those of AWS let in, nobody can change, and it is known.
        Ask("kms", "list_aliases", ("kms:ListAliases",)),
        items="Aliases[?TargetKeyId && !starts_with(AliasName, 'alias/aws/')]",
        named="AliasName",
        cfn="AWS::KMS::Alias",
        properties=shape(
            AliasName="list_aliases.AliasName", TargetKeyId="list_aliases.TargetKeyId"
        ),
    ),
)

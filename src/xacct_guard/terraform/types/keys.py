"""Keys and their names. Grants are read apart (`grants.py`): they are no policies."""

from __future__ import annotations

from collections.abc import Mapping

from ...services import PolicyType
from .row import TerraformType

TYPES: Mapping[str, TerraformType] = {
    "aws_kms_key": TerraformType(
        "AWS::KMS::Key",
        names={"policy": "KeyPolicy"},
        named_by=None,
        attributes={"key_id": "{name}"},
    ),
    "aws_kms_external_key": TerraformType(
        "AWS::KMS::Key",
        names={"policy": "KeyPolicy"},
        named_by=None,
        attributes={"key_id": "{name}"},
    ),
    "aws_kms_replica_key": TerraformType(
        "AWS::KMS::ReplicaKey",
        names={"policy": "KeyPolicy", "primary_key_arn": "PrimaryKeyArn"},
        named_by="primary_key_arn",
        attributes={"key_id": "{name}"},
    ),
    "aws_kms_key_policy": TerraformType(
        policy=PolicyType("", of="kms:key", target="KeyId", document="Policy")
    ),
    "aws_kms_alias": TerraformType(
        "AWS::KMS::Alias",
        names={"name": "AliasName"},
        id="alias/{name}",
        attributes={"name": "alias/{name}"},
    ),
}

"""Terraform's resource types, and where they differ from CloudFormation's for the same thing.

An argument is the property of the same name in camel case, unless the row says otherwise.
Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs, the page of each type.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import delivery, identity, keys, messages, network, sagemaker, storage
from .row import TerraformType

__all__ = ["TYPES", "TerraformType"]

_TOPICS = (identity, storage, keys, messages, delivery, sagemaker, network)

TYPES: Mapping[str, TerraformType] = {
    type: row for topic in _TOPICS for type, row in topic.TYPES.items()
}

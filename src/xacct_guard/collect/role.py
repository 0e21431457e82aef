"""The role that is taken on in each account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SESSION = "xacct-guard"


@dataclass(frozen=True, slots=True)
class Role:
    """Its name (with its path), and what its trust policy may ask for."""

    name: str
    external_id: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def parameters(self, account: str, partition: str) -> dict[str, Any]:
        """The parameters of sts:AssumeRole."""
        given: dict[str, Any] = {
            "RoleArn": f"arn:{partition}:iam::{account}:role/{self.name.lstrip('/')}",
            "RoleSessionName": SESSION,
        }
        if self.external_id is not None:
            given["ExternalId"] = self.external_id
        if self.tags:
            given["Tags"] = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        return given

"""ServiceReference: a service's actions, resource types and condition keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .authorization import key_set, service_document


@dataclass(frozen=True, slots=True)
class ResourceTypeReference:
    """A resource type: its ARN patterns, and the condition keys that speak of it.

    A pattern has placeholders (`arn:${Partition}:s3:::${BucketName}`); `*` stands where the
    source gave no name.
    """

    name: str
    arns: tuple[str, ...]
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceReference:
    """A service by its prefix; `name` is None when only the newer source knows it.

    `actions` are full names (`s3:GetObject`), each for `action()`; `condition_keys` maps a key
    as AWS prints it (`s3:ExistingObjectTag/<key>`) to its type.
    """

    prefix: str
    name: str | None
    actions: tuple[str, ...]
    resource_types: Mapping[str, ResourceTypeReference]
    condition_keys: Mapping[str, str]


@lru_cache(maxsize=512)
def service(prefix: str) -> ServiceReference | None:
    """The service of that prefix, in any case; None when the reference has none."""
    prefix = prefix.lower()
    if (packed := service_document(prefix)) is None:
        return None
    return ServiceReference(
        prefix,
        packed["name"],
        tuple(f"{prefix}:{name}" for name in packed["actions"]),
        {
            # API Gateway's page has both of its APIs in one line.
            name: ResourceTypeReference(
                name,
                tuple(arn for line in arns for arn in line.split(", ")),
                key_set(packed, keys) or (),
            )
            for name, (arns, keys) in packed["resources"].items()
        },
        packed["keys"],
    )

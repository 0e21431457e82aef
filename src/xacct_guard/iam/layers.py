"""Layer, Layers: the policies in force for one request, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .policy import Policy


@dataclass(frozen=True, slots=True)
class Layer:
    """The policies of one kind that apply to a request (of one level, for SCPs and RCPs).

    A layer that the estate does not hold is not an empty layer: `held` is False, `absent` names
    what is missing, and whatever it would have decided is unknown.
    """

    policies: tuple[Policy, ...] = ()
    held: bool = True
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class KmsGrant:
    """A grant on a KMS key: who may do what, under which encryption context."""

    grantee: str
    operations: tuple[str, ...]
    context_equals: Mapping[str, str] | None = None
    context_subset: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PublicAccessBlock:
    """The four settings of S3 Block Public Access."""

    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that has a say in one request.

    Grants give: `identity`, `resource` (the trust policy, for a role), `kms_grants`. Gates only take
    away: `scps`, `rcps` (one Layer a level, root first; empty: none in force), `boundary`,
    `session`, `endpoint` (None: not in force), `public_access_block`.
    """

    identity: Layer = Layer()
    resource: Layer = Layer()
    scps: tuple[Layer, ...] = ()
    rcps: tuple[Layer, ...] = ()
    boundary: Layer | None = None
    session: Layer | None = None
    endpoint: Layer | None = None
    endpoint_is_gateway: bool = False
    kms_grants: tuple[KmsGrant, ...] = field(default=())
    public_access_block: PublicAccessBlock | None = None

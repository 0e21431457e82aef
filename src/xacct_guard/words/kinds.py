"""The policy kinds, as sentences name them."""

from __future__ import annotations

from collections.abc import Mapping

from ..iam.policy import PolicyKind

KINDS: Mapping[str, str] = {
    PolicyKind.IDENTITY: "identity policy",
    PolicyKind.RESOURCE: "resource policy",
    PolicyKind.TRUST: "trust policy",
    PolicyKind.BOUNDARY: "permissions boundary",
    PolicyKind.SESSION: "session policy",
    PolicyKind.SCP: "service control policy",
    PolicyKind.RCP: "resource control policy",
    PolicyKind.ENDPOINT: "VPC endpoint policy",
}
"""A single policy of each kind."""
LAYERS: Mapping[str, str] = {
    PolicyKind.SCP: "service control policies",
    PolicyKind.RCP: "resource control policies",
    PolicyKind.ENDPOINT: "VPC endpoint policy",
    PolicyKind.RESOURCE: "resource policy",
    PolicyKind.TRUST: "trust policy",
    PolicyKind.IDENTITY: "identity policies",
    PolicyKind.BOUNDARY: "permissions boundary",
    PolicyKind.SESSION: "session policy",
}
"""The layer of each kind, in evaluation order."""

"""A KMS key that is disabled, waits to be deleted, or has no key material."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam.symbol import has_symbol, shown
from ..span import Node
from . import Refusal

_USES = frozenset(
    f"kms:{name}".lower()
    for name in (
        *("Decrypt", "Encrypt", "DeriveSharedSecret", "CreateGrant"),
        *("GenerateDataKey", "GenerateDataKeyWithoutPlaintext"),
        *("GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"),
        *("ReEncryptFrom", "ReEncryptTo"),
        *("Sign", "Verify", "GenerateMac", "VerifyMac"),
    )
)
"""What takes an enabled key; it can be looked at and managed in most other states."""


def says(step: Step, graph: AccessGraph) -> str | None:
    """The key is there, and in a state in which nobody can use it."""
    enabled = _enabled(step, graph)
    if enabled is None or enabled.text != "false":
        return None
    return f"the key `{shown(step.resource)}` is not enabled: disabled, or waiting to be deleted"


def doubts(step: Step, graph: AccessGraph) -> str | None:
    """Whether the key is enabled, where nobody said that for certain."""
    enabled = _enabled(step, graph)
    return enabled.text if enabled is not None and has_symbol(enabled.text or "") else None


def _enabled(step: Step, graph: AccessGraph) -> Node | None:
    if step.action.lower() not in _USES:
        return None
    key = graph.resource(graph.behind(step.resource))
    return key.facts.get("enabled") if key is not None else None


REFUSAL = Refusal(says, Page.of("kms/latest/developerguide", "key-state.html"), doubts)

"""The provider configurations that a module writes: what they tell of where they work.

Reference: developer.hashicorp.com/terraform/language/modules/develop/providers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ...read.hcl.syntax import Block
from ...span import Node
from ...terraform.providers import CREDENTIALS, Provider
from ...terraform.value import as_text
from .blocks import names_of

_NOTHING = frozenset({"alias", "version"})
"""What a block may say that only gives a name to what the caller passes."""

Ask = Callable[[Block, str], Node | None]


def providers_of(blocks: Iterable[Block], ask: Ask) -> Mapping[str, Provider]:
    """The configurations, by name: `aws`, `aws.training`."""
    found: dict[str, Provider] = {}
    for block in blocks:
        asked = {name: ask(block, name) for name in names_of(block.body)}
        alias = _text(asked.get("alias"))
        name = block.labels[0] if block.labels else ""
        found[f"{name}.{alias}" if alias else name] = _provider(asked)
    return found


def configures(block: Block) -> bool:
    """Does a block say more than a name?"""
    return bool(set(names_of(block.body)) - _NOTHING)


def _provider(asked: Mapping[str, Node | None]) -> Provider:
    roles = (asked.get(name) for name in CREDENTIALS[:2])
    arns = (_text(role.get(0, "role_arn")) for role in roles if role is not None)
    allowed = asked.get("allowed_account_ids")
    return Provider(
        _text(asked.get("region")),
        next(filter(None, arns), None),
        tuple(as_text(item) or "" for item in allowed.items) if allowed else (),
        is_other=any(asked.get(name) is not None for name in CREDENTIALS),
    )


def _text(node: Node | None) -> str | None:
    return node.text if node is not None else None

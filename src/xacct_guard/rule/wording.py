"""Wording: lists of names and actions, as a message has them."""

from __future__ import annotations

from collections.abc import Iterable

from ..graph.model import Role
from ..iam.symbol import shown
from .facts import Facts

_MOST = 4


def listed(texts: Iterable[str], most: int = _MOST) -> str:
    """`a`, `b` and 3 more: each once, in its order."""
    every = tuple(dict.fromkeys(texts))
    said = ", ".join(f"`{shown(text)}`" for text in every[:most])
    return f"{said} and {len(every) - most} more" if len(every) > most else said


def roles_named(roles: Iterable[Role], facts: Facts) -> str:
    """The names of roles, with their accounts."""
    return listed(facts.full_name_of(role.arn) for role in roles)

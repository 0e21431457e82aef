"""The ARN of a KMS key that somebody names as they like: by id, by alias, by ARN."""

from __future__ import annotations

from ..iam.symbol import Symbol, symbols_in
from .model import Resource
from .region import partition_of


def key_arn(key: str, region: str, account: str) -> str:
    """The ARN a key's name stands for, said in this Region and account.

    A symbol that nobody resolved may be any of the forms, and stays as it is. What the estate makes itself is a
    key's id: its ARN has its parts.
    """
    if key.startswith("arn:") or (is_open(key) and not key.startswith("alias/")):
        return key
    kind = key if key.startswith("alias/") else f"key/{key}"
    return f"arn:{partition_of(region)}:kms:{region}:{account}:{kind}"


def key_behind(alias: Resource) -> str:
    """The ARN of the key that an alias is for, by whose id or ARN it names it."""
    target = alias.facts.get("key")
    text = (target.text if target else None) or str(Symbol(f"key behind {alias.place}"))
    return text if text.startswith("arn:") else f"{alias.arn.rpartition(':')[0]}:key/{text}"


def is_open(key: str) -> bool:
    """May this name of a key be any, as nobody said it?"""
    return any(not symbol.created for symbol in symbols_in(key))

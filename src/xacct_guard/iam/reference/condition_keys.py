"""The type of a condition key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .authorization import service_document, shared_document

# What a printed key leaves open: `${TagKey}`, `<key>`, `tag-key`, or its end after a slash.
_FREE = re.compile(r"\\\$\\\{[^}]*\\\}|<[^>]*>|tag\\-key$|(?<=/)$", re.IGNORECASE)
_OIDC_CLAIMS = {"aud": "String", "oaud": "String", "sub": "String", "amr": "ArrayOfString"}
Families = tuple[tuple[str, str], ...]
"""Keys with a free part, as they are printed, and their types: patterns are made when one may match."""


@lru_cache(maxsize=4096)
def condition_key_type(key: str) -> str | None:
    """The type of a condition key, in any case; None when the reference does not know the key.

    One of `String`, `ARN`, `Bool`, `Numeric`, `Date`, `IPAddress`, or `ArrayOf...` for a
    multivalued key. A key with a free part (`aws:RequestTag/team`) has the type of its family.
    The claims every OIDC provider brings are known for any provider.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    """
    key = key.lower()
    prefix = key.partition(":")[0]
    return _find(key, _of_service(prefix)) or _find(key, _shared()) or _oidc_claim_type(key)


@lru_cache(maxsize=4096)
def is_spelled(key: str, printed: str) -> bool:
    """Is this, in any case, a key that the reference prints so (`s3:ExistingObjectTag/<key>`)?"""
    begin, pattern = _pattern(printed)
    return key.lower().startswith(begin) and _compiled(pattern).fullmatch(key) is not None


@lru_cache(maxsize=4096)
def _pattern(printed: str) -> tuple[str, str]:
    """How a key begins, in lower case, and the pattern of all of it."""
    escaped = re.escape(printed)
    begin = re.sub(r"\\(.)", r"\1", _FREE.split(escaped)[0])
    return begin.lower(), _FREE.sub(".+", escaped)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def _find(key: str, types: tuple[Mapping[str, str], Families]) -> str | None:
    exact, families = types
    if key in exact:
        return exact[key]
    return next((type for printed, type in families if is_spelled(key, printed)), None)


@lru_cache(maxsize=512)
def _of_service(prefix: str) -> tuple[Mapping[str, str], Families]:
    packed = service_document(prefix)
    return _split(packed["keys"]) if packed else ({}, ())


@cache
def _shared() -> tuple[Mapping[str, str], Families]:
    return _split(shared_document()["keys"])


def _split(types: Mapping[str, str]) -> tuple[Mapping[str, str], Families]:
    """The whole keys in lower case, and the keys with a free part."""
    free = {key for key in types if _FREE.search(re.escape(key))}
    exact = {key.lower(): type for key, type in types.items() if key not in free}
    return exact, tuple((key, type) for key, type in types.items() if key in free)


def _oidc_claim_type(key: str) -> str | None:
    """The type of a claim of a provider, whose name is a host and maybe a path."""
    provider, _, claim = key.rpartition(":")
    return _OIDC_CLAIMS.get(claim) if "." in provider.partition("/")[0] else None

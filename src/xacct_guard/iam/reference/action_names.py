"""Which actions an `Action` pattern of a policy names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .authorization import service_document, services


@lru_cache(maxsize=4096)
def actions_matching(pattern: str) -> tuple[str, ...]:
    """Every known action that `pattern` covers, by service and name; none is no error.

    `*` is any run of characters, `?` is one, over the full `prefix:name`, case-insensitive.
    Only the services whose prefix can match are read.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    covers = _glob(pattern)
    return tuple(
        action
        for prefix in _services_in(pattern)
        for action in _actions_of(prefix)
        if covers.fullmatch(action)
    )


@cache
def _actions_of(prefix: str) -> tuple[str, ...]:
    packed = service_document(prefix)
    return tuple(f"{prefix}:{name}" for name in packed["actions"]) if packed else ()


def _services_in(pattern: str) -> tuple[str, ...]:
    """The services a pattern may speak of: those its part before the colon covers."""
    prefix, colon, _ = pattern.partition(":")
    if not colon:
        return services()
    if not {"*", "?"} & set(prefix):
        return (prefix.lower(),) if service_document(prefix.lower()) else ()
    covers = _glob(prefix)
    return tuple(name for name in services() if covers.fullmatch(name))


def _glob(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression that never goes back over a `*` it has settled."""
    first, *rest = (_literal(piece) for piece in re.split(r"\*+", pattern))
    if not rest:
        return re.compile(first, re.IGNORECASE | re.DOTALL)
    *inner, last = rest
    leftmost = "".join(f"(?>.*?{piece})" for piece in inner)
    return re.compile(f"{first}{leftmost}.*{last}", re.IGNORECASE | re.DOTALL)


def _literal(piece: str) -> str:
    return ".".join(map(re.escape, piece.split("?")))

"""Keys of which AWS tells all the values there can be, where a request does not tell which it has."""

from __future__ import annotations

from collections.abc import Mapping

from .request import Request

_POSSIBLE: Mapping[str, tuple[str, ...]] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryptionInTransit.html
    "s3:tlsversion": ("1.2", "1.3"),
}
BOUNDED = frozenset(_POSSIBLE)
"""These keys, in lower case."""


def possible_values(key: str, request: Request) -> tuple[str, ...]:
    """All values that a key may have; none where AWS does not tell, or somebody says the key is unknown."""
    name = key.lower()
    return () if name in request.context.unknown else _POSSIBLE.get(name, ())

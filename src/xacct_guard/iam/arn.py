"""Arn: a name that AWS gives to one thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_PARTS = 6


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN; `resource` is all that follows the fifth colon.

    Any part may hold symbols: the colons of a symbol are hidden, so nothing splits inside one.
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return ":".join(
            ("arn", self.partition, self.service, self.region, self.account, self.resource)
        )

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """The parts of `text`, or None when it is not an ARN (or not known to be one)."""
        return _parsed(text)

    @property
    def type(self) -> str:
        """The kind of resource where the ARN says it: `role` of `role/path/name`, else empty."""
        kind, slash, _ = self.resource.partition("/")
        if slash and ":" not in kind:
            return kind
        kind, colon, _ = self.resource.partition(":")
        return kind if colon else ""

    @property
    def name(self) -> str:
        """The last part of the resource: the name without its type and path."""
        return self.resource.rpartition("/")[2].rpartition(":")[2]


@lru_cache(maxsize=1 << 14)  # a dozen rules, and the engine, look at the parts of the same names
def _parsed(text: str) -> Arn | None:
    parts = text.split(":", _PARTS - 1)
    if len(parts) < _PARTS or parts[0] != "arn":
        return None
    return Arn(*parts[1:])

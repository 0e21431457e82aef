"""Reading: what is read from a bucket of the estate, and whether anything of the estate writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..graph.model import Resource
from ..iam.symbol import START
from ..trace import Hop
from .facts import Facts, fact

_READS = frozenset({"s3:GetObject", "s3:GetObjectVersion"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A key that somebody reads, as far as it is known, and what the estate writes beside it.

    `alike` is a key that something writes and that differs in capital letters alone.
    """

    hop: Hop
    bucket: Resource
    key: str
    alike: str | None


@fact
def unwritten(facts: Facts) -> tuple[Reading, ...]:
    """What is read, and surely written by nothing that the estate tells of: each key once."""
    written = _written(facts)
    found: dict[tuple[str, str], Reading] = {}
    for hop in facts.hops:
        arn, _, key = hop.step.resource.partition("/")
        bucket = facts.graph.resources.get(arn) if hop.step.action in _READS else None
        key = _known(key)
        if bucket is None or (arn, key) in found or not key:
            continue
        keys = written.get(arn, ())
        if not any(_may_be(key, each) for each in keys):
            alike = (each for each in keys if _may_be(key.lower(), each.lower()))
            found[arn, key] = Reading(hop, bucket, key, next(alike, None))
    return tuple(found.values())


def _written(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """The keys that are written, as far as they are known, by the ARN of the bucket."""
    found: dict[str, dict[str, None]] = {}
    for hop in facts.hops:
        if hop.step.action == "s3:PutObject":
            arn, _, key = hop.step.resource.partition("/")
            found.setdefault(arn, {})[_known(key)] = None
    return {arn: tuple(keys) for arn, keys in found.items()}


def _known(key: str) -> str:
    """The key up to the first thing that is not known."""
    return key.partition(START)[0]


def _may_be(read: str, written: str) -> bool:
    return read.startswith(written) or written.startswith(read)

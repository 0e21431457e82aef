"""Reading: what is read from a bucket of the estate, and whether anything of the estate writes it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Keys:
    """Keys as far as they are known, found by how they begin."""

    known: frozenset[str]
    ordered: tuple[str, ...]
    lowered: Mapping[str, str]
    in_lower_case: tuple[str, ...]

    @classmethod
    def of(cls, keys: Iterable[str]) -> _Keys:
        """The keys, each once."""
        every = sorted(set(keys))
        lowered = {key.lower(): key for key in every}
        return cls(frozenset(every), tuple(every), lowered, tuple(sorted(lowered)))

    def which_may_be(self, key: str) -> str | None:
        """One that begins this key, or that this key begins."""
        return _found(key, self.ordered, self.known)

    def alike(self, key: str) -> str | None:
        """The same, whatever letters are capitals."""
        found = _found(key.lower(), self.in_lower_case, self.lowered)
        return self.lowered[found] if found is not None else None


_NONE = _Keys.of(())


def _found(key: str, ordered: Sequence[str], known: Container[str]) -> str | None:
    shorter = (key[:end] for end in range(len(key) + 1))
    if (beginning := next((each for each in shorter if each in known), None)) is not None:
        return beginning
    after = bisect_left(ordered, key)
    longer = ordered[after : after + 1]
    return longer[0] if longer and longer[0].startswith(key) else None


@fact
def unwritten(facts: Facts) -> tuple[Reading, ...]:
    """What is read, and surely written by nothing that the estate tells of: each key once."""
    written = {arn: _Keys.of(keys) for arn, keys in _written(facts).items()}
    found: dict[tuple[str, str], Reading] = {}
    for hop in facts.hops:
        arn, _, key = hop.step.resource.partition("/")
        bucket = facts.graph.resources.get(arn) if hop.step.action in _READS else None
        key = _known(key)
        if bucket is None or (arn, key) in found or not key:
            continue
        keys = written.get(arn, _NONE)
        if keys.which_may_be(key) is None:
            found[arn, key] = Reading(hop, bucket, key, keys.alike(key))
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

"""Objects: what is written into buckets, and under which key it then has to be read.

The key of an object is the one it was written under, not the one its bucket would take today.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph.step import Step
from ..iam.pattern import match
from ..iam.symbol import Symbol, split_symbols
from ..iam.truth import Truth
from ..iam.wildcard import quoted
from ..services.s3 import READS
from .access_path import AccessPath


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects that the traced paths write: for each its ARN and the ARN of its key."""

    keys: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, paths: Iterable[AccessPath]) -> Objects:
        """What the paths write under a key that they name themselves, if nobody refuses it."""
        writes = (
            (hop.step.resource, hop.step.key)
            for path in paths
            for hop in path.hops
            if hop.step.action == "s3:PutObject" and not hop.decision.verdict.denied
        )
        return cls(tuple(dict.fromkeys((arn, key) for arn, key in writes if key is not None)))

    def known(self, step: Step) -> Iterator[Step]:
        """The step, once for each key under which what it reads was written, or may have been."""
        if step.key is not None or step.action not in READS:
            yield step
            return
        read = [(key, _reads(step.resource, arn)) for arn, key in self.keys]
        keys = dict.fromkeys(key for key, truth in read if truth is Truth.YES)
        if not keys:
            yield step
            possible = dict.fromkeys(key for key, truth in read if truth is Truth.UNKNOWN)
            what = f"the key of {step.resource}"
            yield from (replace(step, key=key, supposing=what) for key in possible)
        for key in keys:
            yield replace(step, key=key)


NOTHING_WRITTEN = Objects()


def _reads(asked: str, written: str) -> Truth:
    """Does who asks for this get that object: by its name, or with all under a prefix?"""
    by_name = match(quoted(written), asked)
    if by_name is Truth.YES:
        return by_name
    *head, last = split_symbols(asked)
    if not isinstance(last, Symbol) or last.shape != "*" or len(head) != 1:
        return by_name
    return Truth.YES if written.startswith(str(head[0])) else by_name

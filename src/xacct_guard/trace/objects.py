"""Objects: what is written into buckets, and under which key it then has to be read.

The key of an object is the one it was written under, not the one its bucket would take today.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph.step import Step
from ..iam.pattern import match
from ..iam.symbol import START, Symbol, split_symbols
from ..iam.truth import Truth
from ..iam.wildcard import quoted
from ..services.s3 import READS
from .access_path import AccessPath

MOST = 16
"""Keys told apart that an object may be under. Of more, it is only said that it is under one of them."""


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
        keys = dict.fromkeys(key for arn, key in self.keys if _surely_reads(step.resource, arn))
        if not keys:
            yield step
            what = f"the key of {step.resource}"
            for key in self._possible(step.resource):
                yield replace(step, key=key, supposing=what)
        for key in keys:
            yield replace(step, key=key)

    def _possible(self, asked: str) -> tuple[str, ...]:
        """The keys under which it may have been written; one that stands for them where there are many."""
        found: dict[str, None] = {}
        for arn, key in self.keys:
            if key not in found and _may_be(asked, arn):
                if len(found) == MOST:
                    return (str(Symbol(f"one of the keys that {asked} may be under")),)
                found[key] = None
        return tuple(found)


def _surely_reads(asked: str, written: str) -> bool:
    """Does who asks for this surely get that object: by its name, or with all under a prefix?"""
    if asked == written:
        return True
    *head, last = split_symbols(asked)
    if not isinstance(last, Symbol) or last.shape != "*" or len(head) != 1:
        return False
    return written.startswith(str(head[0]))


def _may_be(asked: str, written: str) -> bool:
    """May two names be of one object? Not if they differ before the first thing that is unknown."""
    one, other = (text.partition(START)[0] for text in (asked, written))
    alike = one.startswith(other) or other.startswith(one)
    return alike and match(quoted(written), asked) is not Truth.NO

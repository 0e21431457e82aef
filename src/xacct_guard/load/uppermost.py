"""Files and folders that name each other: which of them stand for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


def uppermost(
    every: Iterable[T], names: Mapping[T, Collection[T]], done: Iterable[T] = ()
) -> Iterator[T]:
    """Those that nothing else names, and the first of those that only name each other.

    `names` says what each names. What `done` names, itself or by way of others, is taken care of.
    """
    order = tuple(every)
    named = {each for below in names.values() for each in below}
    known = _reached(done, names)
    for each in (*(each for each in order if each not in named), *order):
        if each not in known:
            known |= _reached((each,), names)
            yield each


def _reached(start: Iterable[T], names: Mapping[T, Collection[T]]) -> set[T]:
    found = set(start)
    waiting = list(found)
    while waiting:
        new = set(names.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found

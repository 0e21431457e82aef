"""Draw: random choices by the words used here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

_T = TypeVar("_T")


class Draw:
    """Choices from one stream of random numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def one(self, values: Sequence[_T]) -> _T:
        return values[int(self._random.random() * len(values))]

    def weighted(self, values: Mapping[_T, int]) -> _T:
        return self._random.choices([*values], [*values.values()])[0]

    def some(self, values: Sequence[_T], most: int) -> list[_T]:
        return self._random.sample(values, self.number(1, min(most, len(values))))

    def number(self, least: int, most: int) -> int:
        return least + int(self._random.random() * (most - least + 1))

    def once_in(self, times: int) -> bool:
        return self._random.random() * times < 1

    def scalar_or_list(self, values: list[_T]) -> _T | list[_T]:
        return values[0] if len(values) == 1 and self.once_in(2) else values

"""Estate: where everything stands on the map. A pure function of the picture, in pixels of its own.

An account is a card; in it principals stand on the left and resources on the right, in columns. Cards stand in
rows, the highest first, as wide together as the whole is high.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil, sqrt

from ..picture import Box, Picture

CELL_WIDTH, CELL_HEIGHT = 176, 24
PAD, HEAD, BETWEEN, MIDDLE = 14, 40, 24, 26
_RATIO = 1.7  # of a card, and of them all: somewhat wider than high
_PRINCIPALS = frozenset({"role", "user", "service", "account", "unknown"})


@dataclass(frozen=True, slots=True)
class Card:
    """An account, placed."""

    account: str
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with the place of its left upper corner; all are of one size."""

    box: Box
    card: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class EstateMap:
    """All cards and what stands on them."""

    width: float
    height: float
    cards: tuple[Card, ...]
    boxes: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """What an account holds, before it has a place."""

    account: str
    sides: tuple[tuple[Box, ...], ...]
    rows: int

    @property
    def columns(self) -> tuple[int, ...]:
        """How many columns each side takes."""
        return tuple(ceil(len(side) / self.rows) for side in self.sides)

    @property
    def width(self) -> float:
        """Of the card."""
        between = MIDDLE * max(len([one for one in self.columns if one]) - 1, 0)
        return max(2 * PAD + sum(self.columns) * CELL_WIDTH + between, CELL_WIDTH + 2 * PAD)

    @property
    def height(self) -> float:
        """Of the card."""
        highest = max((min(len(side), self.rows) for side in self.sides), default=0)
        return HEAD + highest * CELL_HEIGHT + PAD


def is_principal(box: Box) -> bool:
    """Does it ask, rather than being asked for?"""
    return box.kind in _PRINCIPALS or ":" not in box.kind


def estate_map(picture: Picture) -> EstateMap:
    """Place every box of the picture on the card of its account."""
    of_accounts = groupby(picture.boxes, key=lambda box: box.account)
    blocks = sorted(
        (_block(account, tuple(boxes)) for account, boxes in of_accounts),
        key=lambda block: (-block.height, block.account),
    )
    area = sum((block.width + BETWEEN) * (block.height + BETWEEN) for block in blocks)
    room = max(sqrt(area * _RATIO), *(block.width for block in blocks)) if blocks else 0
    cards: list[Card] = []
    placed: list[Placed] = []
    x = y = row = 0.0
    for block in blocks:
        if x and x + block.width > room:
            x, y, row = 0.0, y + row + BETWEEN, 0.0
        words = picture.accounts.get(block.account, block.account)
        cards.append(Card(block.account, words, x, y, block.width, block.height))
        placed += _on_card(block, len(cards) - 1, x, y)
        x, row = x + block.width + BETWEEN, max(row, block.height)
    return EstateMap(
        width=max((card.x + card.width for card in cards), default=0),
        height=max((card.y + card.height for card in cards), default=0),
        cards=tuple(cards),
        boxes=tuple(placed),
    )


def _block(account: str, boxes: tuple[Box, ...]) -> _Block:
    sides = (
        tuple(box for box in boxes if is_principal(box)),
        tuple(box for box in boxes if not is_principal(box)),
    )
    rows = max(ceil(sqrt(len(boxes) * CELL_WIDTH / CELL_HEIGHT / _RATIO)), 3)
    return _Block(account, sides, rows)


def _on_card(block: _Block, card: int, left: float, top: float) -> Iterator[Placed]:
    x = left + PAD
    for side, columns in zip(block.sides, block.columns, strict=True):
        for index, box in enumerate(side):
            column, row = divmod(index, block.rows)
            yield Placed(box, card, x + column * CELL_WIDTH, top + HEAD + row * CELL_HEIGHT)
        x += columns * CELL_WIDTH + (MIDDLE if columns else 0)

"""Budget: how much one document may make that it does not write down itself."""

from __future__ import annotations

from ..errors import InputError
from ..span import Node, Span

LONGEST = 1_000_000
"""Characters of a text that is put together; AWS takes no template or definition of more."""

MOST_STEPS = 400_000
"""Steps: values made, rounds of loops, hundreds of characters put together."""

LARGEST = 200_000
"""Values, and hundreds of characters, of one value."""

_CHARACTERS = 100
_SMALL = 64  # what is counted so fast that nobody need remember it


def steps_of(length: int) -> int:
    """What a text of so many characters costs."""
    return length // _CHARACTERS


class Budget:
    """Steps left. Who has none left is told so once, and each time thereafter by the same error."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self._most = most
        self._left = most
        self._stop: InputError | None = None
        self._sizes: dict[int, tuple[Node, int]] = {}

    def spend(self, steps: int, at: Span) -> None:
        """Take so many steps. Raises InputError when none are left."""
        self._left -= steps
        if self._left >= 0:
            return
        if self._stop is None:
            self._stop = InputError(
                f"working this out takes more than {self._most:,} steps",
                at=at,
                help="write out fewer values: see what its loops and references multiply",
            )
        raise self._stop

    def write(self, length: int, at: Span) -> None:
        """Put together a text of so many characters. Raises InputError if that is too long."""
        if length > LONGEST:
            message = f"a text of more than {LONGEST:,} characters is put together here"
            help = "AWS takes none as long: see which of its parts is repeated"
            raise InputError(message, at=at, help=help)
        self.spend(steps_of(length), at)

    def hold(self, node: Node, at: Span) -> int:
        """The size of a value. Raises InputError if it is too large for anybody to go through."""
        size = self.size(node)
        if size > LARGEST:
            message = f"a value of more than {LARGEST:,} values is made here"
            help = "write out fewer values: see what its references multiply"
            raise InputError(message, at=at, help=help)
        return size

    def size(self, node: Node) -> int:
        """How many values this one is made of, what stands in it twice counted twice."""
        value = node.value
        if type(value) is int or type(value) is float:  # most members of large lists
            return 1
        members = _members(node)
        if not members:
            return 1 + steps_of(len(node.value)) if isinstance(node.value, str) else 1
        known = self._sizes.get(id(node))
        if known is not None:
            return known[1]
        size = 1 + sum(map(self.size, members))
        if size > _SMALL:
            self._sizes[id(node)] = (node, size)  # the node is kept: its id is nobody else's
        return size


def _members(node: Node) -> tuple[Node, ...]:
    if isinstance(node.value, tuple):
        return node.value
    # objects of another class work their members out when they are asked for
    return tuple(node.value.values()) if type(node.value) is dict else ()

"""Source, Span, Node: a value that knows where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Scalar = str | int | float | bool | None
Route = tuple[str | int, ...]


class Address(str):
    """A step of a route that is a whole place by itself: `111111111111/us-east-1/s3:bucket/artifacts`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name a reader knows it by (a path, or `-`)."""

    name: str
    text: str = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A place: the source, the route into the document, and lines where the text has them.

    Lines and columns count from 1; the end is exclusive. A place inside a document that has
    no lines of its own (a Terraform plan, a snapshot) has `line is None` and a route.
    """

    source: Source
    route: Route = ()
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None

    def __hash__(
        self,
    ) -> int:  # facts of an estate are kept by place: places are hashed all the time
        return hash((self.source.name, self.route, self.line, self.column))

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.source.name}: {self.path}" if self.route else self.source.name
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def address(self) -> Address | None:
        """The address that it begins with: a place that is the same in whatever file it is kept."""
        first = self.route[0] if self.route else None
        return first if isinstance(first, Address) else None

    @property
    def lineless(self) -> str:
        """The route as a reader writes it, where no line says as much; else an empty text."""
        return self.path if self.line is None else ""

    @property
    def path(self) -> str:
        """The route as a reader writes it: `Resources.Key.Properties.KeyPolicy.Statement[1]`.

        What follows an address stands apart from it, as names in an address may have dots in them.
        """
        first, *rest = self.route or ("",)
        if isinstance(first, Address):
            return f"{first} {_path(rest)}".rstrip()
        return _path(self.route)


def _path(route: Iterable[str | int]) -> str:
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in route)
    return "".join(parts).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Node:
    """A value, where it was written, and (YAML) the tag it carries.

    `value` is a scalar, a tuple of Nodes or a mapping from key to Node; `keys` says where
    each key of a mapping was written.
    """

    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    span: Span
    tag: str | None = None
    keys: Mapping[str, Span] = field(default_factory=dict, repr=False, compare=False)

    @property
    def mapping(self) -> Mapping[str, Node]:
        """The members of a mapping; empty for anything else."""
        value = self.value
        kind = type(value)
        if kind is dict:  # asked so often that asking for a `Mapping` alone would show
            return value  # type: ignore[return-value]
        if kind is str or kind is tuple:
            return {}
        return value if isinstance(value, Mapping) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The members of a list; a scalar or a mapping is a list of one; null is empty."""
        if isinstance(self.value, tuple):
            return self.value
        return () if self.value is None else (self,)

    @property
    def text(self) -> str | None:
        """A scalar as IAM and CloudFormation read it (`true`, `5`), else None."""
        if type(self.value) is str:
            return self.value
        if self.value is None or isinstance(self.value, (tuple, Mapping)):
            return None
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value)

    def get(self, *route: str | int) -> Node | None:
        """The node at a route below this one, or None."""
        node: Node | None = self
        for step in route:
            if node is None:
                return None
            if isinstance(step, int):
                node = node.items[step] if step < len(node.items) else None
            else:
                node = node.mapping.get(step)
        return node

    def text_at(self, *route: str | int) -> str | None:
        """The text of the scalar at a route below this one, or None."""
        node = self.get(*route)
        return node.text if node else None

    def walk(self) -> Iterator[Node]:
        """The node itself and every node below it, outermost first."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node.value, tuple):
                waiting.extend(reversed(node.value))
            elif isinstance(node.value, Mapping):
                waiting.extend(reversed(tuple(node.value.values())))

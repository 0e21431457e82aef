"""The syntax tree of HCL: bodies, blocks, and what an expression is made of. Every part has its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...span import Scalar, Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a word (`true`, `null`), or text without anything in it to work out."""

    value: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Template:
    """A quoted text or heredoc: its pieces in order."""

    parts: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """The first name of a reference: `var`, `local`, `aws_iam_role`, `each`."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Attribute:
    """`of.name`."""

    of: Expression
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`."""

    of: Expression
    key: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Splat:
    """`of[*].…` and `of.*.…`: `each` is the rest, with `Element()` standing for one of the list."""

    of: Expression
    each: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Element:
    """One member of the list that a splat goes through."""

    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given; `spread`: the last argument is a list of arguments."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """`left operator right`; `!right` and `-right` have no left."""

    operator: str
    left: Expression | None
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? yes : no`, and `%{ if }` in a template."""

    condition: Expression
    yes: Expression
    no: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Tuple:
    """`[…]`."""

    items: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Object:
    """`{…}`: keys are expressions; a bare word is a literal."""

    members: tuple[tuple[Expression, Expression], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """`[for k, v in of : value if condition]`; with `key` it is `{for … : key => value}`.

    `joined` is a template's `%{ for }`: the values are texts, written one after the other.
    """

    names: tuple[str, ...]
    of: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    grouped: bool
    joined: bool
    span: Span


Expression = (
    Literal
    | Template
    | Name
    | Attribute
    | Index
    | Splat
    | Element
    | Call
    | Operation
    | Conditional
    | Tuple
    | Object
    | For
)


@dataclass(frozen=True, slots=True)
class Block:
    """`type "label" { … }`. `span` reaches from the type to the closing brace."""

    type: str
    labels: tuple[str, ...]
    body: Body
    span: Span


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between braces, or in a file."""

    attributes: Mapping[str, Expression]
    blocks: tuple[Block, ...]
    span: Span

    def blocks_of(self, type: str) -> tuple[Block, ...]:
        """The blocks of a type, in order."""
        return tuple(block for block in self.blocks if block.type == type)

"""HCL as `terraform fmt` leaves it: two spaces, the signs of neighbouring arguments in one column.

Reference: developer.hashicorp.com/terraform/language/style.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...terminal.cells import clean

Value = object
"""A text (already an expression), a list of expressions, or a mapping of them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its type and labels, its arguments (expressions by name), the blocks in it, comments above."""

    type: str
    labels: tuple[str, ...] = ()
    arguments: Mapping[str, Value] | None = None
    blocks: tuple[Block, ...] = ()
    comments: tuple[str, ...] = ()


def hcl_text(blocks: Iterable[Block]) -> str:
    """A file: blocks with an empty line between."""
    return "\n\n".join("\n".join(_block(block, 0)) for block in blocks) + "\n"


def quoted(text: str) -> str:
    """A text as an expression that means just that."""
    plain = text.replace("${", "$${").replace("%{", "%%{")
    return f'"{escaped(plain)}"'


def escaped(text: str) -> str:
    """The inner of a quoted template, its marks left alone."""
    return "".join(map(_escape, text)).replace("##[", "#\\u0023[")


def _remark(text: str) -> str:
    """A comment, on one line whatever it is about."""
    return clean(text).replace("##[", "## [")


def _escape(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def _block(block: Block, depth: int) -> Iterator[str]:
    space = "  " * depth
    yield from (f"{space}# {_remark(comment)}" for comment in block.comments)
    labels = "".join(f' "{label}"' for label in block.labels)
    if not block.arguments and not block.blocks:
        yield f"{space}{block.type}{labels} {{}}"
        return
    yield f"{space}{block.type}{labels} {{"
    yield from _arguments(block.arguments or {}, depth + 1)
    for number, inner in enumerate(block.blocks):
        if number or block.arguments:
            yield ""
        yield from _block(inner, depth + 1)
    yield f"{space}}}"


def _arguments(arguments: Mapping[str, Value], depth: int) -> Iterator[str]:
    space = "  " * depth
    for is_short, those in groupby(arguments.items(), key=lambda each: _one_line(each[1])):
        pairs = list(those)
        width = max(len(name) for name, _ in pairs) if is_short else 0
        for name, value in pairs:
            first, *others = _expression(value, depth)
            yield f"{space}{name:{width}} = {first}"
            yield from others


def _one_line(value: Value) -> bool:
    return isinstance(value, str) or (isinstance(value, Sequence) and len(value) == 1)


def _expression(value: Value, depth: int) -> Iterator[str]:
    space = "  " * depth
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield "{"
        yield from _arguments(value, depth + 1)
        yield f"{space}}}"
    else:
        assert isinstance(value, Sequence)
        if len(value) == 1:
            yield f"[{value[0]}]"
            return
        yield "["
        yield from (f"{space}  {each}," for each in value)
        yield f"{space}]"

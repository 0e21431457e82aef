"""Values that stacks take of each other by name, where nobody wrote down which."""

from __future__ import annotations

from collections.abc import Mapping

from ..formats import Loaded
from ..iam.symbol import has_symbol, shown, symbols_in
from ..span import Node
from .reading import Reading


def only_output(
    name: str, declared: Node, of: str, near: Mapping[str, Loaded], reading: Reading
) -> Node | None:
    """The output of a parameter's name, if one stack near by has it and it says something.

    What is taken for granted so is put down as an assumption.
    """
    found = {stack: loaded.reference(f"outputs.{name}") for stack, loaded in near.items()}
    having = {stack: text for stack, text in found.items() if text is not None}
    if len(having) != 1:
        return None
    ((stack, text),) = having.items()
    if has_symbol(text) and not any(symbol.created for symbol in symbols_in(text)):
        return None
    reading.assume(
        f"parameter {name} of {of}",
        f"output {name} of {stack}: {shown(text)}",
        "no other stack near by has an output of that name",
    )
    return Node(text, declared.span)

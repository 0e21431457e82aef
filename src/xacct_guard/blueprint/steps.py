"""The files of a deployment's steps, each under the name that its place in the order gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from . import Blueprint, Document, Value
from .deployment import Deployment
from .file_names import place_names
from .order import Order, Step
from .parameter import Parameter

Named = Callable[[Document, int, int, str], Document]
"""A document, its number, how many there are and where it belongs: the document as it is written."""


def in_steps(
    documents: Iterable[tuple[Step, Document]],
    order: Order,
    deployment: Deployment,
    *,
    named: Named,
    name_of: Callable[[Parameter], str],
    warnings: list[str],
) -> Blueprint:
    """The blueprint of these documents, with the values that any of them takes.

    `name_of` says how the format calls a parameter; `warnings` may grow while the documents are made.
    """
    found = list(documents)
    names = place_names(step.place for step in order.steps)
    files = tuple(
        named(document, number, len(found), names[step.place])
        for number, (step, document) in enumerate(found, 1)
    )
    taken = {name for document in files for name in document.takes}
    values = tuple(
        Value(name_of(each), each.says, each.default)
        for each in deployment.parameters.values()
        if name_of(each) in taken
    )
    return Blueprint(files, values, tuple(warnings))

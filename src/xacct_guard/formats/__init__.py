"""One file per input format. A file exports `FORMAT`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..bounds import Budget
from ..graph.model import Parts, Placement
from ..span import Node, Span

Lookup = Callable[[str], str | None]
"""Asks the estate for a value outside this document (`export:NAME`, `ssm:NAME`); None: not held."""


File = Callable[[str, Span], Node | None]
"""Asks for a document that another one names (a path beside it, an address), at this place; None: not here."""


def no_file(_location: str, _at: Span) -> None:
    """There are no files beside the document."""


Assume = Callable[[str, str, str], None]
"""Puts down what is taken for granted: about what, what is assumed, why."""


def no_assumption(_about: str, _assumed: str, _because: str) -> None:
    """Nobody reads the assumptions."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is given to a document: the values of its parameters, worked out when asked for.

    `value` gives None for a name that nobody gave. It may come back to the very document that
    asks (two stacks that take values of each other). `names` says where each name was given. `file`
    gives the documents that it includes or nests. `supposed` are conditions that nobody can decide, by
    stack and name (`train.IsProduction`), and what is supposed of them. `units` are the accounts that are
    known to be in each organizational unit, `assume` takes what a document leaves to be assumed,
    `budget` is what it and the documents that it nests may make.
    """

    value: Callable[[str], Node | None]
    names: Mapping[str, Span] = field(default_factory=dict)
    file: File = no_file
    supposed: Mapping[str, bool] = field(default_factory=dict)
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assume: Assume = no_assumption
    budget: Budget = field(default_factory=Budget, compare=False, repr=False)

    @classmethod
    def of(cls, given: Mapping[str, Node]) -> Parameters:
        """Values that are known from the start."""
        return cls(given.get, {name: node.span for name, node in given.items()})


class Loaded(Protocol):
    """A document that has been opened: its parts, and the values others may refer to."""

    def parts(self) -> Parts:
        """Everything the document declares. Raises nothing: what failed is in `Parts.failures`."""

    def reference(self, path: str) -> str | None:
        """The value at a path, None when the document has none.

        `outputs.NAME`, `exports.NAME`, `ssm.NAME` (a parameter that the document makes),
        `resources.LOGICAL` (what Ref gives) or `resources.LOGICAL.ATTRIBUTE` (what GetAtt gives).
        """


@dataclass(frozen=True, slots=True)
class Format:
    """An input format: how to recognise a document of it, and how to open one."""

    name: str
    detect: Callable[[Node], bool]
    open: Callable[[Node, Placement, Parameters, Lookup], Loaded]

"""Instance: one resource or data source as it will exist; World: all of them, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import XacctGuardError
from ..graph.model import Placement
from ..span import Node, Span
from .value import symbol

Lookup = Callable[[str], str | None]


@dataclass(frozen=True, eq=False)
class Instance:
    """A resource, or a data source, of one address (`module.a.aws_iam_role.r["x"]`).

    `ask` gives an argument worked out, None where nobody wrote it; `names` are those that may be
    asked for. `doubt` names what must be known to say whether it exists.
    """

    address: str
    type: str
    span: Span
    placement: Placement
    names: tuple[str, ...]
    ask: Callable[[str], Node | None] = field(repr=False)
    is_data: bool = False
    doubt: str | None = None

    @property
    def place(self) -> str:
        """Where a reader finds it: the plan's or folder's name, and its address."""
        return f"{self.placement.label or self.placement.stack}/{self.address}"

    def text(self, name: str) -> str | None:
        """An argument that is text."""
        found = self.ask(name)
        return found.text or None if found is not None else None

    def unique(self, what: str, shape: str) -> str:
        """Something that AWS, or Terraform, makes up for this resource: a symbol."""
        return symbol(f"{self.place}{'.' if what else ''}{what}", shape, created=True)


@dataclass(eq=False)
class World:
    """Everything one plan or folder makes and looks up; what could not be read is in `failures`."""

    label: str
    instances: tuple[Instance, ...]
    failures: list[XacctGuardError] = field(default_factory=list)

    def of(self, *types: str) -> Iterable[Instance]:
        """The resources of some types."""
        return (each for type in types for each in self._resources.get(type, ()))

    @cached_property
    def resources(self) -> tuple[Instance, ...]:
        """What is made, without the data sources."""
        return tuple(each for each in self.instances if not each.is_data)

    @cached_property
    def _resources(self) -> dict[str, list[Instance]]:
        found: dict[str, list[Instance]] = {}
        for each in self.resources:
            found.setdefault(each.type, []).append(each)
        return found

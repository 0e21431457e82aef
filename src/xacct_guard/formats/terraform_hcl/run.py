"""Run: what all modules of one folder share while their values are worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...bounds import Budget
from ...errors import XacctGuardError
from ...graph.model import Placement
from ...span import Node, Span
from ...terraform.providers import Places, Provider, place_of
from ...terraform.value import unknown
from .. import Assume, no_assumption
from .folder import Folder

_DEEPEST = 70  # references through references; people write a tenth of it
_Key = tuple[str, str]


@dataclass(eq=False)
class Run:
    """The folder, where it is deployed, what was worked out already, and what went wrong.

    `providers` are the configurations of the root module, by name (`aws.training`).
    """

    folder: Folder
    places: Places
    label: str
    lookup: Callable[[str], str | None]
    failures: list[XacctGuardError] = field(default_factory=list)
    providers: dict[str, Provider] = field(default_factory=dict)
    assume: Assume = no_assumption
    budget: Budget = field(default_factory=Budget)
    _known: dict[_Key, Node] = field(default_factory=dict)
    _asked: list[_Key] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The folder itself."""
        return self.folder.span

    def place(self, provider: str) -> Placement:
        """Where a provider of the root module works."""
        return place_of(provider, self.providers.get(provider), self.places, None)

    def affords(self, steps: int, at: Span) -> bool:
        """Spend so many steps; no, and a failure, if none are left."""
        try:
            self.budget.spend(steps, at)
        except XacctGuardError as error:
            self.fail(error)
            return False
        return True

    def fail(self, error: XacctGuardError) -> None:
        """Put down what is wrong, once."""
        if error not in self.failures:
            self.failures.append(error)

    def once(self, kind: str, name: str, work: Callable[[], Node]) -> Node:
        """A value worked out once; a symbol where it needs itself, or where it is wrong."""
        key = (kind, name)
        if key in self._known:
            return self._known[key]
        what = f"{kind}.{name} of {self.label}"
        if key in self._asked or len(self._asked) > _DEEPEST:
            return unknown(what, self.span)
        self._asked.append(key)
        try:
            found = work()
            self.budget.hold(found, found.span)
        except XacctGuardError as error:
            self.fail(error)
            found = unknown(f"{what}, which is wrong", error.at or self.span)
        except RecursionError:
            found = unknown(what, self.span)
        finally:
            self._asked.pop()
        self._known[key] = found
        return found

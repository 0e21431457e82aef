"""Deployment: a template at its place, and what stands for a value that it cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from ...closest import closest
from ...errors import InputError, XacctGuardError
from ...graph.model import Placement
from ...iam.symbol import Symbol, shown
from ...span import Node, Span
from .. import Parameters
from .suppositions import Suppositions, suppositions
from .template import INCLUDE, Template, macro_of

_LONGEST = 160  # characters of a name that people still read


class Deployment:
    """A template, where it is deployed and what it is given; `failures` is what it gets wrong."""

    def __init__(
        self,
        template: Template,
        placement: Placement,
        given: Parameters,
        above: tuple[str, ...] = (),
    ) -> None:
        self.template = template
        self.placement = placement
        self.given = given
        self.above = above
        self.label = shown(placement.label or placement.stack)
        self.where = shown(f"{placement.account} {placement.region}")
        self.failures: list[XacctGuardError] = list(template.failures)

    @cached_property
    def supposed(self) -> Suppositions:
        """What is supposed of open conditions of this stack, and what follows."""
        mine = {
            name.removeprefix(f"{self.label}."): holds
            for name, holds in self.given.supposed.items()
            if name.rpartition(".")[0] == self.label
        }
        return suppositions(self.template, mine)

    def open(self, what: str, at: Span, shape: str = "*") -> Node:
        """A value of this stack that nobody knows before its deployment."""
        return Node(str(Symbol(f"{what} of stack {self.label}", shape)), at)

    def macro(self, transform: Node, at: Span) -> Node:
        """What stands for what a macro makes of the part around it; said, too, as an assumption."""
        name = macro_of(transform)
        self.assume_macro(name)
        return self.open(f"macro {name} at {at.path}", at)

    def assume_macro(self, name: str) -> None:
        """Say that nothing is known of what a macro makes."""
        if name != INCLUDE:  # what cannot be included is said where it is looked for
            about = f"what macro {name} makes in stack {self.label}"
            self.given.assume(about, "nothing is known of it", "macros run when AWS deploys")

    def derived(self, what: str, at: Span) -> Node:
        """An open value made of other open values; equal names are equal values."""
        if len(what) > _LONGEST:
            return self.open(f"value at {at.path}", at)
        return Node(str(Symbol(what)), at)

    def text(self, found: Node | None, what: str, at: Span) -> str:
        """The text of a resolved value that must be text."""
        if found is None:
            return ""
        if found.text is None:
            found = self.refused(f"{what} is not text", at, "join a list with `Fn::Join`")
        return found.text or ""

    def refused(self, message: str, at: Span, help: str | None = None) -> Node:
        """A value that the template gets wrong: a failure, and nothing known in its place."""
        self.fail(message, at, help)
        return self.open(f"{at.path or at}, which is wrong,", at)

    def joined(self, texts: Iterable[str], at: Span, mark: str = "") -> Node:
        """The texts one after the other; a failure, and nothing known, where that is too long."""
        found = tuple(texts)
        length = sum(map(len, found)) + len(mark) * max(len(found) - 1, 0)
        return self.afforded(lambda: Node(mark.join(found), at), length, at)

    def afforded(self, made: Callable[[], Node], length: int, at: Span) -> Node:
        """A text of at most so many characters; a failure, and nothing known, where they are too many."""
        try:
            self.given.budget.write(length, at)
        except InputError as error:
            return self.refused(error.message, error.at or at, error.help)
        return made()

    def few(self, found: Node | None) -> Node | None:
        """The value of a call; a failure, and nothing known, where too much is made of lists."""
        if found is None or not isinstance(found.value, tuple):
            return found
        try:
            self.given.budget.spend(len(found.value), found.span)
        except InputError as error:
            return self.refused(error.message, error.at or found.span, error.help)
        return found

    def stranger(self, name: str, at: Span, known: Iterable[str], what: str = "") -> Node:
        """What stands for a name that the template does not have; a failure, unless it may yet come."""
        if name in self.template.broken:
            return self.open(f"`{name}`, which could not be read,", at)
        if self.template.generated and what != "condition":
            return self.open(f"`{name}` ({self.template.generated})", at)
        message = f"the template has no {what or 'resource or parameter'} `{name}`"
        help = closest(name, known) or f"declare `{name}` in this template, or correct the name"
        return self.refused(message, at, help)

    def fail(self, message: str, at: Span, help: str | None = None) -> None:
        """Put down what is wrong, once."""
        if not any(known.message == message and known.at == at for known in self.failures):
            self.failures.append(InputError(message, at=at, help=help))

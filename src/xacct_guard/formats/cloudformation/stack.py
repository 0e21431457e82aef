"""Stack: a template deployed once, its values worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any, TypeVar

from ...errors import InputError, XacctGuardError
from ...graph.model import Placement
from ...iam.symbol import Symbol, shown
from ...iam.truth import Truth
from ...span import Node, Span
from .. import Lookup, Parameters
from . import attributes, conditions, dynamic, functions, nesting, parameters
from .call import call_of, moved
from .closest import closest
from .suppositions import Suppositions, suppositions
from .template import Declaration, Template, generates

T = TypeVar("T")
_Key = tuple[str, str]

_ABROAD: _Key = ("", "")
_LONGEST = 160  # characters of a name that people still read
_DEEPEST = 150  # no template in use nests a third as deep
_STEP = 5  # a reference costs as many calls as so many levels of nesting


class Stack:
    """A deployed template. Nothing is worked out before it is asked for, and nothing twice.

    A value that refers to itself is a failure; one that does so by way of another stack, which may
    be right when the stacks are deployed in turns, is an open symbol.
    """

    def __init__(
        self,
        template: Template,
        placement: Placement,
        given: Parameters,
        lookup: Lookup,
        above: tuple[str, ...] = (),
    ) -> None:
        self.template = template
        self.placement = placement
        self.given = given
        self.above = above
        self.label = shown(placement.label or placement.stack)
        self.failures: list[XacctGuardError] = list(template.failures)
        self._lookup = lookup
        self._known: dict[_Key, Any] = {}
        self._asked: list[_Key] = []
        self._depth = 0
        self._supposing = 0
        self._waits: dict[str, dict[str, Span]] = {}

    @property
    def waits(self) -> Mapping[str, Mapping[str, Span]]:
        """Which resources name which, as far as properties have been asked for."""
        return self._waits

    @cached_property
    def supposed(self) -> Suppositions:
        """What is supposed of open conditions of this stack, and what follows."""
        mine = {
            name.removeprefix(f"{self.label}."): holds
            for name, holds in self.given.supposed.items()
            if name.rpartition(".")[0] == self.label
        }
        return suppositions(self.template, mine)

    def output(self, name: str) -> str | None:
        """The value of an output that the stack has."""
        node = self.template.outputs.get(name)
        if node is None or self.when(node.mapping.get("Condition")) is Truth.NO:
            return None
        value = node.mapping.get("Value")
        if value is None:
            self.fail(f"output `{name}` has no `Value`", node.span)
            return None
        found = self._once(("output", name), value.span, lambda: self.resolve(value), _itself)
        return self.text(found, f"output `{name}`", value.span) if found else None

    def export_name(self, name: str) -> str | None:
        """The name under which an output is exported, if it is."""
        written = self.template.outputs[name].get("Export", "Name")
        if written is None:
            return None
        key = ("export", name)
        found = self._once(key, written.span, lambda: self.resolve(written), _itself)
        return found.text if found else None

    def resolve(self, node: Node) -> Node | None:
        """What this value is once deployed; None for AWS::NoValue."""
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                return self.refused("values nested too deeply", node.span)
            return self._resolved(node)
        finally:
            self._depth -= 1

    def _resolved(self, node: Node) -> Node | None:
        call = call_of(node)
        if call is not None:
            return dynamic.substituted(self, functions.apply(self, call))
        if isinstance(node.value, tuple):
            items = (self.resolve(item) for item in node.value)
            return Node(tuple(item for item in items if item is not None), node.span)
        if isinstance(node.value, Mapping):
            return self._members(node)
        return dynamic.substituted(self, Node(node.value, node.span))

    def _members(self, node: Node) -> Node:
        for key in node.mapping:
            if generates(key):
                return self.open(f"{key} at {node.span.path}", node.span)
            if key.startswith("Fn::"):
                at = node.keys.get(key, node.span)
                return self.refused(f"`{key}` must stand alone in its mapping", at)
        found = {key: self.resolve(member) for key, member in node.mapping.items()}
        members = {key: member for key, member in found.items() if member is not None}
        return Node(members, node.span, keys=node.keys)

    def named(self, name: str, at: Span) -> Node | None:
        """What Ref gives for a parameter, a pseudo parameter or a resource."""
        if name.startswith("AWS::"):
            return parameters.pseudo(self, name, at)
        if name in self.template.parameters:
            return moved(self.parameter(name), at)
        if name in self.template.resources:
            return self.value_of(self.template.resources[name], None, at)
        return self._stranger(name, at, (*self.template.parameters, *self.template.resources))

    def attribute(self, logical: str, name: str, at: Span) -> Node:
        """What GetAtt gives."""
        if logical in self.template.resources:
            return self.value_of(self.template.resources[logical], name, at)
        return self._stranger(logical, at, self.template.resources)

    def value_of(self, declaration: Declaration, attribute: str | None, at: Span) -> Node:
        """What Ref (`attribute` None) or GetAtt gives for a resource."""
        logical = declaration.logical
        if self.exists(declaration) is Truth.NO:
            what = f"`{logical}` is not made: its condition is false"
            return self.refused(what, at, "refer to it under the same condition")
        self._note(logical, at)
        key = ("resource", f"{logical}.{attribute}" if attribute else logical)
        self._depth += _STEP
        try:
            work = partial(attributes.value, self, declaration, attribute, at)
            return moved(self._once(key, at, work, _itself), at)
        finally:
            self._depth -= _STEP

    def _note(self, logical: str, at: Span) -> None:
        """Put down that the resource whose property is being worked out waits for another."""
        asking = [name for kind, name in self._asked if kind == "property"]
        if asking and not self._supposing:
            owner = asking[-1].partition(".")[0]
            self._waits.setdefault(owner, {}).setdefault(logical, at)

    def parameter(self, name: str) -> Node:
        """The value of a parameter of the template."""
        node = self.template.parameters[name]
        key = ("parameter", name)
        return self._once(key, node.span, lambda: parameters.value(self, name, node), _itself)

    def property(self, declaration: Declaration, name: str) -> Node | None:
        """A property of a resource, resolved; None when it has none."""
        written = declaration.properties.mapping.get(name)
        if written is None:
            return self._generated(declaration, name)
        key = ("property", f"{declaration.logical}.{name}")
        return self._once(key, written.span, lambda: self.resolve(written), _itself)

    def _generated(self, declaration: Declaration, name: str) -> Node | None:
        """A property that is not written, but may come with one that a macro writes."""
        generator = next(filter(generates, declaration.properties.mapping), None)
        if generator is None:
            return None
        return self.open(f"{declaration.logical}.{name} ({generator})", declaration.span)

    def condition(self, name: str, at: Span) -> Truth:
        """Whether a condition of the template holds."""
        node = self.template.conditions.get(name)
        if node is None:
            self._stranger(name, at, self.template.conditions, "condition")
            return Truth.UNKNOWN
        key = ("condition", name)
        found = self._once(
            key, at, lambda: conditions.truth(self, node), lambda _circle: Truth.UNKNOWN
        )
        supposed = self.supposed.conditions.get(name)
        if found is not Truth.UNKNOWN or supposed is None:
            return found
        return Truth.YES if supposed else Truth.NO

    def exists(self, declaration: Declaration) -> Truth:
        """Whether this resource is made."""
        return self.when(declaration.condition)

    def when(self, condition: Node | None) -> Truth:
        """Whether the condition that an entry names holds; yes if it names none."""
        if condition is None:
            return Truth.YES
        if not isinstance(condition.value, str):
            self.fail("`Condition` must be the name of a condition", condition.span)
            return Truth.UNKNOWN
        return self.condition(condition.value, condition.span)

    def suppose(self, node: Node) -> Node | None:
        """What this value would be, in a branch that may not be taken."""
        self._supposing += 1
        try:
            return self.resolve(node)
        finally:
            self._supposing -= 1

    def abroad(self, ask: Callable[[], T]) -> T:
        """Ask something outside this template, which may come back to it."""
        self._asked.append(_ABROAD)
        try:
            return ask()
        finally:
            self._asked.pop()

    def nested(self, declaration: Declaration) -> tuple[Stack, ...]:
        """The stacks that a resource makes, as far as their templates are here."""
        key = ("stacks", declaration.logical)
        work = partial(nesting.stacks, self, declaration)
        return self._once(key, declaration.span, work, lambda _circle: ())

    def ask_estate(self, path: str) -> str | None:
        """What the stacks that this one makes ask beyond themselves."""
        return self._lookup(path)

    def lookup(self, path: str) -> str | None:
        """A value that the estate may hold: `export:NAME`, `ssm:NAME`."""
        return self.abroad(lambda: self._lookup(path))

    def open(self, what: str, at: Span, shape: str = "*") -> Node:
        """A value of this stack that nobody knows before its deployment."""
        return Node(str(Symbol(f"{what} of stack {self.label}", shape)), at)

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

    def fail(self, message: str, at: Span, help: str | None = None) -> None:
        """Put down what is wrong, once."""
        if not any(known.message == message and known.at == at for known in self.failures):
            self.failures.append(InputError(message, at=at, help=help))

    def _stranger(
        self, name: str, at: Span, known: Mapping[str, object] | tuple[str, ...], what: str = ""
    ) -> Node:
        if name in self.template.broken:
            return self.open(f"`{name}`, which could not be read,", at)
        if self.template.generated and what != "condition":
            return self.open(f"`{name}` ({self.template.generated})", at)
        message = f"the template has no {what or 'resource or parameter'} `{name}`"
        return self.refused(message, at, closest(name, known))

    def _once(
        self, key: _Key, at: Span, work: Callable[[], T], when_circular: Callable[[Node], T]
    ) -> T:
        if key in self._known:
            found: T = self._known[key]
            return found
        if key in self._asked:
            return when_circular(self._circle(key, at))
        self._asked.append(key)
        try:
            value = work()
        finally:
            self._asked.pop()
        self._known[key] = value
        return value

    def _circle(self, key: _Key, at: Span) -> Node:
        """What stands for a value that was asked for while it is being worked out."""
        round_trip = self._asked[self._asked.index(key) :]
        if _ABROAD in round_trip:
            return self.open(f"{' '.join(key)} (stacks that wait for each other)", at)
        path = " -> ".join(f"`{name}`" for _, name in (*round_trip, key))
        return self.refused(f"a value that depends on itself: {path}", at)


def _itself(node: Node) -> Node:
    return node

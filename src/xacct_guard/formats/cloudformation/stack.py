"""Stack: a template deployed once, its values worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from ...graph.model import Placement
from ...iam.symbol import Symbol, shown
from ...iam.truth import Truth
from ...span import Node, Span
from .. import Lookup, Parameters
from .answers import Answers, Question
from .call import Call, call_of, moved
from .deployment import Deployment
from .dynamic import substituted
from .template import TRANSFORM, Declaration, Template, generates

T = TypeVar("T")

_DEEPEST = 150  # no template in use nests a third as deep
_STEP = 5  # a reference costs as many calls as so many levels of nesting


@dataclass(frozen=True, slots=True)
class Language:
    """What the words of a template mean; a stack knows when to ask, and for what.

    `call` works out a function (None for AWS::NoValue), `condition` what a condition says, `pseudo` and
    `parameter` what Ref gives for those, `attribute` what Ref (None) or GetAtt gives for a resource,
    `stacks` which stacks a resource makes, `open` opens one of those: its template, where it is
    deployed, what it is given, the lookup, the files of the templates above it.
    """

    call: Callable[[Stack, Call], Node | None]
    condition: Callable[[Stack, Node], Truth]
    pseudo: Callable[[Stack, str, Span], Node | None]
    parameter: Callable[[Stack, str, Node], Node]
    attribute: Callable[[Stack, Declaration, str | None, Span], Node]
    stacks: Callable[[Stack, Declaration], tuple[Stack, ...]]
    open: Callable[[Node, Placement, Parameters, Lookup, tuple[str, ...]], Stack]


class Stack(Deployment):
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
        *,
        language: Language,
        above: tuple[str, ...] = (),
    ) -> None:
        super().__init__(template, placement, given, above)
        self._lookup = lookup
        self._language = language
        self._answers = Answers()
        self._depth = 0

    @property
    def waits(self) -> Mapping[str, Mapping[str, Span]]:
        """Which resources name which, as far as properties have been asked for."""
        return self._answers.waits

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
        if _is_plain(node):
            return node
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
            found = self.few(self._language.call(self, call))
            return substituted(found, self.stored, self.where)
        if isinstance(node.value, tuple):
            items = (self.resolve(item) for item in node.value)
            return Node(tuple(item for item in items if item is not None), node.span)
        if isinstance(node.value, Mapping):
            return self._members(node)
        return substituted(Node(node.value, node.span), self.stored, self.where)

    def _members(self, node: Node) -> Node:
        for key, member in node.mapping.items():
            if not key.startswith("Fn::"):
                continue
            if key == TRANSFORM:
                return self.macro(member, node.span)
            if generates(key):
                return self.open(f"{key} at {node.span.path}", node.span)
            at = node.keys.get(key, node.span)
            return self.refused(f"`{key}` must stand alone in its mapping", at)
        found = {key: self.resolve(member) for key, member in node.mapping.items()}
        members = {key: member for key, member in found.items() if member is not None}
        return Node(members, node.span, keys=node.keys)

    def named(self, name: str, at: Span) -> Node | None:
        """What Ref gives for a parameter, a pseudo parameter or a resource."""
        if name.startswith("AWS::"):
            return self._language.pseudo(self, name, at)
        if name in self.template.parameters:
            return moved(self.parameter(name), at)
        if name in self.template.resources:
            return self.value_of(self.template.resources[name], None, at)
        return self.stranger(name, at, (*self.template.parameters, *self.template.resources))

    def attribute(self, logical: str, name: str, at: Span) -> Node:
        """What GetAtt gives."""
        if logical in self.template.resources:
            return self.value_of(self.template.resources[logical], name, at)
        return self.stranger(logical, at, self.template.resources)

    def value_of(self, declaration: Declaration, attribute: str | None, at: Span) -> Node:
        """What Ref (`attribute` None) or GetAtt gives for a resource."""
        logical = declaration.logical
        if self.exists(declaration) is Truth.NO:
            what = f"`{logical}` is not made: its condition is false"
            return self.refused(what, at, "refer to it under the same condition")
        self._answers.note(logical, at)
        key = ("resource", f"{logical}.{attribute}" if attribute else logical)
        self._depth += _STEP
        try:
            work = partial(self._language.attribute, self, declaration, attribute, at)
            return moved(self._once(key, at, work, _itself), at)
        finally:
            self._depth -= _STEP

    def parameter(self, name: str) -> Node:
        """The value of a parameter of the template."""
        node = self.template.parameters[name]
        key = ("parameter", name)
        return self._once(
            key, node.span, lambda: self._language.parameter(self, name, node), _itself
        )

    def property(self, declaration: Declaration, name: str) -> Node | None:
        """A property of a resource, resolved; None when it has none."""
        written = declaration.properties.mapping.get(name)
        if written is None:
            return self._generated(declaration, name)
        if _is_plain(written):
            return written
        key = ("property", f"{declaration.logical}.{name}")
        return self._once(key, written.span, lambda: self.resolve(written), _itself)

    def _generated(self, declaration: Declaration, name: str) -> Node | None:
        """A property that is not written, but may come with one that a macro writes."""
        generator = next(filter(generates, declaration.properties.mapping), None)
        if generator is None:
            return None
        if generator == TRANSFORM:
            return self.macro(declaration.properties.mapping[generator], declaration.span)
        return self.open(f"{declaration.logical}.{name} ({generator})", declaration.span)

    def condition(self, name: str, at: Span) -> Truth:
        """Whether a condition of the template holds."""
        node = self.template.conditions.get(name)
        if node is None:
            self.stranger(name, at, self.template.conditions, "condition")
            return Truth.UNKNOWN
        key = ("condition", name)
        found = self._once(
            key, at, lambda: self._language.condition(self, node), lambda _circle: Truth.UNKNOWN
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
        return self._answers.suppose(lambda: self.resolve(node))

    def abroad(self, ask: Callable[[], T]) -> T:
        """Ask something outside this template, which may come back to it."""
        return self._answers.abroad(ask)

    def nested(self, declaration: Declaration) -> tuple[Stack, ...]:
        """The stacks that a resource makes, as far as their templates are here."""
        key = ("stacks", declaration.logical)
        work = partial(self._language.stacks, self, declaration)
        return self._once(key, declaration.span, work, lambda _circle: ())

    def opened(self, document: Node, placement: Placement, values: Mapping[str, Node]) -> Stack:
        """A stack that this one makes of a template, with values for its parameters."""
        names = {name: value.span for name, value in values.items()}
        given = replace(self.given, value=values.get, names=names)
        above = (*self.above, self.template.span.source.name)
        return self._language.open(document, placement, given, self._lookup, above)

    def lookup(self, path: str) -> str | None:
        """A value that the estate may hold: `export:NAME`, `ssm:NAME`."""
        return self.abroad(lambda: self._lookup(path))

    def stored(self, name: str) -> str:
        """The value of an SSM parameter, or the open symbol that says which it is."""
        found = self.lookup(f"ssm:{name}")
        return found or str(Symbol(f"ssm parameter {shown(name)} of {self.where}"))

    def _once(
        self,
        question: Question,
        at: Span,
        work: Callable[[], T],
        when_circular: Callable[[Node], T],
    ) -> T:
        return self._answers.once(question, work, lambda: when_circular(self._circle(question, at)))

    def _circle(self, question: Question, at: Span) -> Node:
        """What stands for a value that was asked for while it is being worked out."""
        way = self._answers.way_round(question)
        if way is None:
            return self._circle_abroad(question, at)
        path = " -> ".join(f"`{name}`" for name in way)
        return self.refused(f"a value that depends on itself: {path}", at)

    def _circle_abroad(self, question: Question, at: Span) -> Node:
        """What stands for a value that leads back to itself by way of other stacks."""
        what = " ".join(question)
        way = " -> ".join(f"`{name}`" for name in self._answers.way_abroad(question))
        self.given.assume(
            f"{what} of stack {self.label}",
            "nothing is known of it",
            f"stacks wait for each other: {way}",
        )
        return self.open(f"{what} (stacks that wait for each other)", at)


def _is_plain(node: Node) -> bool:
    """Is this a text or a number that is what it says?"""
    value = node.value
    if node.tag is not None or type(value) in (tuple, dict):
        return False
    return "{{resolve:" not in value if isinstance(value, str) else not isinstance(value, Mapping)


def _itself(node: Node) -> Node:
    return node

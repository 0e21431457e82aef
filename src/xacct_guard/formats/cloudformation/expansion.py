"""What a template writes for itself before it is deployed: loops unrolled, snippets included.

References: AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html and
transform-aws-include.html. What is not known before the deployment is left as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...errors import InputError
from ...span import Node, Span
from .call import call_of
from .stack import Stack
from .template import INCLUDE, TRANSFORM

LOOP = "Fn::ForEach::"
_MOST = 10_000  # copies; nested loops must not run away
_STEPS = 4  # what a copied value costs, with all that is done to it later

Bound = Mapping[str, str]
"""The identifiers of the loops around a value, and what they stand for in this round."""


def is_expandable(document: Node) -> bool:
    """Whether there is anything to expand in a template."""
    text = document.span.source.text
    return LOOP in text or INCLUDE in text


def expanded(document: Node, stack: Stack) -> Node:
    """The template with its loops and includes carried out; `stack` works out what they take.

    One that would be too large is a failure, and stays as it was written.
    """
    expansion = _Expansion(stack)
    try:
        return expansion.of(_with_included_sections(document, stack), {})
    except InputError as error:
        stack.fail(error.message, error.at or document.span, error.help)
        return document


def _with_included_sections(document: Node, stack: Stack) -> Node:
    """A snippet that the template's own `Transform` includes adds to its sections."""
    transform = document.mapping.get("Transform")
    left: list[Node] = []
    for item in transform.items if transform else ():
        found = _included(item, stack) if item.mapping else None
        if found is not None and found.span.source.name == document.span.source.name:
            _say_circle((found.span.source.name,), item, stack)
        elif found is None:
            left.append(item)
        else:
            document = _merged_sections(document, found)
    if transform is None:
        return document
    members = {**document.mapping, "Transform": replace(transform, value=tuple(left))}
    return replace(document, value=members)


def _merged(one: Node, other: Node) -> Node:
    """Both mappings; what the first has stays."""
    members = {**other.mapping, **one.mapping}
    return replace(one, value=members, keys={**other.keys, **one.keys})


def _merged_sections(document: Node, snippet: Node) -> Node:
    """The template with what the snippet adds to each section."""
    both = {
        name: _merged(section, snippet.mapping[name]) if name in snippet.mapping else section
        for name, section in document.mapping.items()
    }
    return _merged(replace(document, value=both), snippet)


def _included(transform: Node, stack: Stack) -> Node | None:
    """The snippet that an include names, if it is here."""
    name, location = transform.get("Name"), transform.get("Parameters", "Location")
    if name is None or name.text != INCLUDE or location is None:
        return None
    where = stack.resolve(location)
    return stack.given.file(where.text, location.span) if where and where.text else None


def _say_circle(way: tuple[str, ...], node: Node, stack: Stack) -> None:
    names = " -> ".join(f"`{name}`" for name in (stack.template.span.source.name, *way))
    message = f"a snippet includes itself: {names}"
    stack.fail(message, node.span, "make one of them do without the other")


class _Expansion:
    """One pass over a template; `inside` are the snippets around a value, `made` counts the copies."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._inside: tuple[str, ...] = ()
        self._made = 0

    def of(self, node: Node, bound: Bound) -> Node:
        if bound or self._inside:  # what the template writes once is bounded by its size
            self._stack.given.budget.spend(_STEPS, node.span)
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(self.of(item, bound) for item in node.value))
        if isinstance(node.value, Mapping):
            return self._mapping(node, bound)
        return self._filled_node(node, bound)

    def _mapping(self, node: Node, bound: Bound) -> Node:
        call = call_of(node)
        if call and call.name == "Ref" and (call.argument.text or "") in bound:
            return Node(bound[call.argument.text or ""], node.span)
        members: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        for key, member, at in self._members(node, bound):
            members[key], keys[key] = member, at
        found = replace(node, value=members, keys=keys)
        return self._with_snippet(found, bound)

    def _with_snippet(self, node: Node, bound: Bound) -> Node:
        transform = node.mapping.get(TRANSFORM)
        snippet = _included(transform, self._stack) if transform else None
        if snippet is None or self._is_inside_itself(snippet, node):
            return node
        rest = {key: member for key, member in node.mapping.items() if key != TRANSFORM}
        outside, self._inside = self._inside, (*self._inside, snippet.span.source.name)
        snippet = self.of(snippet, bound)
        self._inside = outside
        return _merged(replace(node, value=rest), snippet) if rest else snippet

    def _is_inside_itself(self, snippet: Node, node: Node) -> bool:
        """Does a snippet include itself, by way of others perhaps? That is a failure."""
        name = snippet.span.source.name
        if name not in (*self._inside, self._stack.template.span.source.name):
            return False
        _say_circle((*self._inside, name), node, self._stack)
        return True

    def _members(self, node: Node, bound: Bound) -> Iterator[tuple[str, Node, Span]]:
        for key, member in node.mapping.items():
            at = node.keys.get(key, member.span)
            rounds = self._rounds(member, bound) if key.startswith(LOOP) else None
            if rounds is None:
                yield self._filled(key, bound, at), self.of(member, bound), at
                continue
            for each in rounds:
                body = self.of(member.items[2], each)
                yield from ((name, body.mapping[name], body.keys[name]) for name in body.mapping)

    def _rounds(self, loop: Node, bound: Bound) -> list[Bound] | None:
        """What the identifier stands for, round by round; None where the collection is not known."""
        if len(loop.items) != 3 or not isinstance(loop.items[2].value, Mapping):
            self._stack.fail("`Fn::ForEach` takes a name, a list and a mapping", loop.span)
            return None
        identifier, collection, _ = loop.items
        found = self._stack.resolve(self.of(collection, bound))
        texts = [item.text for item in found.items] if found else []
        if found is None or not isinstance(found.value, tuple) or None in texts:
            return None
        self._made += len(texts)
        if self._made > _MOST:
            message = f"the loops make more than {_MOST:,} copies"
            raise InputError(message, at=loop.span, help="a template may have 500 resources")
        return [{**bound, identifier.text or "": text or ""} for text in texts]

    def _filled_node(self, node: Node, bound: Bound) -> Node:
        if not bound or not isinstance(node.value, str):
            return node
        if node.tag == "!Ref" and node.value in bound:
            return Node(bound[node.value], node.span)
        return replace(node, value=self._filled(node.value, bound, node.span))

    def _filled(self, text: str, bound: Bound, at: Span) -> str:
        """The text with `${name}` replaced, and `&{name}` by its letters and digits alone."""
        for name, value in bound.items():
            plain = re.sub(r"[^A-Za-z0-9]", "", value)
            for old, new in ((f"${{{name}}}", value), (f"&{{{name}}}", plain)):
                if old in text:
                    self._stack.given.budget.write(len(text) + text.count(old) * len(new), at)
                    text = text.replace(old, new)
        return text

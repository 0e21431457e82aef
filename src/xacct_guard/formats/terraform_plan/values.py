"""What the arguments of a planned resource are worth: known values, and what stands for the rest.

A plan tells of an unknown argument only which references its expression makes, not how. One that names
something (`role`, `bucket`, `kms_key_id`) is taken to be its only reference; a text that may have more
around it stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...span import Node, Route, Span
from ...terraform.types import TYPES
from ...terraform.value import unknown
from .naming import MANY
from .plan import Plan
from .references import Place, References

_OBSERVED = ("inline_policy", "managed_policy_arns")


@dataclass(frozen=True)
class Values:
    """The values of a plan; `label` is what people call it."""

    plan: Plan
    label: str
    references: References

    def argument(self, address: str, resource: Node, name: str) -> Node | None:
        """An argument of a resource; None where nobody gave it, and where it is null."""
        known, at = resource.get("values", name), Span(resource.span.source, (address, name))
        open_parts = self.plan.unknown.get(address)
        is_open = open_parts.get(name) if open_parts is not None else None
        configured = self.plan.configured(address)
        written = configured.get("expressions", name) if configured else None
        place = Place(address, name, at, is_computed=configured is not None and written is None)
        found = self._value(place, known, is_open, written)
        if found is None or found.value is None:
            return None
        return self._out_of_band(name, resource, found) if place.is_computed else found

    def _out_of_band(self, argument: str, resource: Node, observed: Node) -> Node | None:
        """What a resource was seen to have, without what resources of their own put there."""
        if argument == "policy":
            names = (resource.get("values", name) for name in ("id", "arn", "key_id"))
            is_apart = any(each is not None and each.text in self.plan.apart for each in names)
            return None if is_apart else observed
        if argument not in _OBSERVED:
            return observed
        role = resource.get("values", "name")
        name = (role.text if role is not None else None) or ""
        kept = (
            item
            for item in observed.items
            if (name, (item.get("name") or item).text or "") not in self.plan.separate
        )
        return replace(observed, value=tuple(kept))

    def _value(
        self, place: Place, known: Node | None, is_open: Node | None, written: Node | None
    ) -> Node | None:
        if is_open is None or is_open.value is False:
            return _placed(known, place.at) if known is not None else None
        if is_open.value is True:
            return self._open(place, written)
        if isinstance(is_open.value, tuple):
            return self._list(place, known, is_open, written)
        return self._object(place, known, is_open, written)

    def _object(
        self, place: Place, known: Node | None, is_open: Node, written: Node | None
    ) -> Node:
        shared = _is_expression(written)
        values = self._shared(place, is_open, written) if shared else []
        members: dict[str, Node] = {}
        for name in dict.fromkeys((*(known.mapping if known else {}), *is_open.mapping)):
            inner, open_part = (each.get(name) if each else None for each in (known, is_open))
            own = written.get(name) if written is not None and not shared else None
            has_no_argument = written is not None and not shared and own is None
            inside = place.below(name, is_computed=has_no_argument)
            found: Node | None
            if shared and open_part is not None and open_part.value is True:
                found = values.pop(0) if values else self._named(inside, written)
            else:
                found = self._value(inside, inner, open_part, own)
            if found is not None:
                members[name] = found
        return Node(members, place.at)

    def _list(self, place: Place, known: Node | None, is_open: Node, written: Node | None) -> Node:
        items: list[Node] = []
        given = known.items if known is not None and isinstance(known.value, tuple) else ()
        blocks = written.items if written is not None and not _is_expression(written) else ()
        values = self._shared(place, is_open, written) if _is_expression(written) else []
        for index, each in enumerate(is_open.items):
            inside = place.below(index)
            inner = given[index] if index < len(given) else None
            if each.value is True:
                items.append(values.pop(0) if values else self._named(inside, written))
            else:
                block = blocks[index] if index < len(blocks) else None
                found = self._value(inside, inner, each, block)
                items.append(found if found is not None else Node(None, inside.at))
        rest = enumerate(given[len(items) :], len(items))
        items += [_placed(each, place.below(index).at) for index, each in rest]
        return Node(tuple(items), place.at)

    def _shared(self, place: Place, is_open: Node, written: Node | None) -> list[Node]:
        """What the unknown members of one expression are, where it has one open reference for each."""
        unknown_ones = [
            key
            for key, each in _members(is_open)
            if each.value is True or (each.value is not False and bool(each.items))
        ]
        sources = self.references.open_sources(place, written)
        if len(sources) != len(unknown_ones) or not sources:
            return []
        if isinstance(unknown_ones[0], str) and len(sources) > 1:
            return []  # an object's members have another order in the plan than where they are written
        values = [
            self.references.value(place.below(key), source)
            for key, source in zip(unknown_ones, sources, strict=True)
        ]
        found = [each for each in values if each is not None]
        return found if len(found) == len(values) else []

    def _open(self, place: Place, written: Node | None) -> Node | None:
        """An argument that only the deployment tells; None where nobody wrote it."""
        if place.is_computed:
            return None
        constant = written.get("constant_value") if written is not None else None
        if constant is not None:
            return _placed(constant, place.at)
        references = self.references.said(place, written)
        if self._is_own_name(place):
            made_up = bool(references) and all(each.startswith("random_") for each in references)
            return self._named(place, written, created=made_up)
        if len(references) == 1 and place.at.route[-1] not in MANY:
            source = self.references.source(self.references.of(place, written)[0])
            found = self.references.value(place, source) if source else None
            if found is not None:
                return found
        return self._named(place, written)

    def _is_own_name(self, place: Place) -> bool:
        """Is this the name of the resource itself, which may have more around its reference?"""
        resource = self.plan.resources.get(place.address)
        type = resource.get("type") if resource is not None else None
        kind = TYPES.get((type.text if type is not None else None) or "")
        return kind is not None and place.at.route == (place.address, kind.named_by)

    def _named(self, place: Place, written: Node | None, *, created: bool = False) -> Node:
        """The symbol for a value of which only the references are known."""
        references = ", ".join(self.references.said(place, written))
        after = f" ({references})" if references else ""
        return unknown(f"{self.label}/{place.at.path}{after}", place.at, created=created)


def _is_expression(written: Node | None) -> bool:
    """Is this one expression, not the blocks or arguments of a block?"""
    return written is not None and bool(written.mapping.keys() & {"references", "constant_value"})


def _members(node: Node) -> Iterator[tuple[str | int, Node]]:
    yield from node.mapping.items() if node.mapping else enumerate(node.items)


def _placed(node: Node, at: Span) -> Node:
    """A value with the places of a plan: a route, and no line."""

    def put(node: Node, route: Route) -> Node:
        span = replace(at, route=route)
        if isinstance(node.value, tuple):
            items = tuple(put(item, (*route, index)) for index, item in enumerate(node.value))
            return Node(items, span)
        if node.mapping:
            members = {key: put(each, (*route, key)) for key, each in node.mapping.items()}
            return Node(members, span)
        return Node(node.value, span)

    return put(node, at.route)

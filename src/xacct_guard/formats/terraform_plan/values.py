"""What the arguments of a planned resource are worth: known values, and what stands for the rest.

A plan tells of an unknown argument only which references its expression makes, not how. One that names
something (`role`, `bucket`, `kms_key_id`) is taken to be its only reference; a text that may have more
around it stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...span import Node, Route, Span
from ...terraform.identity import attribute
from ...terraform.instance import Instance
from ...terraform.value import unknown
from .address import Step, leaves, module_address, split_address, steps_of
from .plan import Plan

_NAMING = {
    **dict.fromkeys(("role", "user", "group", "roles", "users", "groups"), "name"),
    **dict.fromkeys(("bucket", "location", "repository", "rule", "event_bus_name"), "id"),
    **dict.fromkeys(("function_name", "state_machine_name", "model_name", "policy_name"), "name"),
    **dict.fromkeys(("endpoint_config_name", "model_package_group_name", "queue_url"), "id"),
    **dict.fromkeys(("policy_arn", "role_arn", "execution_role_arn", "service_role"), "arn"),
    **dict.fromkeys(("permissions_boundary", "managed_policy_arns", "arn", "topic_arn"), "arn"),
    **dict.fromkeys(("kms_key_id", "kms_key_arn", "kms_master_key_id", "key_id"), "arn"),
    **dict.fromkeys(("target_key_id", "encryption_key", "kms_key", "primary_key_arn"), "arn"),
    **dict.fromkeys(("secret_arn", "resource_arn", "source_arn", "id"), "arn"),
    **dict.fromkeys(("vpc_id", "subnet_ids", "route_table_ids", "security_group_ids"), "id"),
}
"""Arguments that name another resource, and the attribute of it that they mean."""
_DOCUMENTS = ("json", "minified_json")
_LISTS = frozenset({"identifiers", "resources", "not_resources", "values"})
_WHOLE = ("aws_kms_key", "aws_iam_role", "aws_iam_user", "aws_iam_policy", "aws_ecr_repository")
"""Resources below whose ARN there is nothing: who refers to the ARN means the ARN."""
_DEEPEST = 40


@dataclass(frozen=True)
class Values:
    """The values of a plan. `instances` gives the resource at an address."""

    plan: Plan
    label: str
    instances: Callable[[str], Instance | None]

    def argument(self, address: str, resource: Node, name: str) -> Node | None:
        """An argument of a resource; None where nobody gave it, and where it is null."""
        known, at = resource.get("values", name), Span(resource.span.source, (address, name))
        open_parts = self.plan.unknown.get(address)
        is_open = open_parts.get(name) if open_parts is not None else None
        configured = self.plan.configured(address)
        written = configured.get("expressions", name) if configured else None
        found = self._value(_Place(address, name, at), known, is_open, written)
        return found if found is not None and found.value is not None else None

    def _value(
        self, place: _Place, known: Node | None, is_open: Node | None, written: Node | None
    ) -> Node | None:
        if is_open is None or is_open.value is False:
            return _placed(known, place.at) if known is not None else None
        if is_open.value is True:
            return self._open(place, written)
        if isinstance(is_open.value, tuple):
            return self._list(place, known, is_open, written)
        members: dict[str, Node] = {}
        names = dict.fromkeys((*(known.mapping if known else {}), *is_open.mapping))
        for name in names:
            inner = known.get(name) if known else None
            expression = written.get(name) if written else None
            found = self._value(place.below(name), inner, is_open.get(name), expression)
            if found is not None:
                members[name] = found
        return Node(members, place.at)

    def _list(self, place: _Place, known: Node | None, is_open: Node, written: Node | None) -> Node:
        items: list[Node] = []
        given = known.items if known is not None and isinstance(known.value, tuple) else ()
        references = self._listed(place, is_open, written)
        for index, each in enumerate(is_open.items):
            inside = place.below(index)
            inner = given[index] if index < len(given) else None
            if each.value is True:
                items.append(references.pop(0) if references else self._named(inside, written))
            else:
                block = written.items[index] if _is_blocks(written, index) and written else None
                found = self._value(inside, inner, each, block)
                items.append(found if found is not None else Node(None, inside.at))
        items += [
            _placed(each, place.below(at).at)
            for at, each in enumerate(given)
            if at >= len(is_open.items)
        ]
        return Node(tuple(items), place.at)

    def _listed(self, place: _Place, is_open: Node, written: Node | None) -> list[Node]:
        """What the unknown members of a list are, where there is one reference for each of them."""
        count = sum(each.value is True for each in is_open.items)
        found = self._references(place, written)
        values = [self._resolved(place, each, 0) for each in found]
        open_ones = [
            (reference, value)
            for reference, value in zip(found, values, strict=True)
            if value is not None and self._is_open(place, reference)
        ]
        if len(open_ones) != count or not all(self._is_whole(place, each) for each, _ in open_ones):
            return []
        return [replace(value, span=place.at) for _, value in open_ones]

    def _is_open(self, place: _Place, reference: str) -> bool:
        """Does the plan not know the attribute that a reference names?"""
        modules, _ = split_address(place.address)
        steps = steps_of(reference)
        address = _address(modules, steps)
        resource = self.plan.resources.get(address)
        if resource is None:
            return True
        attribute = steps[-1].name
        found = self.plan.unknown.get(address)
        is_open = found.get(attribute) if found is not None else None
        return is_open is not None and is_open.value is not False

    def _is_whole(self, place: _Place, reference: str) -> bool:
        """Is a value surely nothing but this reference?"""
        name, steps = place.argument, steps_of(reference)
        if name in _NAMING or name.endswith("_policy_documents"):
            return True
        if name in ("policy", "assume_role_policy", "source_json", "override_json"):
            return steps[-1].name in _DOCUMENTS or steps[0].name in ("var", "module")
        return name in _LISTS and steps[0].name in _WHOLE and steps[-1].name == "arn"

    def _open(self, place: _Place, written: Node | None) -> Node | None:
        """An argument that only the deployment tells; None where nobody wrote it."""
        if written is None or not written.mapping:
            return None
        constant = written.get("constant_value")
        if constant is not None:
            return _placed(constant, place.at)
        references = self._references(place, written)
        if len(references) == 1 and self._is_whole(place, references[0]):
            found = self._resolved(place, references[0], 0)
            if found is not None:
                return replace(found, span=place.at)
        return self._named(place, written)

    def _named(self, place: _Place, written: Node | None) -> Node:
        """The symbol for a value of which only the references are known."""
        references = ", ".join(self._references(place, written))
        after = f" ({references})" if references else ""
        return unknown(f"{self.label}/{place.at.path}{after}", place.at)

    def _references(self, place: _Place, written: Node | None) -> tuple[str, ...]:
        """The references of an expression; `x[each.key]` is the instance of the same key."""
        listed = written.get("references") if written is not None else None
        found = leaves(tuple(each.text or "" for each in listed.items)) if listed else ()
        keys = {"each.key", "each.value", "count.index"}
        rest = tuple(each for each in found if each not in keys)
        if len(rest) == 1 and len(rest) < len(found) and rest[0].count(".") == 1:
            _, own = split_address(place.address)
            meant = _NAMING.get(place.argument)
            return (f"{rest[0]}{own[-1].key}.{meant}",) if meant and own[-1].key else found
        return found

    def _resolved(self, place: _Place, reference: str, depth: int) -> Node | None:
        """What a reference leads to: a resource's attribute, by way of variables and outputs."""
        modules, _ = split_address(place.address)
        steps = steps_of(reference)
        if depth > _DEEPEST or len(steps) < 2:
            return None
        if steps[0].name == "var":
            return self._variable(modules, steps[1].name, place, depth)
        if steps[0].name == "module":
            return self._output(modules, steps, place, depth)
        instance = self.instances(_address(modules, steps))
        if instance is None:
            return None
        named = 3 if steps[0].name == "data" else 2
        name = steps[named].name if len(steps) > named else _NAMING.get(place.argument)
        return attribute(instance, name, place.at) if name and len(steps) <= named + 1 else None

    def _variable(
        self, modules: tuple[Step, ...], name: str, place: _Place, depth: int
    ) -> Node | None:
        if not modules:
            found = self.plan.variables.get(name)
            return _placed(found, place.at) if found is not None else None
        call = self.plan.call(modules)
        written = call.get("expressions", name) if call else None
        if written is None:
            return None
        if (constant := written.get("constant_value")) is not None:
            return _placed(constant, place.at)
        outer = replace(place, address=f"{module_address(modules[:-1])}_")
        references = self._references(outer, written)
        return self._resolved(outer, references[0], depth + 1) if len(references) == 1 else None

    def _output(
        self, modules: tuple[Step, ...], steps: tuple[Step, ...], place: _Place, depth: int
    ) -> Node | None:
        if len(steps) < 3:
            return None
        inside = (*modules, steps[1])
        module = self.plan.module(inside)
        written = module.get("outputs", steps[2].name, "expression") if module else None
        inner = replace(place, address=f"{module_address(inside)}_")
        references = self._references(inner, written)
        return self._resolved(inner, references[0], depth + 1) if len(references) == 1 else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the resource, the innermost argument, the route."""

    address: str
    argument: str
    at: Span

    def below(self, step: str | int) -> _Place:
        """A member of this value."""
        argument = step if isinstance(step, str) else self.argument
        return _Place(self.address, argument, replace(self.at, route=(*self.at.route, step)))


def _address(modules: tuple[Step, ...], steps: tuple[Step, ...]) -> str:
    length = 3 if steps[0].name == "data" else 2
    return module_address(modules) + ".".join(str(step) for step in steps[:length])


def _is_blocks(written: Node | None, index: int) -> bool:
    return written is not None and isinstance(written.value, tuple) and index < len(written.items)


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

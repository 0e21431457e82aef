"""What the arguments of a planned resource are worth: known values, and what stands for the rest.

A plan tells of an unknown argument only which references its expression makes, not how. One that names
something (`role`, `bucket`, `kms_key_id`) is taken to be its only reference; a text that may have more
around it stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ...span import Node, Route, Span
from ...terraform.identity import attribute
from ...terraform.instance import Instance
from ...terraform.types import TYPES
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
_CONFIGURED = frozenset(
    # members of a pipeline action's configuration that name something
    {"BucketName", "ConnectionArn", "FunctionName", "ProjectName", "RepositoryName", "RoleArn"}
    | {"StateMachineArn"}
)
_JSON = frozenset({"policy", "assume_role_policy", "source_json", "override_json"})
_KEYS = frozenset({"each.key", "each.value", "count.index"})
_DOCUMENTS = ("json", "minified_json")
_LISTS = frozenset({"identifiers", "resources", "not_resources", "values"})
_MANY = _LISTS | {"groups", "managed_policy_arns", "roles", "users"}
"""Lists: where the whole list is unknown, there may be more in it than its reference."""
_WHOLE = ("aws_kms_key", "aws_iam_role", "aws_iam_user", "aws_iam_policy", "aws_ecr_repository")
"""Resources below whose ARN there is nothing: who refers to the ARN means the ARN."""
_OBSERVED = ("inline_policy", "managed_policy_arns")
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
        place = _Place(address, name, at, is_computed=configured is not None and written is None)
        found = self._value(place, known, is_open, written)
        if found is None or found.value is None:
            return None
        return (
            self._out_of_band(resource, found) if place.is_computed and name in _OBSERVED else found
        )

    def _out_of_band(self, resource: Node, observed: Node) -> Node:
        """The policies that a role was seen to have, without those that are resources of their own."""
        role = resource.get("values", "name")
        name = (role.text if role is not None else None) or ""
        kept = (
            item
            for item in observed.items
            if (name, (item.get("name") or item).text or "") not in self.plan.separate
        )
        return replace(observed, value=tuple(kept))

    def _value(
        self, place: _Place, known: Node | None, is_open: Node | None, written: Node | None
    ) -> Node | None:
        if is_open is None or is_open.value is False:
            return _placed(known, place.at) if known is not None else None
        if is_open.value is True:
            return self._open(place, written)
        if isinstance(is_open.value, tuple):
            return self._list(place, known, is_open, written)
        return self._object(place, known, is_open, written)

    def _object(
        self, place: _Place, known: Node | None, is_open: Node, written: Node | None
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

    def _list(self, place: _Place, known: Node | None, is_open: Node, written: Node | None) -> Node:
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

    def _shared(self, place: _Place, is_open: Node, written: Node | None) -> list[Node]:
        """What the unknown members of one expression are, where it has one open reference for each."""
        unknown_ones = [
            key
            for key, each in _members(is_open)
            if each.value is True or (each.value is not False and bool(each.items))
        ]
        found = [
            _Reference(split_address(place.address)[0], each) for each in self._said(place, written)
        ]
        sources = [
            source for each in found if (source := self._source(each)) and self._is_open(source)
        ]
        if len(sources) != len(unknown_ones) or not sources:
            return []
        arguments = [key if isinstance(key, str) else place.argument for key in unknown_ones]
        if isinstance(unknown_ones[0], str) and len(sources) > 1:
            return []  # an object's members have another order in the plan than where they are written
        if not all(map(_is_whole, arguments, sources)):
            return []
        values = [self._resolved(place, each) for each in sources]
        return [replace(each, span=place.at) for each in values if each is not None]

    def _open(self, place: _Place, written: Node | None) -> Node | None:
        """An argument that only the deployment tells; None where nobody wrote it."""
        if place.is_computed:
            return None
        constant = written.get("constant_value") if written is not None else None
        if constant is not None:
            return _placed(constant, place.at)
        references = self._said(place, written)
        if self._is_own_name(place):
            made_up = bool(references) and all(each.startswith("random_") for each in references)
            return self._named(place, written, created=made_up)
        if len(references) == 1 and place.at.route[-1] not in _MANY:
            reference = _Reference(split_address(place.address)[0], references[0])
            source = self._source(reference)
            found = (
                self._resolved(place, source)
                if source and _is_whole(place.argument, source)
                else None
            )
            if found is not None:
                return replace(found, span=place.at)
        return self._named(place, written)

    def _is_own_name(self, place: _Place) -> bool:
        """Is this the name of the resource itself, which may have more around its reference?"""
        resource = self.plan.resources.get(place.address)
        type = resource.get("type") if resource is not None else None
        kind = TYPES.get((type.text if type is not None else None) or "")
        return kind is not None and place.at.route == (place.address, kind.named_by)

    def _named(self, place: _Place, written: Node | None, *, created: bool = False) -> Node:
        """The symbol for a value of which only the references are known."""
        references = ", ".join(self._said(place, written))
        after = f" ({references})" if references else ""
        return unknown(f"{self.label}/{place.at.path}{after}", place.at, created=created)

    def _said(self, place: _Place, written: Node | None) -> tuple[str, ...]:
        """The references of an expression; `x[each.key]` is the instance of the same key."""
        listed = written.get("references") if written is not None else None
        found = leaves(tuple(each.text or "" for each in listed.items)) if listed else ()
        rest = tuple(each for each in found if each not in _KEYS)
        if len(rest) == 1 and len(rest) < len(found) and rest[0].count(".") == 1:
            own, meant = split_address(place.address)[1][-1].key, _NAMING.get(place.argument)
            return (f"{rest[0]}{own}.{meant}",) if meant and own else found
        return found

    def _source(self, reference: _Reference, depth: int = 0) -> _Reference | None:
        """The attribute of a resource that a reference leads to, through variables and outputs."""
        steps = steps_of(reference.text)
        if depth > _DEEPEST or len(steps) < 2:
            return None
        if steps[0].name not in ("var", "module"):
            return reference
        modules = reference.modules
        if steps[0].name == "var":
            call = self.plan.call(modules) if modules else None
            written, modules = (
                call.get("expressions", steps[1].name) if call else None,
                modules[:-1],
            )
        else:
            modules = (*modules, steps[1])
            module, output = self.plan.module(modules), steps[2].name if len(steps) > 2 else ""
            written = module.get("outputs", output, "expression") if module else None
        inner = _Place(f"{module_address(modules)}_", "", Span(self.plan.document.span.source))
        said = self._said(inner, written)
        return self._source(_Reference(modules, said[0]), depth + 1) if len(said) == 1 else None

    def _is_open(self, reference: _Reference) -> bool:
        """Does the plan not know the attribute that a reference names?"""
        if reference.address not in self.plan.resources:
            return False
        found = self.plan.unknown.get(reference.address)
        is_open = found.get(reference.attribute) if found is not None else None
        return is_open is not None and is_open.value is not False

    def _resolved(self, place: _Place, reference: _Reference) -> Node | None:
        """The attribute of a resource."""
        instance = self.instances(reference.address)
        name = reference.attribute or _NAMING.get(place.argument)
        return attribute(instance, name, place.at) if instance is not None and name else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the resource, the innermost argument, the route."""

    address: str
    argument: str
    at: Span
    is_computed: bool = False  # it is not in the configuration: nobody wrote it

    def below(self, step: str | int, *, is_computed: bool = False) -> _Place:
        """A member of this value."""
        argument = step if isinstance(step, str) else self.argument
        at = replace(self.at, route=(*self.at.route, step))
        return _Place(self.address, argument, at, is_computed)


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference as it is written in some module."""

    modules: tuple[Step, ...]
    text: str

    @property
    def _steps(self) -> tuple[Step, ...]:
        return steps_of(self.text)

    @property
    def _length(self) -> int:
        return 3 if self._steps[0].name == "data" else 2

    @property
    def type(self) -> str:
        """The type of the resource."""
        return self._steps[self._length - 2].name

    @property
    def address(self) -> str:
        """The address of the resource."""
        own = ".".join(str(step) for step in self._steps[: self._length])
        return module_address(self.modules) + own

    @property
    def attribute(self) -> str:
        """The attribute that is meant; empty where the whole resource is, or something inside one."""
        rest = self._steps[self._length :]
        return rest[0].name if len(rest) == 1 and not rest[0].key else ""


def _is_whole(argument: str, source: _Reference) -> bool:
    """Is the value of this argument surely nothing but the attribute?"""
    if argument in _NAMING or argument in _CONFIGURED:
        return True
    if argument in _JSON or argument.endswith("_policy_documents"):
        return source.type == "aws_iam_policy_document" and source.attribute in _DOCUMENTS
    return argument in _LISTS and source.type in _WHOLE and source.attribute == "arn"


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

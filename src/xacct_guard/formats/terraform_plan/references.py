"""References: what the unknown expressions of a plan refer to, through variables and outputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...span import Node, Span
from ...terraform.identity import attribute
from ...terraform.instance import Instance
from .address import Step, leaves, module_address, split_address, steps_of
from .naming import NAMING, is_whole
from .plan import Plan

_KEYS = frozenset({"each.key", "each.value", "count.index"})
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the resource, the innermost argument, the route."""

    address: str
    argument: str
    at: Span
    is_computed: bool = False  # it is not in the configuration: nobody wrote it

    def below(self, step: str | int, *, is_computed: bool = False) -> Place:
        """A member of this value."""
        argument = step if isinstance(step, str) else self.argument
        at = replace(self.at, route=(*self.at.route, step))
        return Place(self.address, argument, at, is_computed)


@dataclass(frozen=True, slots=True)
class Reference:
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


@dataclass(frozen=True)
class References:
    """The references of a plan. `instances` gives the resource at an address."""

    plan: Plan
    instances: Callable[[str], Instance | None]

    def of(self, place: Place, written: Node | None) -> tuple[Reference, ...]:
        """The references that an expression makes."""
        modules = split_address(place.address)[0]
        return tuple(Reference(modules, each) for each in self.said(place, written))

    def said(self, place: Place, written: Node | None) -> tuple[str, ...]:
        """The references of an expression; `x[each.key]` is the instance of the same key."""
        listed = written.get("references") if written is not None else None
        found = leaves(tuple(each.text or "" for each in listed.items)) if listed else ()
        rest = tuple(each for each in found if each not in _KEYS)
        if len(rest) == 1 and len(rest) < len(found) and rest[0].count(".") == 1:
            own, meant = split_address(place.address)[1][-1].key, NAMING.get(place.argument)
            return (f"{rest[0]}{own}.{meant}",) if meant and own else found
        return found

    def source(self, reference: Reference, depth: int = 0) -> Reference | None:
        """The attribute of a resource that a reference leads to, through variables and outputs."""
        steps = steps_of(reference.text)
        if depth > _DEEPEST or len(steps) < 2:
            return None
        if steps[0].name not in ("var", "module"):
            return reference
        modules = reference.modules
        if steps[0].name == "var":
            call = self.plan.call(modules) if modules else None
            written = call.get("expressions", steps[1].name) if call else None
            modules = modules[:-1]
        else:
            modules = (*modules, steps[1])
            module, output = self.plan.module(modules), steps[2].name if len(steps) > 2 else ""
            written = module.get("outputs", output, "expression") if module else None
        inner = Place(f"{module_address(modules)}_", "", Span(self.plan.document.span.source))
        said = self.said(inner, written)
        return self.source(Reference(modules, said[0]), depth + 1) if len(said) == 1 else None

    def open_sources(self, place: Place, written: Node | None) -> list[Reference]:
        """Where the references of an expression lead, of those that only the deployment tells."""
        sources = (self.source(each) for each in self.of(place, written))
        return [each for each in sources if each is not None and self._is_open(each)]

    def _is_open(self, reference: Reference) -> bool:
        """Does the plan not know the attribute that a reference names?"""
        if reference.address not in self.plan.resources:
            return False
        found = self.plan.unknown.get(reference.address)
        is_open = found.get(reference.attribute) if found is not None else None
        return is_open is not None and is_open.value is not False

    def value(self, place: Place, reference: Reference) -> Node | None:
        """What an argument is that refers to an attribute; None where there may be more around it."""
        instance = self.instances(reference.address)
        name = reference.attribute or NAMING.get(place.argument)
        if instance is None or not name:
            return None
        if not is_whole(place.argument, reference.type, reference.attribute):
            return None
        return replace(attribute(instance, name, place.at), span=place.at)

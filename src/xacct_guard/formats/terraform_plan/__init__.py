"""Terraform and OpenTofu plans: what `terraform show -json` prints of a saved plan.

A plan has no lines: a place is the address of a resource, its argument, and the way inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ...graph.model import Parts, Placement
from ...iam.symbol import Symbol
from ...span import Node, Span
from ...terraform.instance import Instance, World
from ...terraform.parts import parts_of
from ...terraform.providers import CREDENTIALS, Places, Provider, in_region, place_of
from .. import Format, Lookup, Parameters
from .address import leaves, steps_of
from .plan import Plan, is_plan
from .references import References
from .values import Values

_ACCOUNT = re.compile(r"\d{12}")


@dataclass(frozen=True)
class LoadedPlan:
    """A plan, its resources placed by their providers."""

    plan: Plan
    places: Places

    def parts(self) -> Parts:
        """Everything the plan makes."""
        return self._parts

    @cached_property
    def _parts(self) -> Parts:
        world = World(self._label, tuple(self._instances.values()))
        return parts_of(world, self._outputs)

    def reference(self, path: str) -> str | None:
        """The value of an output that is known; None for anything else."""
        kind, _, name = path.partition(".")
        return self._outputs.get(name) if kind == "outputs" else None

    @property
    def _label(self) -> str:
        return self.places.default.label or self.places.default.stack

    @property
    def _outputs(self) -> Mapping[str, str]:
        given = self.plan.outputs.items()
        return {name: node.text for name, node in given if node.text is not None}

    @cached_property
    def _instances(self) -> Mapping[str, Instance]:
        values = Values(self.plan, self._label, References(self.plan, self._at))
        return {
            address: self._instance(address, resource, values)
            for address, resource in self.plan.resources.items()
        }

    def _at(self, address: str) -> Instance | None:
        return self._instances.get(address)

    def _instance(self, address: str, resource: Node, values: Values) -> Instance:
        type, mode = resource.get("type"), resource.get("mode")
        known = resource.get("values")
        open_parts = self.plan.unknown.get(address)
        names = (*(known.mapping if known else {}), *(open_parts.mapping if open_parts else {}))
        asked: dict[str, Node | None] = {}

        def ask(name: str) -> Node | None:
            if name not in asked:
                asked[name] = None  # what asks for itself is not known
                asked[name] = values.argument(address, resource, name)
            return asked[name]

        named, region = (type.text if type else None) or "", resource.get("values", "region")
        place = self._place(self._provider(address))
        return Instance(
            address,
            named,
            Span(resource.span.source, (address,)),
            in_region(place, named, region.text if region else None),
            tuple(dict.fromkeys(names)),
            ask,
            is_data=mode is not None and mode.text == "data",
        )

    def _provider(self, address: str) -> str:
        """The name of the provider configuration of a resource, as the root module has it."""
        configured = self.plan.configured(address)
        found = configured.get("provider_config_key") if configured else None
        key = (found.text if found else None) or "aws"
        return key if key in self.plan.providers else key.rpartition(":")[2]

    def _place(self, key: str) -> Placement:
        return place_of(key, self._providers.get(key), self.places, self._callers.get(key))

    @cached_property
    def _callers(self) -> Mapping[str, str]:
        """The account that each provider turned out to work in, where the plan has asked."""
        found: dict[str, str] = {}
        for address, resource in self.plan.resources.items():
            id = resource.get("values", "account_id")
            if ".aws_caller_identity." in f".{address}" and id is not None and id.text:
                found[self._provider(address)] = id.text
        return found

    @cached_property
    def _providers(self) -> Mapping[str, Provider]:
        return {key: self._read(key, node) for key, node in self.plan.providers.items()}

    def _read(self, key: str, node: Node) -> Provider:
        written = node.get("expressions") or Node({}, node.span)
        roles = (written.get(name, 0, "role_arn") for name in CREDENTIALS[:2])
        arn = next((self._text(role, f"role of {key}") for role in roles if role is not None), None)
        if arn is not None and _ACCOUNT.fullmatch(arn):  # "arn:aws:iam::${var.account}:role/…"
            arn = f"arn:aws:iam::{arn}:role/"
        region, allowed = (
            written.get("region"),
            self._expression(written.get("allowed_account_ids")),
        )
        return Provider(
            self._text(region, f"region of {key}") if region is not None else None,
            arn,
            tuple(item.text or "" for item in allowed.items) if allowed else (),
            is_other=any(name in written.mapping for name in CREDENTIALS),
        )

    def _text(self, written: Node, what: str) -> str:
        """The text of an expression, or a symbol for it."""
        found = self._expression(written)
        return (found.text if found is not None else None) or str(Symbol(what))

    def _expression(self, written: Node | None) -> Node | None:
        """The value of an expression that is a constant, or one variable of the root module."""
        if written is None:
            return None
        if (constant := written.get("constant_value")) is not None:
            return constant
        listed = written.get("references")
        found = leaves(tuple(each.text or "" for each in listed.items)) if listed else ()
        steps = steps_of(found[0]) if len(found) == 1 else ()
        return (
            self.plan.variables.get(steps[1].name)
            if [s.name for s in steps[:1]] == ["var"]
            else None
        )


def open_places(document: Node, places: Places, lookup: Lookup) -> LoadedPlan:
    """The plan, its resources where their providers work."""
    del lookup  # a plan has asked for everything itself
    return LoadedPlan(Plan(document), places)


def open_plan(
    document: Node, placement: Placement, parameters: Parameters, lookup: Lookup
) -> LoadedPlan:
    """The plan, all of it in one place unless its providers say otherwise."""
    del parameters  # its variables are in it
    return open_places(document, Places(placement), lookup)


FORMAT = Format("terraform-plan", is_plan, open_plan)

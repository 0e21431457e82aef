"""Plan: the document that `terraform show -json` prints, looked up by address.

Reference: developer.hashicorp.com/terraform/internals/json-format, format version 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from ...span import Node
from .address import Step, split_address

_ON_ROLES = ("aws_iam_role_policy", "aws_iam_role_policy_attachment")
_ON_ROLES_BY = ("name", "policy_arn")
_STANDS_ON = ("bucket", "queue_url", "arn", "secret_arn", "key_id", "vpc_endpoint_id")


class Plan:
    """A plan: what will exist, what of it is not known yet, and the configuration it was made from."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self._configured: dict[tuple[str, ...], Mapping[str, Node]] = {}

    @cached_property
    def resources(self) -> Mapping[str, Node]:
        """Everything that will exist, and the data sources that were asked, by address."""
        asked = self._within(self.document.get("prior_state", "values", "root_module"))
        planned = self._within(self.document.get("planned_values", "root_module"))
        data = {address: node for address, node in asked if _text(node, "mode") == "data"}
        return data | dict(planned)

    @cached_property
    def unknown(self) -> Mapping[str, Node]:
        """What of each resource only the deployment tells, in the shape of its values."""
        changes = self.document.get("resource_changes")
        return {
            _text(change, "address"): found
            for change in (changes.items if changes else ())
            if (found := change.get("change", "after_unknown")) is not None
        }

    @cached_property
    def separate(self) -> frozenset[tuple[str, str]]:
        """The policies that resources of their own put on a role, as they were: role, and name or ARN.

        What a role's own attributes say of them is what was, not what will be.
        """
        changes = self.document.get("resource_changes")
        before = [
            was
            for change in (changes.items if changes else ())
            if _text(change, "type") in _ON_ROLES and (was := change.get("change", "before"))
        ]
        pairs = ((_text(was, "role"), _text(was, name)) for was in before for name in _ON_ROLES_BY)
        return frozenset(pair for pair in pairs if all(pair))

    @cached_property
    def apart(self) -> frozenset[str]:
        """What has a policy by a resource of its own, as it was: whatever that names it by.

        That resource says what will be; the policy that was seen is what was.
        """
        befores = (
            was
            for change in _items(self.document, "resource_changes")
            if _text(change, "type").endswith("_policy") and (was := change.get("change", "before"))
        )
        return frozenset(
            text for was in befores for name in _STANDS_ON if (text := _text(was, name))
        )

    @cached_property
    def declared(self) -> frozenset[str]:
        """The resources that the root module of its configuration declares, and the modules it calls."""
        root = self.module(())
        calls = root.get("module_calls") if root is not None else None
        modules = (f"module.{name}" for name in (calls.mapping if calls is not None else ()))
        return frozenset(
            (*(_text(each, "address") for each in _items(root, "resources")), *modules)
        )

    @cached_property
    def variables(self) -> Mapping[str, Node]:
        """The values of the root module's variables."""
        given = self.document.get("variables")
        values = (
            (name, node.get("value")) for name, node in (given.mapping if given else {}).items()
        )
        return {name: value for name, value in values if value is not None}

    @cached_property
    def outputs(self) -> Mapping[str, Node]:
        """The outputs of the root module as far as they are known."""
        given = self.document.get("planned_values", "outputs")
        values = (
            (name, node.get("value")) for name, node in (given.mapping if given else {}).items()
        )
        return {name: value for name, value in values if value is not None}

    @property
    def providers(self) -> Mapping[str, Node]:
        """The provider configurations, by key (`aws`, `aws.training`)."""
        found = self.document.get("configuration", "provider_config")
        return found.mapping if found else {}

    def configured(self, address: str) -> Node | None:
        """The configuration of the resource at an address."""
        modules, rest = split_address(address)
        names = tuple(step.name for step in modules)
        if names not in self._configured:
            every = _items(self.module(modules), "resources")
            self._configured[names] = {_text(each, "address"): each for each in every}
        return self._configured[names].get(".".join(step.name for step in rest))

    def call(self, modules: tuple[Step, ...]) -> Node | None:
        """The configuration of the call of a module."""
        outer = self.module(modules[:-1])
        return outer.get("module_calls", modules[-1].name) if outer and modules else None

    def module(self, modules: tuple[Step, ...]) -> Node | None:
        """The configuration of a module."""
        found = self.document.get("configuration", "root_module")
        for step in modules:
            found = found.get("module_calls", step.name, "module") if found else None
        return found

    def _within(self, module: Node | None) -> Iterator[tuple[str, Node]]:
        for resource in _items(module, "resources"):
            yield _text(resource, "address"), resource
        for child in _items(module, "child_modules"):
            yield from self._within(child)


def is_plan(document: Node) -> bool:
    """Is this a plan in JSON?"""
    return "format_version" in document.mapping and "planned_values" in document.mapping


def _items(node: Node | None, name: str) -> tuple[Node, ...]:
    found = node.get(name) if node is not None else None
    return found.items if found is not None else ()


def _text(node: Node, name: str) -> str:
    found = node.get(name)
    return (found.text if found is not None else None) or ""

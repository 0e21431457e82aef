"""The plan that Terraform would make of a folder: known values, and the references of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.formats.tf import HOME, folder
from xacct_guard.formats.terraform_hcl.blocks import META
from xacct_guard.formats.terraform_hcl.folder import Folder
from xacct_guard.formats.terraform_hcl.module import Module
from xacct_guard.formats.terraform_hcl.run import Run
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.read.hcl import syntax
from xacct_guard.span import Node
from xacct_guard.terraform.identity import attribute
from xacct_guard.terraform.instance import Instance
from xacct_guard.terraform.providers import Places
from xacct_guard.terraform.types import TYPES
from xacct_guard.terraform.value import JSON, as_text, holds_unknown


def plan_of(main: str) -> dict[str, Any]:
    """The plan of a folder of one file, without modules and loops."""
    module = Module(
        Run(
            Folder(folder({"main.tf": main})),
            Places(HOME),
            HOME.label or HOME.stack,
            lambda _: None,
        )
    )
    instances = list(module.every())
    blocks = {
        _address(block): block
        for type in ("resource", "data")
        for block in module.declares.blocks(type)
    }
    made = [_planned(each) for each in instances]
    changes = [
        {
            "address": each.address,
            "type": each.type,
            "change": {"actions": ["create"], "after_unknown": _unknown(each)},
        }
        for each in instances
    ]
    configured = [
        {
            "address": each.address,
            "provider_config_key": "aws",
            "expressions": _expressions(blocks[each.address].body),
        }
        for each in instances
    ]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": made}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }


def _address(block: syntax.Block) -> str:
    prefix = "data." if block.type == "data" else ""
    return f"{prefix}{block.labels[0]}.{block.labels[1]}"


def _planned(instance: Instance) -> dict[str, Any]:
    asked = {name: instance.ask(name) for name in instance.names}
    values = {
        name: _known(node)
        for name, node in asked.items()
        if node is not None and _known(node) is not None
    }
    if instance.type == "aws_iam_policy_document" and "json" not in _unknown(instance):
        values["json"] = as_text(attribute(instance, "json", instance.span))
    return {
        "address": instance.address,
        "mode": "data" if instance.is_data else "managed",
        "type": instance.type,
        "values": values,
    }


def _unknown(instance: Instance) -> dict[str, Any]:
    asked = {name: instance.ask(name) for name in instance.names}
    found = {name: _open(node) for name, node in asked.items() if node is not None and _open(node)}
    if instance.type == "aws_iam_policy_document":
        return {**found, "json": True} if found else {}
    kind = TYPES.get(instance.type)
    own = dict.fromkeys(("arn", "id"), True) if kind is not None or not instance.is_data else {}
    return {name: True for name in own if name not in instance.names} | found


def _known(node: Node) -> Any:
    """What a plan tells of a value; null where that is not known."""
    if node.tag == JSON:
        return None if holds_unknown(Node(node.value, node.span)) else as_text(node)
    if isinstance(node.value, tuple):
        return [_known(item) for item in node.value]
    if node.mapping:
        return {key: _known(each) for key, each in node.mapping.items() if _known(each) is not None}
    return None if isinstance(node.value, str) and has_symbol(node.value) else node.value


def _open(node: Node) -> Any:
    """`after_unknown`: true, or the shape with it; false where all is known."""
    if node.tag == JSON or not isinstance(node.value, tuple | dict):
        return holds_unknown(Node(node.value, node.span))
    if isinstance(node.value, tuple):
        found = [_open(item) for item in node.value]
        return found if any(found) else False
    return {key: each for key, member in node.mapping.items() if (each := _open(member))} or False


def _expressions(body: syntax.Body) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: _expression(each) for name, each in body.attributes.items() if name not in META
    }
    for block in body.blocks:
        if block.type not in META:
            found.setdefault(block.type, []).append(_expressions(block.body))
    return found


def _expression(written: syntax.Expression) -> dict[str, Any]:
    references = list(dict.fromkeys(_references(written)))
    return (
        {"references": references} if references else {"constant_value": "it stands in the values"}
    )


def _references(written: Any) -> Iterator[str]:
    """Every reference with its beginnings, longest first."""
    name = _dotted(written)
    if name is not None:
        parts = name.split(".")
        least = 3 if parts[0] == "data" else 2
        for length in range(len(parts), least - 1, -1):
            yield ".".join(parts[:length])
        return
    if isinstance(written, tuple):
        for each in written:
            yield from _references(each)
    elif hasattr(written, "__dataclass_fields__"):
        for member in written.__dataclass_fields__:
            if member != "span":
                yield from _references(getattr(written, member))


def _dotted(written: Any) -> str | None:
    match written:
        case syntax.Name(name):
            return name
        case syntax.Attribute(of, name):
            before = _dotted(of)
            return f"{before}.{name}" if before else None
    return None

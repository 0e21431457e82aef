"""Terraform in tests: folders and plans made of texts, and what is loaded from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from xacct_guard.formats import Parameters, terraform_hcl, terraform_plan
from xacct_guard.formats.terraform_hcl.folder import TAG
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Parts, Placement, Resource, Role
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Node, Source, Span
from xacct_guard.terraform.providers import Places

ACCOUNT, REGION = "111111111111", "eu-west-1"
HOME = Placement(ACCOUNT, REGION, "infra")


def folder(files: Mapping[str, str]) -> Node:
    texts = {name: Node(text, Span(Source(name, text))) for name, text in files.items()}
    return Node(texts, Span(Source("infra", "")), TAG)


def hcl(
    main: str,
    files: Mapping[str, str] | None = None,
    variables: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    said: Mapping[str, Placement] | None = None,
) -> Parts:
    """The parts of a folder. `texts` are files that functions read, `said` where providers work."""
    at = Span(Source("xacct-guard.yaml", ""))
    given = Parameters.of({name: node(value, at) for name, value in (variables or {}).items()})

    def lookup(name: str) -> str | None:
        kind, _, path = name.partition(":")
        return (texts or {}).get(path.removeprefix("./")) if kind in ("file", "fileset") else None

    document = folder({"main.tf": main, **(files or {})})
    return terraform_hcl.open_places(document, Places(HOME, said or {}), given, lookup).parts()


def node(value: Any, at: Span) -> Node:
    if isinstance(value, dict):
        return Node({key: node(each, at) for key, each in value.items()}, at)
    if isinstance(value, list):
        return Node(tuple(node(each, at) for each in value), at)
    return Node(value, at)


def outputs(main: str, **more: Any) -> dict[str, str]:
    """The outputs of a folder, as people read them."""
    parts = hcl(main, **more)
    assert parts.failures == ()
    return {name: shown(text) for name, text in parts.outputs.items()}


def value(expression: str, main: str = "", **more: Any) -> str | None:
    """What an expression is worth, as people read it."""
    found = outputs(f'{main}\noutput "it" {{\n  value = {expression}\n}}\n', **more)
    return found.get("it")


def plan(document: Mapping[str, Any], said: Mapping[str, Placement] | None = None) -> Parts:
    """The parts of a plan."""
    whole = {"format_version": "1.2", "planned_values": {"root_module": {}}, **document}
    source = Source("p.json", json.dumps(whole))
    places = Places(HOME, said or {})
    return terraform_plan.open_places(read(source), places, lambda _name: None).parts()


def planned(*resources: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """A plan that creates resources: each with `type`, `name`, `values`, `unknown`, `expressions`."""
    made, changes, configured = [], [], []
    for each in resources:
        address = f"{each['type']}.{each['name']}"
        mode = each.get("mode", "managed")
        address = address if mode == "managed" else f"data.{address}"
        full = address + each.get("key", "")
        values = each.get("values", {})
        made.append({"address": full, "mode": mode, "type": each["type"], "values": values})
        change = {"actions": ["create"], "after_unknown": each.get("unknown", {})}
        changes.append({"address": full, "change": change})
        configured.append(
            {
                "address": address,
                "provider_config_key": each.get("provider", "aws"),
                "expressions": each.get("expressions", {}),
            }
        )
    configuration = {"root_module": {"resources": configured}, **more.pop("configuration", {})}
    return {
        "planned_values": {"root_module": {"resources": made}},
        "resource_changes": changes,
        "configuration": configuration,
        **more,
    }


def refers(*references: str) -> Mapping[str, Any]:
    """An expression, as a plan tells of one: every reference, each followed by its beginnings."""
    return {"references": list(references)}


def graph(*parts: Parts) -> AccessGraph:
    for each in parts:
        assert each.failures == ()
    return link(parts)


def role(parts: Parts, name: str) -> Role:
    (found,) = (each for each in parts.roles if each.name == name)
    return found


def resource(parts: Parts, type: str) -> Resource:
    (found,) = (each for each in parts.resources if each.type == type)
    return found

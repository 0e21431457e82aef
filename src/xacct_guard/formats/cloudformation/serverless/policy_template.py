"""The policy templates of the transform: `S3ReadPolicy: {BucketName: data}` as a document.

Reference: serverless-application-model/latest/developerguide/serverless-policy-template-list.html. The
statements are data, with their source and date: `policy_templates.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ....span import Node, Span
from .nodes import listed, mapping, opened, sub, text

_VARIABLE = re.compile(r"\$\{(\w+)\}")


def template_in(item: Node) -> str | None:
    """The policy template that an entry of `Policies` asks for."""
    name = next(iter(item.mapping), None) if len(item.mapping) == 1 else None
    return name if name in known_templates() else None


def written_out(item: Node, name: str) -> Node:
    """The document of a policy template, its statements at the place of the entry."""
    at, given = item.keys.get(name, item.span), item.mapping[name]
    members = (_statement(each, name, given, at) for each in known_templates()[name]["statements"])
    return mapping(at, {"Statement": listed(at, members)})


@cache
def known_templates() -> Mapping[str, Any]:
    """The policy templates by name: their `parameters`, their `statements`."""
    data = json.loads(Path(__file__).with_name("policy_templates.json").read_text())
    templates: Mapping[str, Any] = data["templates"]
    return templates


def _statement(written: Mapping[str, Any], name: str, given: Node, at: Span) -> Node:
    members = {key: _filled(member, name, given, at) for key, member in written.items()}
    return mapping(at, {"Effect": text("Allow", at), **members})


def _filled(written: Any, name: str, given: Node, at: Span) -> Node:  # noqa: ANN401 - JSON
    if isinstance(written, list):
        return listed(at, (_filled(item, name, given, at) for item in written))
    if isinstance(written, dict):
        return mapping(at, {k: _filled(member, name, given, at) for k, member in written.items()})
    variables = {
        each: given.get(each) or opened(f"{each} of policy template {name}", at)
        for each in _VARIABLE.findall(written)
    }
    where = next((node.span for node in variables.values()), at)
    return sub(written, variables, where) if "${" in written else text(written, at)

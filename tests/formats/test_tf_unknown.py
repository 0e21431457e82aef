"""What a plan does not know becomes a symbol, at any depth, and is never absent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.formats.tf import plan, planned, resource
from xacct_guard.formats.terraform_plan.plan import Plan
from xacct_guard.formats.terraform_plan.references import References
from xacct_guard.formats.terraform_plan.values import Values
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Node, Source
from xacct_guard.terraform.value import unknown_in


@dataclass(frozen=True)
class Written:
    """A value, what of it is not known, and the expression: as a plan has the three."""

    value: Any
    unknown: Any
    expression: Any


NAMES = st.sampled_from(["role", "policy", "bucket", "tags", "statement", "kms_key_id", "x"])
REFERENCES = st.sampled_from(["var.a", "aws_kms_key.k.arn", "local.b", "module.m.c", "each.value"])
KNOWN = st.text("ab", min_size=1, max_size=3)


@st.composite
def leaf(draw: st.DrawFn) -> Written:
    if draw(st.booleans()):
        return Written(draw(KNOWN), False, {"constant_value": "it stands in the value"})
    references = draw(st.lists(REFERENCES, max_size=2))
    return Written(None, True, draw(st.sampled_from([{"references": references}, {}])))


@st.composite
def row(draw: st.DrawFn) -> Written:
    items = draw(st.lists(leaf(), min_size=1, max_size=3))
    references = {"references": draw(st.lists(REFERENCES, max_size=3))}
    return Written([each.value for each in items], [each.unknown for each in items], references)


def block(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    def joined(members: dict[str, Written]) -> Written:
        known = {name: each.value for name, each in members.items() if each.value is not None}
        opened = {name: each.unknown for name, each in members.items() if each.unknown is not False}
        return Written(
            [known], [opened], [{name: each.expression for name, each in members.items()}]
        )

    return st.dictionaries(NAMES, inner, min_size=1, max_size=3).map(joined)


VALUES = st.recursive(leaf() | row(), block, max_leaves=8)


def argument(written: Written) -> Node | None:
    resource = {"address": "a.b", "type": "a", "values": {"v": written.value}}
    change = {"address": "a.b", "change": {"after_unknown": {"v": written.unknown}}}
    configured = {"address": "a.b", "expressions": {"v": written.expression}}
    document = {
        "planned_values": {"root_module": {"resources": [resource]}},
        "resource_changes": [change],
        "configuration": {"root_module": {"resources": [configured]}},
    }
    whole = Plan(read(Source("p.json", json.dumps(document))))
    values = Values(whole, "infra", References(whole, lambda _address: None))
    return values.argument("a.b", whole.resources["a.b"], "v")


def open_places(unknown: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to everything that is not known."""
    if unknown is True:
        yield way
    elif isinstance(unknown, dict):
        for name, each in unknown.items():
            yield from open_places(each, (*way, name))
    elif isinstance(unknown, list):
        for index, each in enumerate(unknown):
            yield from open_places(each, (*way, index))


def known_places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from known_places(each, (*way, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from known_places(each, (*way, index))
    elif value is not None:
        yield way, value


@given(VALUES)
def test_what_is_not_known_is_a_symbol_and_never_absent(written):
    found = argument(written)
    assert found is not None
    for way in open_places(written.unknown):
        node = found.get(*way)
        assert node is not None, way
        symbol = unknown_in(node)
        assert symbol is not None, way
        assert "infra/a.b.v" in shown(symbol.name)


@given(VALUES)
def test_what_is_known_stays_what_it_is_beside_it(written):
    found = argument(written)
    assert found is not None
    for way, value in known_places(written.value):
        node = found.get(*way)
        assert node is not None
        assert node.text == value


def test_a_plan_of_opentofu_is_a_plan():
    topic = {
        "type": "aws_sns_topic",
        "name": "t",
        "values": {"name": "t"},
        "unknown": {"arn": True},
    }
    provider = {"aws": {"name": "aws", "full_name": "registry.opentofu.org/hashicorp/aws"}}
    document = planned(
        topic, configuration={"provider_config": provider}, terraform_version="1.9.0"
    )
    document["planned_values"]["root_module"]["resources"][0]["provider_name"] = (
        "registry.opentofu.org/hashicorp/aws"
    )
    assert resource(plan(document), "sns:topic").arn.endswith(":t")

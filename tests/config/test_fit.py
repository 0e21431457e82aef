"""What fits the packed schema, pydantic takes as well; and what is right in our own fixtures fits."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xacct_guard.config import schema
from xacct_guard.config.fit import fits
from xacct_guard.config.shape import Configuration, PackShape
from xacct_guard.read import read
from xacct_guard.span import Source

FIXTURES = Path(__file__).parents[2] / "fixtures"
WRITTEN = sorted(FIXTURES.rglob("xacct-guard.yaml"))


def node_of(value):
    return read(Source("x.json", json.dumps(value)))


def plain(node):
    if isinstance(node.value, tuple):
        return [plain(each) for each in node.value]
    return {k: plain(v) for k, v in node.mapping.items()} if node.mapping else node.value


def is_taken(value) -> bool:
    try:
        Configuration.model_validate(value)
    except ValidationError:
        return False
    return True


def test_the_packed_schema_is_that_of_the_shapes():
    assert schema() == json.loads(json.dumps(Configuration.model_json_schema()))
    assert schema("pack") == json.loads(json.dumps(PackShape.model_json_schema()))


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: str(file.parent.relative_to(FIXTURES)))
def test_a_right_configuration_fits_at_first_sight(file):
    assert fits(read(Source("xacct-guard.yaml", file.read_text())), schema())


WHOLE = {
    "accounts": {"a": {"id": "111111111111", "regions": ["us-east-1"], "units": ["r-abcd"]}},
    "stacks": [{"name": "s", "template": "t.yaml", "account": "a", "parameters": {"P": 1}}],
    "pipelines": [{"definition": "p.json", "account": "a"}, {"name": "q"}],
    "flows": [
        {
            "name": "f",
            "account": "a",
            "principal": "p",
            "network": {"vpc": "v"},
            "steps": [{"call": "s3:GetObject", "tags": {"a": "b"}}, {"start": "x"}],
        }
    ],
    "network": [
        {"account": "a", "vpc": "v", "nat": True, "endpoints": [{"id": "e", "service": "s3"}]}
    ],
    "rules": {
        "packs": ["strict"],
        "severity": {"x-y": "off"},
        "ignore": [{"rule": "x-y", "reason": "so", "until": "2027-01-31"}],
    },
}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just({"call": "a", "start": "b"}),
    st.just({"definition": "x"}),
    st.just("2027-02-31"),
    st.just({"name": "n", "definition": "d"}),
    st.just("111111111111"),
    st.just(["x"]),
)


def places(value, route=()):
    yield route
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in members:
        yield from places(each, (*route, key))


ROUTES = [route for route in places(WHOLE) if route]


def changed(route, new, name):
    value = copy.deepcopy(WHOLE)
    at = value
    for key in route[:-1]:
        at = at[key]
    if name == "drop":
        del at[route[-1]]
    elif name == "rename" and isinstance(at, dict):
        at["x" + str(route[-1])] = at.pop(route[-1])
    else:
        at[route[-1]] = new
    return value


def test_the_whole_of_it_fits():
    assert is_taken(WHOLE)
    assert fits(node_of(WHOLE), schema())


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(ROUTES), ODD, st.sampled_from(["put", "drop", "rename"]))
def test_what_fits_is_taken(route, new, name):
    value = changed(route, new, name)
    if fits(node_of(value), schema()):
        assert is_taken(plain(node_of(value)))

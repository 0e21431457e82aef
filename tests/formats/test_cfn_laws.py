"""What holds of every nest of functions."""

from __future__ import annotations

import json

import yaml
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.formats.cfn import asked, opened
from xacct_guard.errors import XacctGuardError
from xacct_guard.formats.cloudformation.conditions import equal
from xacct_guard.iam.symbol import Symbol, has_symbol
from xacct_guard.iam.truth import Truth
from xacct_guard.span import Node, Source, Span

GROUND = {
    "Parameters": {
        "Text": {"Type": "String", "Default": "a/b,c"},
        "List": {"Type": "CommaDelimitedList", "Default": "a,b"},
        "Open": {"Type": "String"},
    },
    "Mappings": {"Map": {"a": {"b": "found"}}},
    "Conditions": {
        "Yes": {"Fn::Equals": ["a", "a"]},
        "Open": {"Fn::Equals": [{"Ref": "Open"}, "a"]},
    },
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}, "Role": {"Type": "AWS::SQS::Queue"}},
}
WORDS = st.sampled_from(["", "a", "b", "a/b", "a,b", ",", "0", "1", "Map", "Yes", "Open", "Nope"])
NAMES = st.sampled_from(["Text", "List", "Open", "Bucket", "Nope", "AWS::Region", "AWS::NoValue"])
LEAVES = st.one_of(WORDS, st.integers(-1, 3), st.booleans(), st.none())


def calls(inner):
    lists = st.lists(inner, max_size=4)
    names = ["Join", "Split", "Select", "If", "FindInMap", "Equals", "Sub", "GetAtt", "Cidr"]
    return st.one_of(
        st.builds(lambda name: {"Ref": name}, NAMES),
        st.builds(lambda name: {"Fn::Sub": f"x-${{{name}}}"}, NAMES),
        st.builds(lambda name, rest: {f"Fn::{name}": rest}, st.sampled_from(names), lists),
        st.builds(lambda d, rest: {"Fn::Join": [d, rest]}, WORDS, lists),
        st.builds(lambda d, one: {"Fn::Split": [d, one]}, WORDS, inner),
        st.builds(lambda n, rest: {"Fn::Select": [n, rest]}, st.integers(0, 2), lists),
        st.builds(
            lambda c, a, b: {"Fn::If": [c, a, b]}, st.sampled_from(["Yes", "Open"]), inner, inner
        ),
        st.builds(
            lambda name, one: {f"Fn::{name}": one},
            st.sampled_from(["Base64", "Length", "ToJsonString", "ImportValue", "GetAZs", "Odd"]),
            inner,
        ),
        lists,
        st.dictionaries(WORDS, inner, max_size=3),
    )


SNIPPETS = st.recursive(LEAVES, calls, max_leaves=12)


def template(snippet: object) -> dict[str, object]:
    asked_for = {"Type": "Test::Asked", "Properties": {"Value": snippet}}
    return {**GROUND, "Resources": {**GROUND["Resources"], "Asked": asked_for}}


@settings(max_examples=300, deadline=None)
@for_all(SNIPPETS)
def test_no_nest_of_functions_escapes_as_anything_but_a_failure(snippet: object):
    loaded = opened(json.dumps(template(snippet)))
    asked(loaded)
    for failure in loaded.parts().failures:
        assert isinstance(failure, XacctGuardError)
        assert failure.at is not None


@settings(max_examples=150, deadline=None)
@for_all(SNIPPETS)
def test_yaml_and_json_say_the_same(snippet: object):
    as_json, as_yaml = (
        opened(text)
        for text in (
            json.dumps(template(snippet)),
            yaml.safe_dump(template(snippet), sort_keys=False),
        )
    )
    assert asked(as_json) == asked(as_yaml)


@settings(max_examples=100, deadline=None)
@for_all(SNIPPETS)
def test_asking_twice_and_in_another_order_gives_the_same(snippet: object):
    one, other = (opened(json.dumps(template(snippet))) for _ in range(2))
    first = asked(one)
    other.parts()
    assert asked(one) == first == asked(other)


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["a", "b", "ab", "-"]),
        st.builds(
            lambda name, shape: str(Symbol(name, shape)),
            st.sampled_from(["x", "y"]),
            st.just("a*"),
        ),
    ),
    max_size=3,
).map("".join)
AT = Span(Source("any", ""))


def filled(text: str, x: str, y: str) -> str:
    """The text once its open symbols are known."""
    return text.replace(str(Symbol("x", "a*")), x).replace(str(Symbol("y", "a*")), y)


@settings(max_examples=400, deadline=None)
@for_all(TEXTS, TEXTS, st.sampled_from(["a", "ab", "a-"]), st.sampled_from(["a", "ab", "ab-"]))
def test_a_decided_equality_holds_for_every_value_of_the_symbols(one, other, x, y):
    decided = equal(Node(one, AT), Node(other, AT))
    known = filled(one, x, y) == filled(other, x, y)
    assert decided in (Truth.UNKNOWN, Truth.YES if known else Truth.NO)
    if not has_symbol(one + other):
        assert decided is not Truth.UNKNOWN

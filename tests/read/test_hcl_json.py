"""Terraform in JSON: the same blocks and expressions, each with its place in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.read.hcl import read_json_body, read_json_values, syntax
from xacct_guard.span import Source


def body(document: Any) -> syntax.Body:
    text = document if isinstance(document, str) else json.dumps(document)
    return read_json_body(Source("main.tf.json", text))


def only(document: Any) -> syntax.Block:
    (block,) = body(document).blocks
    return block


@pytest.mark.parametrize(
    ("document", "headers"),
    [
        ({"resource": {"a": {"b": {}, "c": {}}}}, ["resource a b", "resource a c"]),
        ({"resource": [{"a": {"b": {}}}, {"a": {"c": {}}}]}, ["resource a b", "resource a c"]),
        ({"provider": {"aws": [{}, {"alias": "x"}]}}, ["provider aws", "provider aws"]),
        ({"locals": {"a": 1}, "terraform": {}}, ["locals", "terraform"]),
        ({"//": "a comment", "data": {"//": "c", "a": {"b": {}}}}, ["data a b"]),
    ],
)
def test_labels_are_keys_and_a_list_is_as_many_blocks(document, headers):
    assert [" ".join((each.type, *each.labels)) for each in body(document).blocks] == headers


def test_texts_and_keys_are_templates_and_the_rest_is_itself():
    found = only({"locals": {"a": "x-${var.y}", "b": {"${var.k}": [1, None]}, "c": "plain"}})
    a, b, c = found.body.attributes.values()
    assert isinstance(a, syntax.Template)
    assert isinstance(b, syntax.Object)
    ((key, value),) = b.members
    assert isinstance(key, syntax.Template)
    assert isinstance(value, syntax.Tuple)
    assert isinstance(c, syntax.Literal)


def test_a_variable_is_taken_as_it_is_written_and_its_type_is_an_expression():
    found = only({"variable": {"v": {"default": "${not.read}", "type": "list(string)"}}})
    default, type = found.body.attributes["default"], found.body.attributes["type"]
    assert isinstance(default, syntax.Literal)
    assert default.value == "${not.read}"
    assert isinstance(type, syntax.Call)
    assert type.name == "list"


def test_values_are_taken_as_they_are_written():
    found = read_json_values(Source("x.tfvars.json", '{"a": "${b}", "c": {"d": [true]}}'))
    assert [type(each) for each in found.values()] == [syntax.Literal, syntax.Object]


def test_a_dynamic_block_and_a_backend_are_blocks():
    dynamic = {"statement": {"for_each": "${var.x}", "content": {"sid": "s"}}}
    data = only({"data": {"a": {"b": {"dynamic": dynamic}}}})
    (made,) = data.body.blocks
    assert (made.type, made.labels) == ("dynamic", ("statement",))
    assert [block.type for block in made.body.blocks] == ["content"]
    (backend,) = only({"terraform": {"backend": {"s3": {"bucket": "b"}}}}).body.blocks
    assert (backend.type, backend.labels) == ("backend", ("s3",))


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ('"${upper(local.b)}"', 13),
        ('"é${upper(local.b)}"', 14),
        (r'"\n\"${upper(local.b)}"', 17),
        (r'"\u00e9${upper(local.b)}"', 19),
        (r'"\ud83d\ude00${upper(local.b)}"', 25),
    ],
)
def test_a_part_of_a_text_has_its_place_in_the_file(written, column):
    found = only(f'{{"locals": {{\n    "a": {written}\n}}}}').body.attributes["a"]
    call = next(each for each in parts(found) if isinstance(each, syntax.Call))
    assert (call.span.line, call.span.column) == (2, column)
    assert (call.span.end_column or 0) - (call.span.column or 0) == len("upper(local.b)")


def parts(expression: syntax.Expression) -> tuple[syntax.Expression, ...]:
    return expression.parts if isinstance(expression, syntax.Template) else (expression,)


def test_a_block_reaches_from_its_last_label_to_its_end():
    span = only('{"resource": {"a": {\n  "b": {\n    "x": 1\n  }\n}}}').span
    assert (span.line, span.column, span.end_line, span.end_column) == (2, 3, 4, 4)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('{"locals": ', "the text ends before the `{` of line 1 is closed", 1),
        ("[]", "a file of Terraform in JSON is an object", 1),
        ('{\n"resorce": {}}', "there is no block `resorce`", 2),
        ('{"resource": {"a": 5}}', "`resource` is an object here", 1),
        ('{"locals": {\n"a": "${"}}', "a value is expected here", 2),
        (
            '{"variable": {"v": {"type": "list(string) x"}}}',
            "the end of the type is expected here",
            1,
        ),
    ],
)
def test_what_is_no_terraform_is_one_error_with_its_place(text, message, line):
    with pytest.raises(InputError) as raised:
        body(text)
    assert raised.value.message == message
    assert raised.value.at is not None
    assert raised.value.at.line == line
    assert raised.value.help


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["locals", "resource", "variable", "terraform"]))
def test_no_document_breaks_the_reader(value, type):
    try:
        body({type: value})
    except InputError as error:
        assert error.at is not None

"""JSON is read as the standard says, and each value knows its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.read import read
from xacct_guard.span import Node, Source

from .strategies import documents, plain, same, written

layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (" , ", " : ")]),
    }
)
collections = st.one_of(st.lists(documents, max_size=4), st.dictionaries(st.text(), documents))
before = st.sampled_from(["", "\ufeff", "\n\n ", "\ufeff\r\n"])


def of(text: str) -> Node:
    return read(Source("a.json", text))


@settings(deadline=None)
@given(collections, layouts)
def test_it_is_the_value_that_the_standard_library_reads(value, layout):
    text = json.dumps(value, **layout)
    assert same(plain(of(text)), json.loads(text))


@settings(deadline=None)
@given(collections, layouts, before, st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_text_of_a_span_is_the_text_of_the_value(value, layout, lead, line_end):
    text = lead + json.dumps(value, **layout).replace("\n", line_end)
    node = of(text)
    for each in node.walk():
        assert same(plain(each), json.loads(written(each.span)))
        assert node.get(*each.span.route) is each
        for key, where in each.keys.items():
            assert json.loads(written(where)) == key
            assert where.route == (*each.span.route, key)


def test_columns_are_characters_even_beyond_the_basic_plane():
    node = of('\ufeff{"😀": "\\ud83d\\ude00",\r\n\t"b": 1}')
    first, second = node.mapping["😀"], node.mapping["b"]
    assert first.value == "😀"
    assert (first.span.line, first.span.column, first.span.end_column) == (1, 8, 22)
    assert (second.span.line, second.span.column, second.span.end_column) == (2, 7, 8)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("1.5", 1.5),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1.10", "1.10"),
        ("1e400", "1e400"),
        ("-0", "-0"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_number_that_would_lose_something_stays_its_text(text: str, value: object):
    node = of(f"[{text}]").items[0]
    assert node.value == value
    assert type(node.value) is type(value)
    assert node.text == text


def test_depth_has_a_limit_and_the_limit_can_be_reached():
    assert sum(1 for _ in of("[" * 200 + "]" * 200).walk()) == 200
    with pytest.raises(InputError, match="more than 200 levels") as caught:
        of("[" * 100_000)
    assert caught.value.at is not None
    assert caught.value.at.column == 201


def test_escapes_and_long_keys_are_read():
    text = json.dumps({"k" * 2000: '"\\/\b\f\n\r\té😀\x7f'})
    assert plain(of(text)) == json.loads(text)

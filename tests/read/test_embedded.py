"""A policy that stands as text in a document is read like any other, and found where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.errors import InputError
from xacct_guard.read import read, read_embedded
from xacct_guard.read.json import read_document
from xacct_guard.span import Node, Source, Span

from .strategies import documents, plain, same, written

POLICY = '{"Statement": [\n  {"Effect": "Allow",\n\n   "Action": "s3:*"}\n]}'
IN_BLOCKS = {
    "literal": "a:\n  p: |\n    {block}\nb: 1\n",
    "with a tag": "a:\n  p: !Sub |-   # why\n    {block}\nb: 1\n",
    "indented by hand": "a:\n  p: |2\n    {block}\nb: 1\n",
    "at the end": "a:\n  p: |-\n    {block}",
    "in a list": "a:\n  p:\n    - >\n      x\n    - |\n      {block}\n",
}


def embedded(text: str) -> tuple[Node, Node]:
    outer = read(Source("a.yaml", text)).get("a", "p")
    assert outer is not None
    outer = outer.items[-1]
    return outer, read_embedded(outer)


@pytest.mark.parametrize("text", IN_BLOCKS.values(), ids=IN_BLOCKS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_in_a_block_each_part_has_its_own_place(text: str, line_end: str):
    indent = "\n" + " " * (text.index("{block}") - text.rindex("\n", 0, text.index("{block}")) - 1)
    text = text.replace("{block}", POLICY.replace("\n", indent).replace("\n    \n", "\n\n"))
    outer, node = embedded(text.replace("\n", line_end))
    action = node.get("Statement", 0, "Action")
    assert written(action.span) == '"s3:*"'
    assert action.span.route == (*outer.span.route, "Statement", 0, "Action")
    key = node.get("Statement", 0).keys["Effect"]
    assert written(key) == '"Effect"'
    assert written(node.span).replace(" ", "") == POLICY.replace("\n", line_end).replace(" ", "")


@pytest.mark.parametrize(
    "text",
    ['a: {p: \'{"b": [1, "😀"]}\', c: 1}', '\ufeff{a: {p: !Sub \'{"b": [1, "😀"]}\'}}'],
)
def test_on_one_line_without_escapes_too(text: str):
    _, node = embedded(text)
    assert written(node.get("b", 1).span) == '"😀"'
    assert written(node.keys["b"]) == '"b"'
    assert written(node.span) == '{"b": [1, "😀"]}'


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"p": "{\\"b\\": 1}"}}',
        "a: {p: '{\"b\": \"it''s\"}'}",
        "a:\n  p: '{\"b\":\n    1}'\n",
        'a: {p: "\\x7b\\"b\\": 1}"}',
        'a:\n  p: >\n    {"b":\n    1}\n',
    ],
)
def test_elsewhere_each_part_has_the_place_of_the_whole(text: str):
    outer, node = embedded(text)
    inner = node.mapping["b"]
    assert inner.span.route == ("a", "p", "b")
    assert (inner.span.line, inner.span.column) == (outer.span.line, outer.span.column)
    assert written(inner.span) == written(outer.span)


@settings(deadline=None)
@given(st.one_of(st.lists(documents), st.dictionaries(st.text(), documents)), st.integers(1, 4))
def test_what_was_put_in_comes_out(value, indent):
    inner = json.dumps(value, indent=indent)
    text = "a:\n  p: |\n" + "".join(f"    {line}\n" for line in inner.split("\n"))
    _, node = embedded(text)
    assert same(plain(node), json.loads(inner))
    for each in node.walk():
        assert same(plain(each), json.loads(written(each.span)))


def test_a_text_inside_a_text_keeps_the_place_of_the_outermost():
    inner = json.dumps({"d": json.dumps({"e": 1})})
    text = json.dumps({"a": {"p": inner}})
    outer, node = embedded(text)
    deepest = read_embedded(node.mapping["d"]).mapping["e"]
    assert deepest.span.route == ("a", "p", "d", "e")
    assert written(deepest.span) == written(outer.span)


def test_a_value_without_lines_gives_values_without_lines():
    at = Span(Source("plan.json", ""), ("values", "policy"))
    node = read_embedded(Node('{"a": 1}', at)).mapping["a"]
    assert node.span == Span(at.source, ("values", "policy", "a"))


@pytest.mark.parametrize("value", [{}, (), None])
def test_what_is_no_text_is_left_as_it_is(value):
    node = Node(value, Span(Source("a", "")))
    assert read_embedded(node) is node


def test_an_error_names_the_place_in_the_text():
    with pytest.raises(InputError) as caught:
        embedded('{"a": {"p": "{\\"b\\": 1,\\n}"}}')
    error = caught.value
    assert error.message == (
        "this text is not JSON (line 1, column 8 of it): a comma stands before `}`"
    )
    assert (error.at.line, error.at.column) == (1, 13)
    assert error.at.path == "a.p"


def test_an_error_in_a_block_stands_at_its_own_line():
    with pytest.raises(InputError) as caught:
        embedded('a:\n  p: |\n    {"b": 1,\n    }\n')
    assert caught.value.message == "this text is not JSON: a comma stands before `}`"
    assert (caught.value.at.line, caught.value.at.column) == (3, 12)


@pytest.mark.parametrize("text", ["", " ", "yes", "arn:aws:iam::1:role/x", "file://policy.json"])
def test_text_that_is_no_json_at_all_is_an_error(text: str):
    with pytest.raises(InputError, match="this text is not JSON"):
        read_embedded(Node(text, Span(Source("a", "x"), (), 1, 1, 1, 2)))


_ODD = [
    *(
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        "[Infinity]",
        "[1.10, 012]",
        "[1.10, 1e400, 12345678901234567890123]",
    ),
    *('{"a": "\\u00e9"}', '["\\ud800"]', "\ufeff[1]", '["\t"]', "[1,]", '{"a": 1} x', "5", '"x"'),
    *("[" * 150 + "]" * 150, "[" * 250 + "]" * 250, "", "\x0b[1]", "[1]\x0b", "[-0, -0.0, 0.10]"),
]


@settings(deadline=None)
@given(st.one_of(documents.map(json.dumps), st.sampled_from(_ODD), st.text('[]{},:"\\a1 .-eE\n')))
def test_without_lines_the_quick_reader_takes_what_the_strict_one_takes(text):
    source = Source("plan.json", "")

    def said(read: Callable[[], Node]) -> object:
        try:
            return repr([(plain(each), each.span) for each in read().walk()])
        except InputError:
            return "refused"

    def strictly() -> Node:
        return read_document(Source("", text), ("p",), lambda route, *_: Span(source, route))

    quickly = partial(read_embedded, Node(text, Span(source, ("p",))))
    assert said(quickly) == said(strictly)

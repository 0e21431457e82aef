"""What something else has parsed, as Nodes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.iam.quota import length_of
from xacct_guard.read import read_value
from xacct_guard.span import Node, Source

SOURCE = Source("account.sqlite", "")
_SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


def plain(node: Node) -> object:
    if isinstance(node.value, tuple):
        return [plain(each) for each in node.value]
    return {k: plain(v) for k, v in node.mapping.items()} if node.mapping else node.value


@given(value=st.dictionaries(st.text(max_size=3), _VALUES, min_size=1))
def test_what_is_read_when_asked_for_says_the_same_at_the_same_places(value):
    at_once = read_value({"Document": value}, SOURCE)
    later = read_value({"Document": value}, SOURCE, later={"Document"})
    assert plain(later) == plain(at_once)
    assert [node.span for node in later.walk()] == [node.span for node in at_once.walk()]
    assert dict(later.mapping["Document"].keys) == dict(at_once.mapping["Document"].keys)
    assert length_of(later) == length_of(at_once)


def test_a_key_is_where_its_value_is():
    node = read_value({"a": {"b": [1]}}, SOURCE)
    assert node.keys["a"].route == ("a",)
    assert node.mapping["a"].keys["b"] == node.mapping["a"].mapping["b"].span


def test_a_document_that_is_read_later_keeps_what_was_collected():
    value = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}
    node = read_value({"Document": value}, SOURCE, later={"Document"})
    assert len(json.dumps(value, separators=(",", ":"))) == length_of(node.mapping["Document"])
    assert node.get("Document", "Statement", 0, "Effect").text == "Allow"

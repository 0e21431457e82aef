"""What is made fast is what a constructor makes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from xacct_guard.read import read
from xacct_guard.read.making import make_node, make_span
from xacct_guard.span import Node, Source, Span

SOURCE = Source("a.yaml", "a: 1")


def test_a_span_made_fast_is_the_same_span():
    made, written = make_span(SOURCE, ("a",), 1, 4, 1, 5), Span(SOURCE, ("a",), 1, 4, 1, 5)
    assert type(made) is Span
    assert made == written
    assert hash(made) == hash(written)
    assert repr(made) == repr(written)
    assert replace(made, line=2) == replace(written, line=2)


def test_a_node_made_fast_is_the_same_node():
    span = Span(SOURCE, ("a",), 1, 4, 1, 5)
    made = make_node(1, span, "!x", {})
    assert type(made) is Node
    assert made == Node(1, span, "!x")
    assert repr(made) == repr(Node(1, span, "!x"))
    assert replace(made, tag=None) == Node(1, span)


def test_neither_can_be_changed():
    node = read(SOURCE)
    for frozen, name in ((node, "tag"), (node.span, "line")):
        with pytest.raises(FrozenInstanceError):
            setattr(frozen, name, None)


def test_the_places_of_keys_are_a_mapping_like_any_other():
    keys = read(Source("a.yaml", "\ufeffa: 1\nbc: {d: e}\n")).keys
    assert list(keys) == ["a", "bc"]
    assert len(keys) == 2
    assert "a" in keys
    assert "d" not in keys
    assert keys.get("d") is None
    assert {**keys}["bc"] == Span(keys["a"].source, ("bc",), 2, 1, 2, 3)
    assert (keys["a"].column, keys["a"].end_column) == (2, 3)  # behind the byte order mark

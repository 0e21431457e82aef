"""The length of a policy: that of its shortest JSON text, and no more where parts are not known."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.iam.symbol import Symbol
from xacct_guard.rule.quota import length_of
from xacct_guard.span import Node, Source, Span

AT = Span(Source("policy.json", ""))
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Co", "Cs")), max_size=8)
VALUES = st.recursive(
    st.one_of(TEXTS, st.booleans(), st.integers(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(TEXTS, inner, max_size=3),
    ),
    max_leaves=12,
)


def node_of(value: object) -> Node:
    if isinstance(value, dict):
        return Node({key: node_of(each) for key, each in value.items()}, AT)
    if isinstance(value, list):
        return Node(tuple(map(node_of, value)), AT)
    return Node(value, AT)


@given(VALUES)
def test_it_is_the_length_of_the_shortest_json(value):
    shortest = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    assert length_of(node_of(value)) == len(shortest)


@given(TEXTS, st.text("0123456789", min_size=12, max_size=12))
def test_what_is_known_later_counts_with_what_it_has_at_least(before, account):
    open_account = str(Symbol("account", "?" * 12))
    written = length_of(Node(f"{before}{open_account}", AT))
    assert written == length_of(Node(f"{before}{account}", AT))
    assert length_of(Node(f"{before}{Symbol('anything')}", AT)) == length_of(Node(before, AT))

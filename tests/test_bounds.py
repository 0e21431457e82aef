"""How much a text may ask for: patterns that are worth looking for, and budgets that run out once."""

from __future__ import annotations

import re
from math import inf
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.bounds import LARGEST, LONGEST, Budget, cost_of
from xacct_guard.errors import InputError
from xacct_guard.span import Node, Source, Span

AT = Span(Source("x", ""))
AFFORDED = 3_000_000

QUICK = (
    "[^a-zA-Z0-9]",
    "^[a-z0-9-]+$",
    r"\s+",
    "(?i)abc",
    "^([^:]+):([^:]+):([^:]+):([^:]*):([^:]*):(.*)$",
    r"^arn:aws:iam::(\d+):role/(?P<name>.+)$",
    r"([0-9]{1,3}\.){3}[0-9]{1,3}",
    "([a-z]+-)+x",
    "^(dev|test|prod)-(.+)$",
    "(.*)-(.*)-(.*)",
    "[a-z]+|[0-9]+",
)
SLOW = ("(a+)+$", "((a+))+$", "(a|aa)+$", "(a?){60}$", "(((){1000}){1000}){1000}", ".*" * 9 + "x")
PIECES = (
    "a",
    "b",
    "-",
    ".",
    "[ab]",
    "[^b]",
    "(",
    "(?:",
    ")",
    "*",
    "+",
    "?",
    "{2}",
    "{1,3}",
    "|",
    "$",
)


@pytest.mark.parametrize("pattern", QUICK)
def test_a_pattern_that_people_write_is_looked_for(pattern: str):
    assert cost_of(pattern, 60) <= AFFORDED


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_with_ways_without_number_is_not(pattern: str):
    assert cost_of(pattern, 60) > AFFORDED


def test_a_group_that_looks_around_is_not_read():
    assert cost_of("a(?=b)", 1) == inf


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), st.integers(0, 40))
@settings(max_examples=300, deadline=None)
def test_what_is_said_to_be_quick_is(pattern: str, length: int):
    try:
        compiled = re.compile(pattern)
    except re.error:
        return
    if cost_of(pattern, length) > AFFORDED:
        return
    begun = process_time()
    for text in ("a" * length, "a" * length + "!", "ab" * (length // 2) + "!"):
        compiled.search(text)
    assert process_time() - begun < 1


def test_a_budget_runs_out_once_and_for_all():
    budget = Budget(10)
    budget.spend(10, AT)
    with pytest.raises(InputError) as first:
        budget.spend(1, AT)
    with pytest.raises(InputError) as second:
        budget.spend(1, AT)
    assert first.value is second.value


def test_a_text_that_is_too_long_does_not_use_up_the_budget():
    budget = Budget(10)
    with pytest.raises(InputError, match="more than 1,000,000 characters"):
        budget.write(LONGEST + 1, AT)
    budget.spend(10, AT)


def test_what_stands_in_a_value_twice_counts_twice():
    node, budget = Node("x", AT), Budget()
    for _ in range(100):
        node = Node((node, node), AT)
    assert budget.size(node) == 2**101 - 1 > LARGEST
    with pytest.raises(InputError, match="more than 200,000 values"):
        budget.hold(node, AT)

"""What is known of two texts of which parts are not."""

from __future__ import annotations

import pytest

from xacct_guard.iam.symbol import Symbol, only_symbol, surely_differ

ACCOUNT = str(Symbol("Account", "?" * 12))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("111111111111", "222222222222", True),
        ("111111111111", "111111111111", False),
        ("111111111111", ACCOUNT, False),
        (ACCOUNT, "111111111111", False),
        (ACCOUNT, ACCOUNT, False),
        (f"{ACCOUNT}-a", f"{ACCOUNT}-b", False),
        ("111111111111", "", True),
    ],
)
def test_two_differ_for_certain_only_where_both_are_known(one, other, differ):
    assert surely_differ(one, other) is differ


def test_no_symbol_holds_another():
    outer = Symbol(f"what {ACCOUNT} does", f"arn:aws:iam::{ACCOUNT}:role/*x")
    assert only_symbol(str(outer)) == outer
    assert outer == Symbol("what ${Account} does", "arn:aws:iam::????????????:role/*x")

"""Every condition operator, held against single values: a table a family, made anew for the test.

The families make their operators while they are imported; making them again puts that to the test too.
"""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from xacct_guard.iam.conditions import Operator
from xacct_guard.iam.symbol import Symbol
from xacct_guard.iam.truth import Truth

FAMILIES = ("arn", "binary", "bool", "date", "ip", "null", "numeric", "string")
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
OPEN = str(Symbol("nobody knows"))
ARN = "arn:aws:s3:::data/key"

# operator: (wanted by the policy, held by the request) -> how the comparison comes out
COMPARED = {
    "StringEquals": [
        ("a", "a", YES),
        ("a", "A", NO),
        ("a*", "ab", NO),
        ("a*", "a*", YES),
        ("a", OPEN, UNKNOWN),
    ],
    "StringEqualsIgnoreCase": [
        ("aB", "Ab", YES),
        ("a", "b", NO),
        ("a?", "ab", NO),
        ("a", OPEN, UNKNOWN),
    ],
    "StringLike": [("a*", "ab:/c", YES), ("a?", "ab", YES), ("a?", "a", NO), ("A*", "ab", NO)],
    "NumericEquals": [
        ("10", "10.0", YES),
        ("10", "9", NO),
        ("10", "ten", NO),
        ("ten", "10", NO),
        ("1", OPEN, UNKNOWN),
        (OPEN, "1", UNKNOWN),
    ],
    "NumericLessThan": [("10", "9", YES), ("10", "10", NO), ("9", "10", NO), ("10", "x", NO)],
    "NumericLessThanEquals": [("10", "10", YES), ("10", "9", YES), ("9", "10", NO)],
    "NumericGreaterThan": [("9", "10", YES), ("10", "10", NO), ("10", "9", NO)],
    "NumericGreaterThanEquals": [("10", "10", YES), ("9", "10", YES), ("10", "9", NO)],
    "DateEquals": [
        ("2026-01-31", "2026-01-31T00:00:00Z", YES),
        ("2026-01-31T01:00:00+01:00", "1769817600", YES),
        ("2026-01-31", "2026-02-01", NO),
        ("2026-01-31", "soon", NO),
        ("soon", "2026-01-31", NO),
        ("2026-01-31", OPEN, UNKNOWN),
        (OPEN, "2026-01-31", UNKNOWN),
    ],
    "DateLessThan": [
        ("2026-02-01", "2026-01-31", YES),
        ("2026-01-31", "2026-01-31", NO),
        ("2026-01-30", "2026-01-31", NO),
    ],
    "DateLessThanEquals": [
        ("2026-01-31", "2026-01-31", YES),
        ("2026-02-01", "2026-01-31", YES),
        ("2026-01-30", "2026-01-31", NO),
    ],
    "DateGreaterThan": [
        ("2026-01-30", "2026-01-31", YES),
        ("2026-01-31", "2026-01-31", NO),
        ("2026-02-01", "2026-01-31", NO),
    ],
    "DateGreaterThanEquals": [
        ("2026-01-31", "2026-01-31", YES),
        ("2026-01-30", "2026-01-31", YES),
        ("2026-02-01", "2026-01-31", NO),
    ],
    "Bool": [
        ("true", "true", YES),
        ("true", "false", NO),
        ("false", "false", YES),
        ("true", "yes", NO),
    ],
    "BinaryEquals": [("QUI=", "QUI=", YES), ("QUI=", "QUE=", NO)],
    "IpAddress": [
        ("10.0.0.0/8", "10.1.2.3", YES),
        ("10.0.0.0/8", "11.1.2.3", NO),
        ("10.1.2.3", "10.1.2.3", YES),
        ("10.1.2.3", "10.1.2.4", NO),
        ("::/0", "10.1.2.3", NO),
        ("2001:db8::/32", "2001:db8::1", YES),
        ("10.0.0.0/8", "here", NO),
        ("10.0.0.0/8", OPEN, UNKNOWN),
    ],
    "ArnEquals": [
        (ARN, ARN, YES),
        ("arn:aws:s3:::data/*", ARN, YES),
        ("arn:aws:s3:::Data/*", ARN, NO),
        ("arn:aws:s3", ARN, NO),
    ],
    "ArnLike": [
        (ARN, ARN, YES),
        ("arn:*:s3:::data/*", ARN, YES),
        ("arn:aws:iam:::data/*", ARN, NO),
    ],
    "Null": [("true", "true", YES), ("true", "false", NO), ("false", "false", YES)],
}
NEGATIONS = {
    "StringEquals": "StringNotEquals",
    "StringEqualsIgnoreCase": "StringNotEqualsIgnoreCase",
    "StringLike": "StringNotLike",
    "NumericEquals": "NumericNotEquals",
    "DateEquals": "DateNotEquals",
    "IpAddress": "NotIpAddress",
    "ArnEquals": "ArnNotEquals",
    "ArnLike": "ArnNotLike",
}
WITH_VARIABLES = {
    *("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"),
    *(
        "StringNotEquals",
        "StringNotEqualsIgnoreCase",
        "StringNotLike",
        "ArnNotEquals",
        "ArnNotLike",
    ),
}
REFUSED = {
    "Numeric": "ten",
    "Date": "soon",
    "Bool": "yes",
    "Binary": "*",
    "Ip": "here",
    "NotIp": "here",
}
TAKEN = {
    "Numeric": "10",
    "Date": "2026-01-31",
    "Bool": "true",
    "Binary": "QUI=",
    "Ip": "10.0.0.0/8",
    "NotIp": "::1",
}


@pytest.fixture
def table() -> dict[str, Operator]:
    modules: list[ModuleType] = [
        importlib.reload(importlib.import_module(f"xacct_guard.iam.conditions.{name}"))
        for name in FAMILIES
    ]
    return {operator.name: operator for module in modules for operator in module.OPERATORS}


def test_the_operators_are_those_of_the_guide(table):
    assert set(table) == {*COMPARED, *NEGATIONS.values()}


@pytest.mark.parametrize("name", COMPARED)
def test_an_operator_compares_as_the_guide_says(table, name):
    for wanted, got, truth in COMPARED[name]:
        assert table[name].compare(wanted, got) is truth, (name, wanted, got)


@pytest.mark.parametrize(("name", "negation"), NEGATIONS.items())
def test_a_negation_compares_alike_and_is_turned_round(table, name, negation):
    assert (table[name].negated, table[negation].negated) == (False, True)
    for wanted, got, truth in COMPARED[name]:
        assert table[negation].compare(wanted, got) is truth


def test_only_negations_are_negated(table):
    assert {name for name, one in table.items() if one.negated} == set(NEGATIONS.values())


def test_policy_variables_work_in_texts_and_arns_alone(table):
    assert {name for name, one in table.items() if one.variables} == WITH_VARIABLES


def test_presence_is_what_null_alone_asks_for(table):
    assert {name for name, one in table.items() if one.on_presence} == {"Null"}


@pytest.mark.parametrize("prefix", REFUSED)
def test_a_value_that_is_none_of_its_kind_is_refused_and_the_kind_is_named(table, prefix):
    family = [one for name, one in table.items() if name.startswith(prefix)]
    assert family
    for one in family:
        assert not one.accepts(REFUSED[prefix])
        assert one.accepts(TAKEN[prefix])
        assert one.expects not in ("", None, "a text")


def test_a_text_operator_takes_any_text(table):
    for name in WITH_VARIABLES:
        assert table[name].accepts("anything at all")

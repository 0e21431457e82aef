"""A key that nobody gives, of which AWS tells all values there can be, is decided where all say the same."""

from __future__ import annotations

import pytest

from xacct_guard.iam.case import node_of
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.index import Compiled
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Context, Otherwise, Principal, PrincipalKind, Request
from xacct_guard.iam.semantics import DEFAULT

KEY = "s3:TlsVersion"
USER = Principal(PrincipalKind.USER, "arn:aws:iam::111111111111:user/u", "111111111111")
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def verdict(operator: str, value: str, context: Context) -> Verdict:
    """What comes of a policy that allows all, but for what the condition denies."""
    deny = {**ALL, "Effect": "Deny", "Condition": {operator: {KEY: value}}}
    document = node_of({"Version": "2012-10-17", "Statement": [ALL, deny]})
    layers = Layers(identity=Layer((parse_policy(document, PolicyKind.IDENTITY, "p"),)))
    request = Request(
        *(USER, "s3:GetObject", "arn:aws:s3:::b/k", "111111111111", "us-east-1"), context=context
    )
    said = decide(request, layers, DEFAULT)
    assert Compiled(layers).decide(request, DEFAULT) == said
    return said.verdict


@pytest.mark.parametrize(
    ("operator", "value", "outcome"),
    [
        ("NumericLessThan", "1.2", Verdict.ALLOW),
        ("NumericGreaterThanEquals", "1.2", Verdict.EXPLICIT_DENY),
        ("NumericLessThan", "1.3", Verdict.UNKNOWN),
        ("NumericEquals", "1.2", Verdict.UNKNOWN),
        ("Null", "true", Verdict.ALLOW),
    ],
)
def test_what_all_possible_values_say_is_so(operator, value, outcome):
    assert verdict(operator, value, Context(otherwise=Otherwise.UNKNOWN)) is outcome


def test_a_key_that_somebody_says_is_unknown_is_unknown():
    said = Context(unknown=frozenset({KEY.lower()}), otherwise=Otherwise.UNKNOWN)
    assert verdict("NumericLessThan", "1.2", said) is Verdict.UNKNOWN


def test_a_key_that_is_given_has_no_other_value():
    given = Context({KEY.lower(): "1.1"}, otherwise=Otherwise.UNKNOWN)
    assert verdict("NumericLessThan", "1.2", given) is Verdict.EXPLICIT_DENY

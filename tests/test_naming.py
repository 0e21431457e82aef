"""Who is meant by an ARN that somebody writes."""

from __future__ import annotations

import pytest

from xacct_guard.errors import ConfigError
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.request import PrincipalKind
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.naming import principal_named
from xacct_guard.trace.request import principal_of

OTHERS = [
    "arn:aws:s3:::bucket",
    "arn:aws:iam::111111111111:instance-profile/p",
    "arn:aws:lambda:us-east-1:111111111111:function:f",
]


@pytest.mark.parametrize("arn", OTHERS)
def test_who_asks_is_not_what_is_no_principal(arn):
    with pytest.raises(ConfigError, match="is not a principal"):
        principal_named(arn, AccessGraph())


@pytest.mark.parametrize("arn", OTHERS)
def test_a_role_that_is_given_as_something_else_is_some_role(arn):
    principal = principal_of(arn)
    assert principal.kind is PrincipalKind.SESSION
    assert has_symbol(principal.role)


def test_a_service_is_a_service_whatever_asks():
    for name in ("sagemaker.amazonaws.com", "aws.internal"):
        assert principal_named(name, AccessGraph()).kind is PrincipalKind.SERVICE


def test_somebody_as_a_report_shows_it_is_some_role_or_other():
    principal = principal_named("arn:aws:iam::111111111111:${anyone}", AccessGraph())
    assert principal.account == "111111111111"
    assert principal.kind is PrincipalKind.SESSION

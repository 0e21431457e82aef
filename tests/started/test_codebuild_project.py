"""A build project that is started by itself takes on its role, however the role is named."""

from __future__ import annotations

import pytest

from tests.started.test_glue_and_ecs import HOME, REGION, required
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.caller import Caller
from xacct_guard.iam.symbol import Symbol
from xacct_guard.span import Source, Span
from xacct_guard.started import codebuild_project

ROLE = f"arn:aws:iam::{HOME}:role/build"
DRAWN, OPEN = str(Symbol("s.Role", "s-Role-*", created=True)), str(Symbol("parameter Role"))
MADE = str(Symbol("s.Role.Arn", "arn:*", created=True))


@pytest.mark.parametrize("named", ["build", ROLE])
def test_a_project_may_name_its_role_or_give_its_arn(named):
    facts = {"role": named, "source": {"Type": "NO_SOURCE"}}
    assert required(codebuild_project, "codebuild:project", "project/x", facts)[0] == (
        "codebuild.amazonaws.com",
        "sts:AssumeRole",
        ROLE,
    )


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        (DRAWN, f"arn:aws:iam::{HOME}:role/{DRAWN}"),
        (f"{DRAWN}-x", f"arn:aws:iam::{HOME}:role/{DRAWN}-x"),
        (OPEN, OPEN),
        (MADE, MADE),
        ("service-role/build", "service-role/build"),
    ],
)
def test_a_name_is_one_of_the_account_and_what_may_be_an_arn_is_left(named, meant):
    caller = Caller("x", HOME, REGION, Span(Source("f", "")), AccessGraph())
    assert caller.role_named(named) == meant

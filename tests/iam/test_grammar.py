"""What AWS would reject is an error with its place and what to do; all else is a policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.written import written
from xacct_guard.errors import PolicyError
from xacct_guard.iam.case import node_of
from xacct_guard.iam.conditions import operators, parse_operator
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import Policy, PolicyKind, SetOperator
from xacct_guard.iam.symbol import Symbol

K = PolicyKind
LATEST = "2012-10-17"
OPEN = str(Symbol("PolicyDocument"))
ROLE = "arn:aws:iam::111122223333:role/r"


def statement(**elements: Any) -> dict[str, Any]:
    """A statement of an identity policy, with some elements replaced (None: left out)."""
    written = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **elements}
    return {key: value for key, value in written.items() if value is not None}


def parsed(document: Any, kind: PolicyKind = K.IDENTITY) -> Policy:
    return parse_policy(node_of(document), kind, "p")


def document(*statements: Any, version: str = LATEST) -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def on(**elements: Any) -> dict[str, Any]:
    return {"StringEquals": elements}


REJECTED = written(Path(__file__).parent / "rejected.yaml")


@pytest.mark.parametrize("case", REJECTED, ids=lambda case: case["says"])
def test_an_identity_policy_that_aws_rejects_is_an_error_at_its_place(case: Any) -> None:
    with pytest.raises(PolicyError) as raised:
        parsed(case["document"])
    error = raised.value
    assert case["says"] in error.message
    assert error.at is not None
    assert error.at.path == case["at"]
    assert error.help
    assert case["help"] in error.help


def named(**elements: Any) -> dict[str, Any]:
    return statement(**{"Principal": "*", **elements})


BY_KIND = [
    (K.BOUNDARY, statement(Principal="*"), "names a principal"),
    (K.SESSION, statement(Principal="*"), "names a principal"),
    (K.SCP, statement(Principal="*"), "names a principal"),
    (K.SCP, statement(NotPrincipal={"AWS": ROLE}, Effect="Deny"), "names a principal"),
    (K.RESOURCE, statement(), "has no `Principal`"),
    (K.ENDPOINT, statement(), "has no `Principal`"),
    (K.TRUST, statement(Action="sts:AssumeRole", Resource=None), "has no `Principal`"),
    (K.RESOURCE, named(NotPrincipal="*"), "both `Principal` and `NotPrincipal`"),
    (K.RESOURCE, named(Principal=None, NotPrincipal={"AWS": ROLE}), "statement that allows"),
    (K.RESOURCE, named(Principal=ROLE), "stands where principals are named"),
    (K.RESOURCE, named(Principal=[ROLE]), "stands where principals are named"),
    (K.RESOURCE, named(Principal={}), "names nobody"),
    (K.RESOURCE, named(Principal={"AWS": []}), "names nobody"),
    (K.RESOURCE, named(Principal={"Account": "111122223333"}), "no kind of principal `Account`"),
    (K.RESOURCE, named(Principal={"Aws": ROLE}), "no kind of principal `Aws`"),
    (K.RESOURCE, named(Principal={"AWS": "11112222333"}), "not a principal of the kind `AWS`"),
    (K.RESOURCE, named(Principal={"AWS": "arn:aws:iam::111122223333:role/*"}), "not a principal"),
    (K.RESOURCE, named(Principal={"AWS": "arn:aws:iam::111122223333:group/g"}), "not a principal"),
    (K.RESOURCE, named(Principal={"AWS": "arn:aws:sts::111122223333:assumed-role/r/*"}), "not a"),
    (K.RESOURCE, named(Principal={"AWS": "arn:aws:s3:::bucket"}), "not a principal"),
    (K.RESOURCE, named(Principal={"AWS": "sagemaker.amazonaws.com"}), "not a principal"),
    (K.RESOURCE, named(Principal={"Service": ROLE}), "not a principal of the kind `Service`"),
    (K.RESOURCE, named(Principal={"Federated": "*"}), "not a principal of the kind `Federated`"),
    (K.RESOURCE, named(Principal={"CanonicalUser": "abc"}), "not a principal"),
    (K.TRUST, named(Action="sts:AssumeRole"), "names a resource"),
    (K.TRUST, named(Action="s3:GetObject", Resource=None), "has the action `s3:GetObject`"),
    (
        K.TRUST,
        statement(Effect="Deny", Action="sts:*", Resource=None, NotPrincipal={"AWS": ROLE}),
        "has a `NotPrincipal`",
    ),
    (K.RCP, named(), "allows"),
    (K.RCP, named(Effect="Deny", Principal={"AWS": "*"}), "principal other than `*`"),
    (K.RCP, named(Effect="Deny", Action="*"), "denies the action `*`"),
    (K.RCP, named(Effect="Deny", Action=None, NotAction="s3:*"), "has a `NotAction`"),
    (K.RCP, named(Effect="Deny", Resource=None), "has no `Resource`"),
    (K.RCP, named(Effect="Deny", Principal=None, NotPrincipal={"AWS": ROLE}), "`NotPrincipal`"),
]


@pytest.mark.parametrize(("kind", "written", "message"), BY_KIND)
def test_each_kind_of_policy_has_its_own_grammar(
    kind: PolicyKind, written: Any, message: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        parsed(document(written), kind)
    assert message in raised.value.message
    assert raised.value.help


def test_a_resource_control_policy_needs_the_latest_version() -> None:
    written = document(named(Effect="Deny"), version="2008-10-17")
    with pytest.raises(PolicyError, match="another `Version`"):
        parsed(written, K.RCP)
    with pytest.raises(PolicyError, match="another `Version`"):
        parsed({"Statement": [named(Effect="Deny")]}, K.RCP)


WELL_FORMED = [
    (K.IDENTITY, {"Statement": statement()}),
    (K.IDENTITY, {"Id": "x", **document(statement(Sid="A1"), statement(Sid="B2"))}),
    (K.IDENTITY, document(statement(Condition={}))),
    (K.IDENTITY, document(statement(Condition={"Bool": {"aws:SecureTransport": False}}))),
    (K.IDENTITY, document(statement(Condition={"NumericLessThan": {"s3:max-keys": 10}}))),
    (K.IDENTITY, document(statement(Condition={"ForAnyValue:StringLike": {"aws:TagKeys": []}}))),
    (K.IDENTITY, document(statement(Action="*", Resource="arn:aws:s3:*"))),
    (K.IDENTITY, document(statement(Resource=f"arn:aws:s3:::{OPEN}/*"))),
    (K.IDENTITY, document(statement(Resource=f"{OPEN}/*", Action=f"{OPEN}:Get*"))),
    (K.RESOURCE, document(named(Resource=None, Sid="a b"), named(Resource=None, Sid="a b"))),
    (K.RESOURCE, document(named(Principal={"AWS": ["111122223333", ROLE], "Service": "a.b"}))),
    (K.RESOURCE, document(named(Principal={"AWS": f"arn:aws:iam::{OPEN}:root"}))),
    (K.RESOURCE, document(named(Principal={"AWS": "AROAEXAMPLEEXAMPLEID"}))),
    (K.RESOURCE, document(named(Principal={"CanonicalUser": "0a" * 32}))),
    (K.TRUST, document(named(Action=["sts:AssumeRole", "sts:TagSession"], Resource=None))),
    (K.RCP, document(named(Action="*"))),
    (K.RCP, document(named(Effect="Deny", Action="s3:*", Resource=None, NotResource="*"))),
    (K.SCP, document(statement(Action=None, NotAction="iam:*", Condition=on(**{"aws:x": "y"})))),
]


@pytest.mark.parametrize(("kind", "written"), WELL_FORMED)
def test_what_aws_takes_is_a_policy(kind: PolicyKind, written: Any) -> None:
    policy = parsed(written, kind)
    assert policy.unresolved is None
    assert policy.statements


def test_numbers_and_booleans_read_as_aws_reads_them() -> None:
    condition = {
        "Bool": {"aws:SecureTransport": False},
        "NumericEquals": {"s3:max-keys": [10, 1.5]},
    }
    conditions = parsed(document(statement(Condition=condition))).statements[0].conditions
    assert [[value.text for value in one.values] for one in conditions] == [
        ["false"],
        ["10", "1.5"],
    ]


@pytest.mark.parametrize(
    "written",
    [
        OPEN,
        {"Version": OPEN, "Statement": [statement()]},
        {"Version": LATEST, "Statement": OPEN},
        document(OPEN),
        document(statement(Effect=OPEN)),
    ],
)
def test_structure_that_nobody_resolved_leaves_the_policy_unresolved(written: Any) -> None:
    assert parsed(written).unresolved == "PolicyDocument"


@pytest.mark.parametrize("condition", [OPEN, {"StringEquals": OPEN}])
def test_conditions_that_nobody_resolved_leave_the_rest_of_the_statement(condition: Any) -> None:
    policy = parsed(document(statement(Condition=condition)))
    assert policy.unresolved is None
    assert [one.key for one in policy.statements[0].conditions] == [OPEN]


def test_a_principal_that_nobody_resolved_may_be_anyone() -> None:
    policy = parsed(document(statement(Principal=OPEN)), K.RESOURCE)
    assert policy.unresolved is None
    principals = policy.statements[0].principals
    assert principals is not None
    assert [one.text for one in principals.aws] == [OPEN]


def test_what_stands_beside_unresolved_structure_is_kept() -> None:
    policy = parsed(document(statement(Sid="Kept"), OPEN))
    assert policy.unresolved == "PolicyDocument"
    assert [one.sid for one in policy.statements] == ["Kept"]


def test_an_operator_is_parsed_into_its_parts() -> None:
    found = parse_operator("foranyvalue:stringNOTlikeIfExists")
    assert found is not None
    assert (found.operator.name, found.set_operator, found.if_exists) == (
        "StringNotLike",
        SetOperator.ANY,
        True,
    )


@pytest.mark.parametrize(
    "name", ["", "IfExists", "ForAnyValue:", "ForAllValues:Null", "String", "BoolNot"]
)
def test_there_is_no_such_operator(name: str) -> None:
    assert parse_operator(name) is None


def test_every_operator_of_the_reference_page_is_there() -> None:
    compared = [
        f"{family}{how}"
        for family in ("Numeric", "Date")
        for how in (
            *("Equals", "NotEquals", "LessThan", "LessThanEquals"),
            *("GreaterThan", "GreaterThanEquals"),
        )
    ]
    text = [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
    ]
    arns = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]
    others = [
        "StringLike",
        "StringNotLike",
        "Bool",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "Null",
    ]
    assert {one.name for one in operators().values()} == {*compared, *text, *arns, *others}

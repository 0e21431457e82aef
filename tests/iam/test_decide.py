"""What cases cannot say: layers nobody holds, created names, nearest misses, reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from xacct_guard.iam.case import node_of
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Decision, LayerOutcome, Verdict
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.layers import Layer, Layers, PublicAccessBlock
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import (
    Context,
    Organization,
    Otherwise,
    Principal,
    PrincipalKind,
    Request,
)
from xacct_guard.iam.semantics import (
    DEFAULT,
    IDENTITY_ONLY,
    KMS_KEY,
    PASS_ROLE,
    ROLE_TRUST,
    Semantics,
    semantics_of,
)
from xacct_guard.iam.symbol import Symbol
from xacct_guard.iam.truth import Truth

K = PolicyKind
OURS, THEIRS = "111111111111", "222222222222"
TRAINER = Principal(
    PrincipalKind.SESSION,
    f"arn:aws:sts::{OURS}:assumed-role/trainer/run",
    OURS,
    f"arn:aws:iam::{OURS}:role/ml/trainer",
)
BUCKET = str(Symbol("stack/Bucket", "stack-bucket-*", created=True))
READ = Request(TRAINER, "s3:GetObject", f"arn:aws:s3:::{BUCKET}/data/x", OURS)


def layer(kind: PolicyKind, *statements: dict[str, Any]) -> Layer:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Layer((parse_policy(node_of(document), kind, f"the {kind} policy"),))


def allow(action: str = "s3:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def verdict_of(request: Request, semantics: Semantics = DEFAULT, **layers: Any) -> Decision:
    return decide(request, Layers(**layers), semantics)


def outcome_of(decision: Decision, kind: PolicyKind) -> LayerOutcome:
    return next(one for one in decision.outcomes if one.kind is kind)


IDENTITY = layer(K.IDENTITY, allow())
ABSENT = Layer(held=False, absent="the identity policies of trainer")


def test_a_layer_that_nobody_holds_is_unknown_and_named() -> None:
    decision = verdict_of(READ, identity=ABSENT)
    assert decision.verdict is Verdict.UNKNOWN
    assert decision.depends_on == ("the identity policies of trainer",)
    assert outcome_of(decision, K.IDENTITY).absent == "the identity policies of trainer"


def test_a_layer_that_nobody_holds_may_deny_what_another_allows() -> None:
    named = layer(K.RESOURCE, allow(Principal={"AWS": TRAINER.role}))
    assert verdict_of(READ, identity=ABSENT, resource=named).verdict is Verdict.UNKNOWN


def test_a_deny_that_is_held_settles_it_whatever_is_not() -> None:
    deny = layer(K.RESOURCE, {**allow(Principal="*"), "Effect": "Deny"})
    assert verdict_of(READ, identity=ABSENT, resource=deny).verdict is Verdict.EXPLICIT_DENY


def test_a_boundary_that_nobody_holds_may_stop_what_is_allowed() -> None:
    boundary = Layer(held=False, absent="the boundary")
    decision = verdict_of(READ, identity=IDENTITY, boundary=boundary)
    assert (decision.verdict, decision.depends_on) == (Verdict.UNKNOWN, ("the boundary",))


def test_a_policy_that_nobody_could_read_may_allow_and_may_deny() -> None:
    unread = Layer((parse_policy(node_of(str(Symbol("Document"))), K.IDENTITY, "p"),))
    decision = verdict_of(READ, identity=unread)
    assert (decision.verdict, decision.depends_on) == (Verdict.UNKNOWN, ("Document",))


@pytest.mark.parametrize(
    ("resource", "verdict"),
    [
        (f"arn:aws:s3:::{BUCKET}/*", Verdict.ALLOW),
        ("arn:aws:s3:::stack-*", Verdict.ALLOW),
        ("arn:aws:s3:::stack-bucket-1a2b/*", Verdict.IMPLICIT_DENY),
        ("arn:aws:s3:::other-*", Verdict.IMPLICIT_DENY),
        (
            f"arn:aws:s3:::{Symbol('stack/Other', 'stack-other-*', created=True)}/*",
            Verdict.IMPLICIT_DENY,
        ),
        (f"arn:aws:s3:::{Symbol('parameter Name')}/*", Verdict.UNKNOWN),
        (str(Symbol("parameter Arn")), Verdict.UNKNOWN),
    ],
)
def test_a_bucket_that_is_not_yet_made_is_itself_and_nothing_else(
    resource: str, verdict: Verdict
) -> None:
    identity = layer(K.IDENTITY, allow(resource=resource))
    assert verdict_of(READ, identity=identity).verdict is verdict


def test_a_session_of_a_role_with_a_name_to_come_may_be_of_one_under_a_path() -> None:
    arn = f"arn:aws:sts::{OURS}:assumed-role/{Symbol('stack/Role', 'stack-*', created=True)}/run"
    pathless = Principal(PrincipalKind.SESSION, arn, OURS, knows_path=False)
    condition = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ml/*"}}
    identity = layer(K.IDENTITY, allow(Condition=condition))
    decision = verdict_of(replace(READ, principal=pathless), identity=identity)
    assert decision.depends_on == ("the path of the role `${stack/Role}`",)


def test_an_account_that_nobody_knows_may_be_ours_or_another() -> None:
    account = str(Symbol("parameter AccountId", "?" * 12))
    request = replace(READ, resource_account=account)
    decision = verdict_of(request, identity=IDENTITY)
    assert (decision.verdict, decision.depends_on) == (Verdict.UNKNOWN, ("parameter AccountId",))
    both = layer(K.RESOURCE, allow(Principal={"AWS": OURS}))
    assert verdict_of(request, identity=IDENTITY, resource=both).verdict is Verdict.ALLOW
    assert verdict_of(request).verdict is Verdict.IMPLICIT_DENY


def test_a_key_of_a_traced_request_that_nobody_mentions_is_unknown() -> None:
    identity = layer(K.IDENTITY, allow(Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}))
    traced = replace(READ, context=Context(otherwise=Otherwise.UNKNOWN))
    assert verdict_of(traced, identity=identity).depends_on == ("aws:SourceVpce",)
    absent = Context(absent=frozenset({"aws:sourcevpce"}), otherwise=Otherwise.UNKNOWN)
    told = replace(READ, context=absent)
    assert verdict_of(told, identity=identity).verdict is Verdict.IMPLICIT_DENY


def test_what_follows_from_a_traced_request_is_known() -> None:
    condition = {"ArnEquals": {"aws:PrincipalArn": TRAINER.role}, "Null": {"aws:username": "true"}}
    identity = layer(K.IDENTITY, allow(Condition=condition))
    traced = replace(READ, context=Context(otherwise=Otherwise.UNKNOWN))
    assert verdict_of(traced, identity=identity).verdict is Verdict.ALLOW


OTHER = "arn:aws:s3:::other/*"
NEAREST = [
    ({"resource": OTHER}, "Resource", OTHER, "arn:aws:s3:::${stack/Bucket}/data/x"),
    ({"action": "s3:GetBucket*"}, "Action", "s3:GetBucket*", "s3:GetObject"),
    (
        {"Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}},
        "Condition",
        "StringEquals aws:SourceVpce vpce-1, vpce-2",
        "no aws:SourceVpce",
    ),
]


@pytest.mark.parametrize(("written", "element", "wanted", "got"), NEAREST)
def test_a_silent_layer_tells_the_element_that_missed(
    written: dict[str, Any], element: str, wanted: str, got: str
) -> None:
    far = allow("kms:*", "arn:aws:kms:*:*:key/*")
    decision = verdict_of(READ, identity=layer(K.IDENTITY, far, allow(**written)))
    miss = outcome_of(decision, K.IDENTITY).nearest
    assert miss is not None
    assert (miss.statement.index, miss.element, miss.wanted, miss.got) == (1, element, wanted, got)
    assert miss.span.path.startswith(f"Statement[1].{element}")


def test_the_value_most_like_the_request_is_told() -> None:
    identity = layer(K.IDENTITY, allow(resource=["arn:aws:sqs:::q", "arn:aws:s3:::stack-buckets"]))
    miss = outcome_of(verdict_of(READ, identity=identity), K.IDENTITY).nearest
    assert miss is not None
    assert miss.span.path == "Statement[0].Resource[1]"


def test_a_principal_that_missed_is_told() -> None:
    other = layer(
        K.RESOURCE, allow(Principal={"AWS": [THEIRS, f"arn:aws:iam::{OURS}:role/tester"]})
    )
    miss = outcome_of(verdict_of(READ, resource=other), K.RESOURCE).nearest
    assert miss is not None
    assert (miss.element, miss.wanted) == ("Principal", f"arn:aws:iam::{OURS}:role/tester")


def test_the_statements_that_decide_are_told() -> None:
    deny = {**allow("s3:Get*"), "Effect": "Deny", "Sid": "NoReading"}
    decision = verdict_of(READ, identity=layer(K.IDENTITY, allow(), deny))
    told = outcome_of(decision, K.IDENTITY)
    assert (told.allows, told.denies) == (Truth.YES, Truth.YES)
    assert [one.sid for one in told.deciding] == ["NoReading"]
    assert "`NoReading`" in decision.reason


ROOT = Principal(PrincipalKind.ROOT, f"arn:aws:iam::{OURS}:root", OURS)
FEDERATED = Principal(
    PrincipalKind.FEDERATED_USER, f"arn:aws:sts::{OURS}:federated-user/alice", OURS
)
ROLE = f"arn:aws:iam::{THEIRS}:role/deploy"
TRUSTS = layer(K.TRUST, {"Effect": "Allow", "Principal": {"AWS": OURS}, "Action": "sts:AssumeRole"})
OPEN_BUCKET = layer(K.RESOURCE, allow(Principal="*"))
BLOCK = PublicAccessBlock(restrict_public_buckets=True)
ENDPOINT = f"arn:aws:sagemaker:us-east-1:{THEIRS}:endpoint/e"


@pytest.mark.parametrize(
    ("request_", "semantics", "layers", "because"),
    [
        (
            Request(ROOT, "sts:AssumeRole", ROLE, THEIRS),
            ROLE_TRUST,
            {"resource": TRUSTS},
            "the root user cannot assume roles",
        ),
        (
            Request(TRAINER, "iam:PassRole", ROLE, THEIRS),
            PASS_ROLE,
            {"identity": layer(K.IDENTITY, allow("iam:PassRole"))},
            "within its own account only",
        ),
        (
            Request(TRAINER, "sagemaker:InvokeEndpoint", ENDPOINT, THEIRS),
            IDENTITY_ONLY,
            {"identity": layer(K.IDENTITY, allow("sagemaker:*"))},
            "takes no policy",
        ),
        (
            replace(READ, resource_account=THEIRS),
            DEFAULT,
            {"identity": IDENTITY, "resource": OPEN_BUCKET, "public_access_block": BLOCK},
            "Block Public Access",
        ),
        (replace(READ, principal=FEDERATED), DEFAULT, {"identity": IDENTITY}, "session policy"),
        (READ, DEFAULT, {}, "nothing in the identity policies"),
    ],
)
def test_the_reason_says_what_is_peculiar(
    request_: Request, semantics: Semantics, layers: dict[str, Any], because: str
) -> None:
    decision = decide(request_, Layers(**layers), semantics)
    assert decision.verdict is Verdict.IMPLICIT_DENY
    assert because in decision.reason


def test_a_resource_that_takes_no_policy_is_not_opened_by_one() -> None:
    request = Request(TRAINER, "sagemaker:InvokeEndpoint", ENDPOINT, THEIRS)
    layers = Layers(
        identity=layer(K.IDENTITY, allow("*")),
        resource=layer(K.RESOURCE, allow("*", Principal="*")),
    )
    assert decide(request, layers, IDENTITY_ONLY).verdict is Verdict.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("kms:Decrypt", "arn:aws:kms:us-east-1:1:key/k", KMS_KEY),
        ("kms:Decrypt", str(Symbol("KeyArn")), KMS_KEY),
        ("kms:Decrypt", "arn:aws:kms:us-east-1:1:alias/a", KMS_KEY),
        ("kms:Decrypt", "arn:aws:kms:us-east-1:1:alias/aws/s3", KMS_KEY),
        ("kms:ListKeys", "*", IDENTITY_ONLY),
        ("kms:CreateAlias", "arn:aws:kms:us-east-1:1:alias/a", IDENTITY_ONLY),
        ("STS:AssumeRole", ROLE, ROLE_TRUST),
        ("sts:AssumeRole", str(Symbol("RoleArn")), ROLE_TRUST),
        ("sts:GetCallerIdentity", "*", DEFAULT),
        ("iam:PassRole", ROLE, PASS_ROLE),
        ("iam:GetRole", ROLE, IDENTITY_ONLY),
        ("s3:GetObject", "arn:aws:s3:::b/k", DEFAULT),
        ("s3:CreateBucket", "arn:aws:s3:::b", IDENTITY_ONLY),
        ("codecommit:GitPull", "arn:aws:codecommit:us-east-1:1:r", IDENTITY_ONLY),
        (
            "sagemaker:DescribeModelPackage",
            "arn:aws:sagemaker:us-east-1:1:model-package/g/1",
            DEFAULT,
        ),
        ("sagemaker:DescribeEndpoint", ENDPOINT, IDENTITY_ONLY),
    ],
)
def test_how_a_resource_decides_follows_from_its_kind(
    action: str, resource: str, expected: Semantics
) -> None:
    assert semantics_of(action, resource) == expected


def test_an_organization_that_is_not_named_leaves_its_id_unknown() -> None:
    identity = layer(K.IDENTITY, allow(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}))
    member = replace(READ, organization=Organization(principal_in_org=True))
    assert verdict_of(member, identity=identity).depends_on == ("aws:PrincipalOrgID",)

"""The conditions of a grant, and what a bucket refuses: as narrow as the requests, never narrower."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.grants.alone import alone
from xacct_guard.grants.conditions import conditions_of
from xacct_guard.grants.document import document_of, lines_of, policy_of
from xacct_guard.grants.generate import Generation, generate
from xacct_guard.grants.grant import Grant
from xacct_guard.grants.prove import prove
from xacct_guard.grants.together import together
from xacct_guard.graph.aws_owned import own_account
from xacct_guard.iam.decide import decide
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Context, Principal, PrincipalKind, Request
from xacct_guard.iam.semantics import semantics_of
from xacct_guard.repair.grant import grant
from xacct_guard.run import Options, model_of
from xacct_guard.trace.request import principal_of

HOME = "111111111111"
ROLE = f"arn:aws:iam::{HOME}:role/worker"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/11111111-2222-4333-8444-555555555555"
OTHER_KEY = KEY.replace("1111-2222", "9999-2222")
SSE, SSE_KEY = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
UNDER_KEY = {SSE: "aws:kms", SSE_KEY: KEY}


def bucket(encryption: Mapping[str, Any] | None) -> dict[str, Any]:
    properties: dict[str, Any] = {"BucketName": "store"}
    if encryption is not None:
        properties["BucketEncryption"] = {"ServerSideEncryptionConfiguration": [encryption]}
    return {"Resources": {"Store": {"Type": "AWS::S3::Bucket", "Properties": properties}}}


def by_default(key: str, *, bucket_key: bool) -> dict[str, Any]:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    return {"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}


def generation(
    folder: Path, steps: list[Mapping[str, Any]], encryption: Mapping[str, Any] | None = None
) -> Generation:
    """The policies of a role that makes these calls on a bucket; they are sufficient by themselves."""
    (folder / "store.yaml").write_text(yaml.safe_dump(bucket(encryption)))
    config = {
        "accounts": {"home": {"id": HOME, "regions": ["us-east-1"]}},
        "stacks": [{"name": "store", "template": "store.yaml", "account": "home"}],
        "flows": [{"name": "work", "account": "home", "principal": ROLE, "steps": list(steps)}],
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    model = model_of((folder,), Options())
    assert not model.failures
    found = generate(model.paths, model.graph)
    proof = prove(alone(model.graph, found.policies))
    assert (proof.lacking, proof.open, proof.excess) == ((), (), ())
    assert not proof.spare
    return found


def statements(found: Generation, kind: str, to: str) -> dict[str, Mapping[str, Any]]:
    return {
        line.sid: dict(line.written)
        for one in found.policies
        if (one.kind.value, one.attached_to) == (kind, to)
        for line in one.lines
    }


def put(context: Mapping[str, str] | None = None) -> dict[str, Any]:
    call: dict[str, Any] = {"call": "s3:PutObject", "resource": "arn:aws:s3:::store/k"}
    return {**call, "context": dict(context)} if context else call


def test_a_bucket_of_the_account_refuses_requests_without_tls_and_grants_nothing(tmp_path):
    found = generation(tmp_path, [{"call": "s3:GetObject", "resource": "arn:aws:s3:::store/k"}])
    assert statements(found, "resource", "arn:aws:s3:::store") == {
        "TlsAlone": {
            "Sid": "TlsAlone",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::store", "arn:aws:s3:::store/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    }


@pytest.mark.parametrize(
    ("calls", "encryption", "refused", "passing"),
    [
        pytest.param(
            [put(UNDER_KEY)],
            None,
            [{}, {SSE: "AES256"}, {SSE: "aws:kms", SSE_KEY: OTHER_KEY}],
            [UNDER_KEY],
            id="every writer names the key and the bucket has no default: whoever names none is refused",
        ),
        pytest.param(
            [put(UNDER_KEY)],
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}},
            [{SSE: "AES256"}, {SSE: "aws:kms", SSE_KEY: OTHER_KEY}],
            [UNDER_KEY, {}],
            id="the bucket says how it encrypts by itself: whoever names nothing gets that",
        ),
        pytest.param(
            [put(UNDER_KEY), put()],
            by_default(KEY, bucket_key=True),
            [{SSE: "AES256"}, {SSE: "aws:kms", SSE_KEY: OTHER_KEY}],
            [UNDER_KEY, {}],
            id="the bucket's default is the key: whoever names none gets it",
        ),
        pytest.param(
            [put()],
            by_default(KEY, bucket_key=False),
            [{SSE: "AES256"}, {SSE: "aws:kms", SSE_KEY: OTHER_KEY}],
            [{}],
            id="no writer says anything: nothing but the default",
        ),
        pytest.param(
            [put(UNDER_KEY), put()],
            None,
            [{SSE: "AES256"}, {SSE: "aws:kms", SSE_KEY: OTHER_KEY}],
            [UNDER_KEY, {}],
            id="one writer names none and the bucket has no default: it is exempt",
        ),
        pytest.param(
            [put({SSE: "AES256"}), put(UNDER_KEY)],
            None,
            [{SSE: "aws:kms", SSE_KEY: OTHER_KEY}],
            [UNDER_KEY, {SSE: "AES256"}],
            id="writers that encrypt in two ways: the key alone is pinned",
        ),
        pytest.param([put()], None, [], [{}, UNDER_KEY, {SSE: "AES256"}], id="nobody encrypts"),
    ],
)
def test_a_bucket_takes_the_encryption_of_its_writers_and_refuses_others(
    tmp_path, calls, encryption, refused, passing
):
    found = generation(tmp_path, calls, encryption)
    (of_bucket,) = (one for one in found.policies if one.attached_to == "arn:aws:s3:::store")
    policy = policy_of(of_bucket.document, PolicyKind.RESOURCE, "of the bucket")
    (identity,) = (one for one in found.policies if one.kind is PolicyKind.IDENTITY)
    of_role = policy_of(identity.document, PolicyKind.IDENTITY, "of the role")

    def denied(sent: Mapping[str, str]) -> bool:
        request = Request(
            Principal(PrincipalKind.SESSION, ROLE, HOME, ROLE),
            "s3:PutObject",
            "arn:aws:s3:::store/k",
            HOME,
            context=Context(sent),
        )
        layers = Layers(identity=Layer((of_role,)), resource=Layer((policy,)))
        return decide(
            request, layers, semantics_of(request.action, request.resource)
        ).verdict.denied

    assert [sent for sent in refused if not denied(sent)] == []
    assert [sent for sent in passing if denied(sent)] == []


@pytest.mark.parametrize(
    ("bucket_key", "about"),
    [(True, "arn:aws:s3:::store"), (False, "arn:aws:s3:::store/k")],
)
def test_a_key_is_used_for_what_s3_says_the_data_is(tmp_path, bucket_key, about):
    call = {"call": "s3:GetObject", "resource": "arn:aws:s3:::store/k"}
    found = generation(tmp_path, [call], by_default(KEY, bucket_key=bucket_key))
    of_key = statements(found, "resource", KEY)
    assert of_key["KmsDecrypt"]["Condition"] == {
        "StringEquals": {
            "kms:EncryptionContext:aws:s3:arn": about,
            "kms:ViaService": "s3.us-east-1.amazonaws.com",
        }
    }


@pytest.mark.parametrize(
    ("contexts", "condition"),
    [
        ([{"s3:prefix": "a/"}], {"StringEquals": {"s3:prefix": "a/"}}),
        ([{"s3:prefix": "a/"}, {"s3:prefix": "b"}], {"StringEquals": {"s3:prefix": ["a/", "b"]}}),
        ([{"s3:prefix": "a/"}, {"s3:prefix": "a/*"}], {"StringLike": {"s3:prefix": ["a/*"]}}),
        ([{"s3:prefix": "a/"}, {}], None),
    ],
)
def test_a_bucket_is_listed_under_the_prefixes_that_the_paths_tell(tmp_path, contexts, condition):
    call = {"call": "s3:ListBucket", "resource": "arn:aws:s3:::store"}
    calls = [{**call, "context": one} if one else call for one in contexts]
    found = statements(generation(tmp_path, calls), "identity", ROLE)
    (listing,) = found.values()
    wanted = json.loads(json.dumps(condition).replace('["a/*"]', '"a/*"'))
    assert listing.get("Condition") == wanted


CONDITIONS = st.sampled_from(
    [
        ("StringEquals", "s3:prefix", ("a",)),
        ("StringEquals", "s3:prefix", ("b",)),
        ("StringEquals", "s3:prefix", ("a?",)),
        ("StringLike", "s3:prefix", ("a*",)),
        ("StringEquals", "aws:SourceVpce", ("vpce-1",)),
        ("StringEquals", "aws:SourceVpce", ("vpce-2",)),
    ]
)
GRANTS = st.builds(
    lambda action, resource, conditions, optional: Grant(
        PolicyKind.IDENTITY,
        ROLE,
        (),
        (f"s3:{action}",),
        (f"arn:aws:s3:::{resource}",),
        tuple(sorted({key: one for one in conditions for key in (one[1],)}.values())),
        optional,
        ("somewhere",),
    ),
    st.sampled_from(["ListBucket", "ListBucketVersions"]),
    st.sampled_from(["one", "two", "on*"]),
    st.lists(CONDITIONS, max_size=2),
    st.booleans(),
)
REQUESTS = [
    (action, f"arn:aws:s3:::{resource}", prefix, endpoint)
    for action in ("s3:ListBucket", "s3:ListBucketVersions")
    for resource in ("one", "two", "onto")
    for prefix in (None, "a", "b", "ab", "a?", "c")
    for endpoint in (None, "vpce-1", "vpce-2")
]


@given(st.lists(GRANTS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_put_together_grants_allow_what_each_alone_allows_and_nothing_else(grants):
    apart = [allowed(lines) for lines in ((one,) for one in grants)]
    assert allowed(together(grants)) == frozenset().union(*apart)


def allowed(grants: tuple[Grant, ...]) -> frozenset[tuple[str | None, ...]]:
    policy = policy_of(document_of(lines_of(grants)), PolicyKind.IDENTITY, "all")
    layers = Layers(identity=Layer((policy,)), resource=Layer())
    return frozenset(one for one in REQUESTS if not _decided(one, layers))


def _decided(asked: tuple[str, str, str | None, str | None], layers: Layers) -> bool:
    action, resource, prefix, endpoint = asked
    given = {"s3:prefix": prefix, "aws:sourcevpce": endpoint}
    context = Context({key: value for key, value in given.items() if value is not None})
    who = Principal(PrincipalKind.SESSION, ROLE, HOME, ROLE)
    request = Request(who, action, resource, HOME, context=context)
    return decide(request, layers, semantics_of(action, resource)).verdict.denied


SIGNER = f"arn:aws:iam::{own_account('ECR')}:role/ecr"
LAYER = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/layer"


@pytest.mark.parametrize(("who", "held"), [(ROLE, ROLE), (SIGNER, None)])
def test_an_endpoint_is_held_to_nobody_that_aws_alone_knows(who, held):
    """What fetches the layers of an image by an address that ECR signed is nobody of the estate."""
    asks = Request(principal_of(who), "s3:GetObject", LAYER, own_account("ECR"))
    given = conditions_of(PolicyKind.ENDPOINT, asks, private=True, abroad=False)
    assert given == ((("ArnEquals", "aws:PrincipalArn", (held,)),) if held else ())
    written = grant(PolicyKind.ENDPOINT, asks) or {}
    assert written.get("Condition") == ({"ArnEquals": {"aws:PrincipalArn": held}} if held else None)

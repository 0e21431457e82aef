"""AWS's refusals are read: who, what, on what, and the policy kind that AWS names."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.denial import Denial, read_denial
from xacct_guard.errors import ConfigError
from xacct_guard.iam.policy import PolicyKind

FACTS = Path(__file__).parents[2] / "shared/facts"
JANE = "arn:aws:iam::123456789012:user/jane"
TRAIN = "arn:aws:sts::222222222222:assumed-role/train/run-1"
OBJECT = "arn:aws:s3:::artifacts/model.tar.gz"
KEY = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"

# After "Troubleshoot access denied error messages" of the IAM user guide: each policy type, and how
# its silence and its Deny are worded.
CAUSES = {
    "because no identity-based policy allows the {} action": (PolicyKind.IDENTITY, False),
    "with an explicit deny in an identity-based policy": (PolicyKind.IDENTITY, True),
    "because no resource-based policy allows the {} action": (PolicyKind.RESOURCE, False),
    "with an explicit deny in a resource-based policy": (PolicyKind.RESOURCE, True),
    "because no role trust policy allows the {} action": (PolicyKind.TRUST, False),
    "because the role trust policy allows the {} action": (PolicyKind.TRUST, False),
    "with an explicit deny in the role trust policy": (PolicyKind.TRUST, True),
    "because no permissions boundary allows the {} action": (PolicyKind.BOUNDARY, False),
    "with an explicit deny in a permissions boundary": (PolicyKind.BOUNDARY, True),
    "because no session policy allows the {} action": (PolicyKind.SESSION, False),
    "with an explicit deny in a session policy": (PolicyKind.SESSION, True),
    "with an explicit deny in a sessions policy": (PolicyKind.SESSION, True),
    "because no service control policy allows the {} action": (PolicyKind.SCP, False),
    "with an explicit deny in a service control policy": (PolicyKind.SCP, True),
    "with an explicit deny in a resource control policy": (PolicyKind.RCP, True),
    "because no VPC endpoint policy allows the {} action": (PolicyKind.ENDPOINT, False),
    "with an explicit deny in a VPC endpoint policy": (PolicyKind.ENDPOINT, True),
    "with an explicit deny in a VPC endpoint policy transitively through a service control policy": (
        PolicyKind.SCP,
        True,
    ),
}
RESOURCES = {
    f" on resource: {KEY}": KEY,
    f' on resource: "{OBJECT}"': OBJECT,
    " on resource: *": "*",
    " on resource: my-example-widget": None,
    "": None,
}
AROUND = (
    "{}",
    "An error occurred (AccessDenied) when calling the Decrypt operation: {}",
    "botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the"
    " Decrypt operation: {}",
    "AccessDeniedException: {}\n\tstatus code: 400, request id: dc59db19-6d9b-4ed7-adfd-22645248b6a6",
    "{} (Service: Kms, Status Code: 400, Request ID: 1) (SDK Attempt Count: 1)",
    "{} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1; Proxy:"
    " null)",
    'Resource handler returned message: "{}" (RequestToken: 1, HandlerErrorCode: AccessDenied)',
    "<Error><Code>AccessDenied</Code><Message>{}</Message></Error>",
    "Insufficient permissions. The provided role does not have permissions to perform this action."
    " Underlying error: {}",
    "ClientError: An error occurred. ❌ {} ❌",
)


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("principal", [JANE, TRAIN])
def test_the_common_form_says_who_what_and_why(principal, resource, cause):
    kind, explicit = CAUSES[cause]
    said = f"User: {principal} is not authorized to perform: kms:Decrypt{resource}"
    denial = read_denial(f"{said} {cause.format('kms:Decrypt')}")
    assert denial.principal == principal
    assert denial.actions == ("kms:Decrypt",)
    assert denial.resource == RESOURCES[resource]
    assert (denial.kind, denial.explicit) == (kind, explicit)


@pytest.mark.parametrize("around", AROUND)
def test_what_stands_around_a_message_changes_nothing(around):
    text = (
        f"User: {TRAIN} is not authorized to perform: kms:Decrypt on resource: {KEY} because no"
        " resource-based policy allows the kms:Decrypt action"
    )
    denial = read_denial(around.format(text))
    assert (denial.principal, denial.actions, denial.resource) == (TRAIN, ("kms:Decrypt",), KEY)
    assert (denial.kind, denial.explicit) == (PolicyKind.RESOURCE, False)
    assert denial.missing == denial.ways_to_learn == ()


@pytest.mark.parametrize("wrapped", ["\n", "\r\n   ", "\\n", "\t"])
def test_line_ends_escapes_and_entities_are_no_part_of_a_message(wrapped):
    plain = f'User: {JANE} is not authorized to perform: s3:GetObject on resource: "{OBJECT}"'
    broken = plain.replace(" on ", f"{wrapped}on ").replace("perform: ", f"perform:{wrapped}")
    for text in (broken, broken.replace('"', '\\"'), broken.replace('"', "&quot;")):
        denial = read_denial(text)
        assert (denial.principal, denial.resource) == (JANE, OBJECT)


def test_the_policy_that_is_named_by_arn_is_kept():
    scp = "arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-1"
    denial = read_denial(
        f"User: {JANE} is not authorized to perform: iam:ListRoles on resource: * with an explicit"
        f" deny in a service control policy: {scp}."
    )
    assert denial.policy == scp
    assert denial.kind is PolicyKind.SCP


def test_the_service_prefix_of_an_action_is_lower_case():
    denial = read_denial(f"User: {JANE} is not authorized to perform: SNS:Publish on resource: *")
    assert denial.actions == ("sns:Publish",)


ROLE = "arn:aws:iam::111111111111:role/pipeline"
OTHER = "arn:aws:iam::222222222222:role/deploy"
RULE = ("events:PutRule", "events:PutTargets", "events:DescribeRule")
PULL = ("ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "ecr:BatchCheckLayerAvailability")
TABLE: list[tuple[str, tuple[str | None, tuple[str, ...], str | None]]] = [
    # Services that word it in their own way.
    (
        f"{ROLE} is not authorized to perform AssumeRole on role {OTHER} (Service: AWSCodePipeline;"
        " Status Code: 400; Error Code: InvalidStructureException; Request ID: 1)",
        (ROLE, ("sts:AssumeRole",), OTHER),
    ),
    (
        f"CodePipeline is not authorized to perform AssumeRole on role {ROLE}",
        ("codepipeline.amazonaws.com", ("sts:AssumeRole",), ROLE),
    ),
    (
        f"User: {ROLE} is not authorized to perform: iam:PassRole on resource: {OTHER} because no"
        " identity-based policy allows the iam:PassRole action",
        (ROLE, ("iam:PassRole",), OTHER),
    ),
    (
        "Cross-account pass role is not allowed. (Service: AmazonCloudFormation; Status Code: 403;"
        " Error Code: AccessDenied; Request ID: 1)",
        (None, ("iam:PassRole",), None),
    ),
    (
        f"Resource handler returned message: \"'{ROLE}' is not authorized to create managed-rule.\""
        " (Service: AWSStepFunctions; Status Code: 400; Error Code: AccessDeniedException)",
        (ROLE, RULE, "arn:aws:events:*:111111111111:rule/StepFunctionsGetEventsFor*"),
    ),
    (
        "The service role or action role doesn't have the permissions required to access the Amazon S3"
        " bucket named my-artifacts. Update the IAM role permissions, and then try again. Error:"
        " Amazon S3:AccessDenied:Access Denied (Service: Amazon S3; Status Code: 403)",
        (
            None,
            ("s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketVersioning"),
            "arn:aws:s3:::my-artifacts",
        ),
    ),
    (
        f"Amazon S3 error: CodePipeline service role {ROLE} is getting S3 access denied for the S3"
        " bucket my-artifacts",
        (ROLE, ("s3:ListBucket",), "arn:aws:s3:::my-artifacts"),
    ),
    (
        "Your access has been denied by S3, please make sure your request credentials have permission"
        " to GetObject for my-artifacts/code.zip. S3 Error Code: AccessDenied. S3 Error Message:"
        " Access Denied (Service: AWSLambdaInternal; Status Code: 403)",
        (None, ("s3:GetObject",), "arn:aws:s3:::my-artifacts/code.zip"),
    ),
    (
        "Could not access model data at https://models.s3.eu-west-1.amazonaws.com/a/model.tar.gz."
        f' Please ensure that the role "{ROLE}" exists and that its trust relationship policy allows'
        ' the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".',
        (ROLE, ("s3:GetObject",), "arn:aws:s3:::models/a/model.tar.gz"),
    ),
    (
        "Could not access model data at https://s3.eu-west-1.amazonaws.com/models/a/model.tar.gz."
        f' Please ensure that the role "{ROLE}" exists',
        (ROLE, ("s3:GetObject",), "arn:aws:s3:::models/a/model.tar.gz"),
    ),
    (
        f"Could not access model data at s3://models/a/model.tar.gz. Please ensure that the role {ROLE}",
        (ROLE, ("s3:GetObject",), "arn:aws:s3:::models/a/model.tar.gz"),
    ),
    (
        "The repository 111111111111.dkr.ecr.us-east-1.amazonaws.com/train of your image does not grant"
        " ecr:GetDownloadUrlForLayer, ecr:BatchGetImage, ecr:BatchCheckLayerAvailability to"
        " sagemaker.amazonaws.com service principal",
        (
            "sagemaker.amazonaws.com",
            PULL,
            "arn:aws:ecr:us-east-1:111111111111:repository/train",
        ),
    ),
    (
        "Lambda does not have permission to access the ECR image. Check the ECR permissions.",
        ("lambda.amazonaws.com", ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"), None),
    ),
    (
        "The role defined for the function cannot be assumed by Lambda.",
        ("lambda.amazonaws.com", ("sts:AssumeRole",), None),
    ),
    (
        "Unable to use Connection: arn:aws:codestar-connections:us-east-1:111111111111:connection/1-2."
        " The provided role does not have sufficient permissions.",
        (
            None,
            ("codestar-connections:UseConnection",),
            "arn:aws:codestar-connections:us-east-1:111111111111:connection/1-2",
        ),
    ),
    (
        f"CLIENT_ERROR: AccessDenied: Access Denied status code: 403 for primary source and source"
        f" version {OBJECT}",
        (None, ("s3:GetObject", "s3:GetObjectVersion"), OBJECT),
    ),
    (
        "The ciphertext refers to a customer master key that does not exist, does not exist in this"
        " region, or you are not allowed to access.",
        (None, ("kms:Decrypt",), None),
    ),
    (
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        (None, ("sts:AssumeRoleWithWebIdentity",), None),
    ),
    # Only the operation is told.
    (
        "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied",
        (None, ("s3:GetObject",), None),
    ),
    (
        "An error occurred (403) when calling the HeadObject operation: Forbidden",
        (None, ("s3:GetObject",), None),
    ),
    (
        "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied",
        (None, ("s3:ListBucket",), None),
    ),
    (
        "An error occurred (AccessDenied) when calling the CreateMultipartUpload operation: Access"
        " Denied",
        (None, ("s3:PutObject",), None),
    ),
    (
        "An error occurred (AccessDeniedException) when calling the CreateTrainingJob operation: denied"
        " (Service: AmazonSageMaker; Status Code: 400)",
        (None, ("sagemaker:CreateTrainingJob",), None),
    ),
    (
        "An error occurred (AccessDenied) when calling the Frobnicate operation: no",
        (None, (), None),
    ),
    # Nothing is told.
    ("Access Denied", (None, (), None)),
    (
        "Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
        (None, (), None),
    ),
    ("<Code>AccessDenied</Code><Message>Access Denied</Message>", (None, (), None)),
    ("UnauthorizedOperation: You are not authorized to perform this operation.", (None, (), None)),
    ("fatal error: 403 Forbidden", (None, (), None)),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text[:60] for text, _ in TABLE])
def test_services_that_word_it_in_their_own_way_are_read(text, expected):
    denial = read_denial(text)
    assert (denial.principal, denial.actions, denial.resource) == expected
    unsaid = {name for name, value in zip(NAMES, expected, strict=True) if not value}
    assert set(denial.missing) == unsaid
    assert bool(denial.ways_to_learn) == bool(unsaid)


NAMES = ("principal", "action", "resource")


def test_a_message_that_is_encoded_says_how_to_decode_it():
    text = (
        "You are not authorized to perform this operation. Encoded authorization failure message:"
        " 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn"
    )
    denial = read_denial(text)
    assert denial.encoded
    assert any("aws sts decode-authorization-message" in way for way in denial.ways_to_learn)
    both = read_denial(
        f"User: {JANE} is not authorized to perform: ec2:RunInstances on resource: {KEY} with an"
        f" explicit deny in a service control policy. {text}"
    )
    assert both.principal == JANE
    assert both.kind is PolicyKind.SCP
    assert both.encoded


@pytest.mark.parametrize(
    "text", ["", "   ", "hello", "Stack rollback requested by user", "{}", "[1]"]
)
def test_what_is_no_refusal_is_one_clear_error(text):
    with pytest.raises(ConfigError) as raised:
        read_denial(text)
    assert raised.value.help


def event(**more: object) -> dict[str, object]:
    return {
        "eventSource": "s3.amazonaws.com",
        "eventName": "HeadObject",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.7",
        "userIdentity": {"type": "AssumedRole", "arn": TRAIN},
        "errorCode": "AccessDenied",
        "errorMessage": "Access Denied",
        "requestParameters": {"bucketName": "artifacts", "key": "model.tar.gz"},
        **more,
    }


def test_an_event_tells_what_the_message_leaves_out():
    denial = read_denial(json.dumps(event()))
    assert (denial.principal, denial.actions, denial.resource) == (TRAIN, ("s3:GetObject",), OBJECT)
    assert denial.context == {"aws:sourceip": "203.0.113.7", "aws:requestedregion": "eu-west-1"}
    assert denial.missing == ()


def test_an_event_tells_the_endpoint_and_no_address_behind_it():
    denial = read_denial(json.dumps(event(vpcEndpointId="vpce-1")))
    assert denial.context == {"aws:sourcevpce": "vpce-1", "aws:requestedregion": "eu-west-1"}
    by_service = read_denial(json.dumps(event(sourceIPAddress="codebuild.amazonaws.com")))
    assert by_service.context == {"aws:requestedregion": "eu-west-1"}


def test_an_event_s_own_message_comes_first():
    text = (
        f"User: {TRAIN} is not authorized to perform: kms:Decrypt on resource: {KEY} because no"
        " identity-based policy allows the kms:Decrypt action"
    )
    denial = read_denial(json.dumps(event(errorMessage=text)))
    assert (denial.actions, denial.resource) == (("kms:Decrypt",), KEY)
    assert denial.kind is PolicyKind.IDENTITY


def test_an_event_is_read_as_lookup_events_prints_it():
    inner = json.dumps(event())
    assert read_denial(json.dumps(inner)) == read_denial(inner)
    assert read_denial(json.dumps({"CloudTrailEvent": inner})) == read_denial(inner)


def test_an_event_names_a_service_that_asks_and_the_arns_it_lists():
    asked = read_denial(
        json.dumps(
            event(
                eventSource="kms.amazonaws.com",
                eventName="Decrypt",
                userIdentity={"type": "AWSService", "invokedBy": "events.amazonaws.com"},
                resources=[{"ARN": KEY, "accountId": "111111111111"}],
                requestParameters=None,
            )
        )
    )
    assert (asked.principal, asked.actions, asked.resource) == (
        "events.amazonaws.com",
        ("kms:Decrypt",),
        KEY,
    )


def test_an_event_that_was_not_refused_is_said_to_be_none():
    with pytest.raises(ConfigError, match="was not refused"):
        read_denial(json.dumps(event(errorCode=None, errorMessage=None)))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "arn:aws:iam::1:role/x " * 10_000,
        "is not authorized " * 10_000,
        "accessdenied source version " * 8_000,
        "repository does not " * 10_000,
        "\\" * 100_000,
        '{"a":' * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_long_text_is_read_in_the_blink_of_an_eye(text):
    start = time.perf_counter()
    with contextlib.suppress(ConfigError):
        read_denial(text)
    assert time.perf_counter() - start < 3


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_is_read_or_refused(text):
    try:
        assert isinstance(read_denial(text), Denial)
    except ConfigError as error:
        assert error.help


# The messages of the two catalogues of failures. Where a row quotes AWS, what must be read from it;
# every other row is either no message of AWS at all or one that names nothing, and is told so.
QUOTED: dict[str | int, tuple[str | None, tuple[str, ...]]] = {
    1: (None, ("kms:Decrypt",)),
    5: (None, ("s3:GetObject", "s3:GetObjectVersion")),
    6: (None, ("iam:PassRole",)),
    7: ("PipelineRole", ("sts:AssumeRole",)),
    9: (None, ("s3:GetObject",)),
    10: (None, ("s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketVersioning")),
    12: (None, ("s3:ListBucket",)),
    15: (None, ("codepipeline:PutJobSuccessResult",)),
    18: (None, ("codecommit:GetBranch",)),
    19: (None, ("codestar-connections:UseConnection", "codeconnections:UseConnection")),
    21: (None, RULE),
    22: (None, ("sagemaker:AddTags",)),
    23: (None, ("sts:TagSession",)),
    24: (None, ("sts:AssumeRoleWithWebIdentity",)),
    "F05": ("sagemaker.amazonaws.com", ("ecr:GetDownloadUrlForLayer",)),
    "F07": (None, ("sagemaker:AddTags",)),
    "F08": (None, ("iam:PassRole",)),
    "F15": (None, ("s3:ListBucket",)),
    "F17": (None, ("s3:GetObject",)),
    "F25": (None, ("kms:CreateGrant",)),
    "F26": ("lambda.amazonaws.com", ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")),
    "F27": (None, RULE),
}


def catalogue() -> list[tuple[str | int, str]]:
    files = FACTS / "access-denied-orchestration.json", FACTS / "ml-network.json"
    if not all(file.is_file() for file in files):
        return []
    rows = [(row["n"], row["symptom"]) for row in json.loads(files[0].read_text("utf-8"))]
    failures = (
        row
        for row in json.loads(files[1].read_text("utf-8"))
        if row["integration"] == "failure-catalogue"
    )
    return rows + [
        (row["id"], row["notes"].partition(" | CAUSE")[0].removeprefix("SYMPTOM: "))
        for row in failures
    ]


ROWS = catalogue()
present = pytest.mark.skipif(not ROWS, reason=f"the catalogues of failures are not at {FACTS}")


@present
def test_the_catalogues_hold_every_row_that_is_expected():
    assert set(QUOTED) <= {row for row, _ in ROWS}
    assert len(ROWS) == 58


@present
@pytest.mark.parametrize(("row", "text"), ROWS, ids=[str(row) for row, _ in ROWS])
def test_every_message_of_the_catalogues_is_read_or_told_to_be_none(row, text):
    try:
        denial = read_denial(text)
    except ConfigError as error:
        assert row not in QUOTED
        assert "is no access denied message" in error.message
        return
    if row in QUOTED:
        assert (denial.principal, denial.actions) == QUOTED[row]
    else:
        assert denial.form == "bare"
        assert denial.missing == NAMES
        assert denial.means

"""One report by hand, with the places that are hard to draw."""

import re

import pytest

from xacct_guard.errors import InputError
from xacct_guard.finding import (
    Confidence,
    Evidence,
    Finding,
    Fix,
    Kind,
    Put,
    Safety,
    Severity,
)
from xacct_guard.report import Options, RulePage
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import (
    ActionVerdict,
    Assumption,
    HopVerdict,
    PipelineVerdict,
    Report,
    StageVerdict,
)

SHARED = Source(
    "templates/shared.yaml",
    """\
Resources:
  SharedKey:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Sid: Administration
            Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: "kms:*"
            Resource: "*"
          - Sid: Use
            Effect: Allow
            Principal:
              AWS:
                - !GetAtt PipelineRole.Arn
            Action:
              - kms:Decrypt
              - kms:DescribeKey
            Resource: "*"
  ArtifactBucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*"}
""",
)
TRAINING = Source(
    "templates/training.yaml",
    """\
Resources:
  TrainingRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: 訓練-role
      Description: "\tmodel\ttraining（本番）"
      AssumeRolePolicyDocument: {Statement: []}
""",
)
MINIFIED = Source(
    "definition.json",
    '{"pipeline":{"name":"mvp","roleArn":"arn:aws:iam::111111111111:role/service-role/Pipe","stages":'
    '[{"name":"Source","actions":[{"name":"fetch","roleArn":"arn:aws:iam::222222222222:role/Fetch"'
    ',"configuration":{"RepositoryName":"model","BranchName":"main"}}]}]}}',
)
PLAN = Source("prod.plan.json", '{"planned_values": {}}')
FETCH = ("pipeline", "stages", 0, "actions", 0, "roleArn")
KEY_POLICY = ("Resources", "SharedKey", "Properties", "KeyPolicy", "Statement")


def spot(source, text, route=()):
    """The span of the first place where the text stands in the source."""
    start = source.text.index(text)
    return Span(source, route, *_line(source, start), *_line(source, start + len(text)))


def _line(source, at):
    before = source.text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def block(source, first, last, route=()):
    """The span from one text to the start of the line after another, as YAML marks its blocks."""
    start, end = source.text.index(first), source.text.index(last)
    line, _ = _line(source, end)
    return Span(source, route, *_line(source, start), line + 1, 1)


DECRYPT = Finding(
    rule="kms-consumer-missing",
    kind=Kind.BLOCKS,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    message="`arn:aws:iam::222222222222:role/訓練-role` may not `kms:Decrypt` with the key that encrypts "
    "the artifacts of pipeline `mvp`",
    locations=(
        Evidence(
            block(SHARED, "Sid: Use", '"*"\n  Artifact', (*KEY_POLICY, 1)),
            "this statement does not name the role, and no other statement of the key policy gives "
            "its account the right to",
        ),
        Evidence(
            spot(SHARED, "kms:Decrypt", (*KEY_POLICY, 1, "Action", 0)), "the action asked for"
        ),
        Evidence(
            spot(TRAINING, "訓練-role", ("Resources", "TrainingRole", "Properties", "RoleName")),
            "the role that asks, in account 222222222222",
        ),
        Evidence(
            Span(PLAN, ("planned_values", "root_module", "resources", 3, "values", "policy")),
            "its identity policy allows it",
        ),
    ),
    account="111111111111",
    fix=Fix(
        "add a statement for the role to the key policy",
        statement='- Sid: TrainingRole\n  Effect: Allow\n  Principal: {AWS: "arn:aws:iam::222222222222:role/'
        '訓練-role"}\n  Action: ["kms:Decrypt", "kms:DescribeKey"]\n  Resource: "*"\n',
        at=spot(SHARED, "ArtifactBucketPolicy", KEY_POLICY),
    ),
)
PATH = Finding(
    rule="role-path-missing",
    kind=Kind.BLOCKS,
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    message="no role `arn:aws:iam::222222222222:role/Fetch` is known",
    locations=(
        Evidence(
            spot(MINIFIED, "arn:aws:iam::222222222222:role/Fetch", ("pipeline", "stages", 0)),
            "used here",
        ),
        Evidence(spot(MINIFIED, "arn:aws:iam::111111111111:role/service-role/Pipe"), "and this?"),
    ),
    fix=Fix(
        "name the role as it is",
        Safety.SAFE,
        edits=(
            Put(
                spot(MINIFIED, '"arn:aws:iam::222222222222:role/Fetch"', FETCH),
                "arn:aws:iam::222222222222:role/path/Fetch",
            ),
        ),
    ),
)
OPEN = Finding(
    rule="bucket-open-to-anyone",
    kind=Kind.EXPOSES,
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    message="anyone may `s3:GetObject` from `arn:aws:s3:::a/*`",
    locations=(
        Evidence(spot(SHARED, 'Principal: "*"'), "everybody"),
        Evidence(spot(SHARED, '"s3:GetObject"'), "may read"),
        Evidence(spot(SHARED, '"arn:aws:s3:::a/*"'), "every object"),
    ),
)
TABS = Finding(
    rule="description-with-tabs",
    kind=Kind.HYGIENE,
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    message="tabs and wide characters, and a control \x1b[31mcharacter\x1b[0m",
    locations=(
        Evidence(spot(TRAINING, "（本番）"), "wide"),
        Evidence(spot(TRAINING, "training（"), "after a tab"),
        Evidence(Span(TRAINING, ("Resources",), 99, 1, 99, 4), "a line that is not there"),
    ),
)
NOWHERE = Finding(
    rule="stage-unknown",
    kind=Kind.BLOCKS,
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    message="a finding without a place",
    locations=(),
)
SUPPRESSED = Finding(
    rule="key-use-granted-to-account-root",
    kind=Kind.EXPOSES,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    message="the whole account may use the key",
    locations=(Evidence(spot(SHARED, "Sid: Administration", (*KEY_POLICY, 0)), "here"),),
    suppressed="two-phase deploy",
)


def hop(step, action, resource, verdict="allow", **more):
    given = {
        "step": step,
        "principal": "arn:aws:iam::222222222222:role/Fetch",
        "action": action,
        "resource": resource,
        "account": "111111111111",
        "region": "us-east-1",
        "via": None,
        "verdict": verdict,
        "denied_by": None,
        "because": "the bucket policy and an identity policy allow it",
        "depends_on": (),
        "evidence": (Evidence(spot(SHARED, '"s3:GetObject"'), "allows it"),),
        "source": "https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
        "confidence": "documented",
    }
    return HopVerdict(**{**given, **more})


READ = hop("read the input artifact", "s3:GetObject", "arn:aws:s3:::a/mvp/*")
DENIED = hop(
    "decrypt the input artifact",
    "kms:Decrypt",
    "arn:aws:kms:us-east-1:111111111111:key/${SharedKey}",
    "implicit_deny",
    denied_by="resource",
    because="no statement of the key policy names the role or gives its account the right to",
    evidence=DECRYPT.locations[:2],
    via="vpce-0abc",
)
UNKNOWN = hop(
    "start the state machine",
    "states:StartExecution",
    "arn:aws:states:us-east-1:222222222222:stateMachine:train",
    "unknown",
    because="the condition cannot be decided",
    depends_on=("aws:SourceVpce", "parameter `TrainingVpc` of stack `training`"),
    evidence=(),
    confidence="experience",
)
PIPELINE = PipelineVerdict(
    "mvp",
    "111111111111",
    "us-east-1",
    "deny",
    (
        StageVerdict("Source", "allow", (ActionVerdict("fetch", "CodeCommit", "allow", (READ,)),)),
        StageVerdict(
            "Train",
            "deny",
            (
                ActionVerdict(
                    "deploy-cf", "CloudFormation", "deny", (READ, DENIED, DENIED), (UNKNOWN,)
                ),
                ActionVerdict("invoke-SF", "StepFunctions", "unknown", (UNKNOWN,)),
            ),
        ),
        StageVerdict("Approve", "allow", (ActionVerdict("ask", "Manual approval", "allow", ()),)),
        StageVerdict(
            "Deploy",
            "deny",
            (ActionVerdict("deploy-model", "Lambda", "deny", (DENIED,)),),
            accepted=True,
        ),
    ),
)
REPORT = Report(
    findings=(OPEN, SUPPRESSED, TABS, NOWHERE, DECRYPT, PATH),
    pipelines=(PIPELINE,),
    assumptions=(
        Assumption("service control policies of 222222222222", "none", "not given"),
        Assumption("resource control policies of 222222222222", "none", "not given"),
    ),
    failures=(
        InputError(
            "a mapping stops before its end",
            at=spot(MINIFIED, '"BranchName"', ("pipeline",)),
            help="close it with `}`",
        ),
        InputError("cannot read `gone.yaml`: no such file or directory"),
    ),
)
PAGES = (
    RulePage(
        "kms-consumer-missing",
        "Key policy leaves out a role that must decrypt with it.",
        "Key policy leaves out a role that must decrypt with it.\n\n## Why\nThe stage fails.\n",
        "blocks",
        "high",
    ),
    RulePage("never-fired", "A rule that found nothing.", "A rule.\n", "hygiene", "info"),
)
DATES = {"service authorization reference": "2026-09-26"}
OPTIONS = Options(version="0.1.0", dates=DATES, rules=PAGES, width=100)


@pytest.fixture
def report():
    return REPORT


@pytest.fixture
def options():
    return OPTIONS


@pytest.fixture
def uncoloured():
    """A text without its ANSI sequences."""
    return lambda text: re.sub(r"\x1b\[[0-9;]*m", "", text)

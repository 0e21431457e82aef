"""What CloudTrail recorded beside what is granted: used, unused, unexplained, denied; told honestly."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from xacct_guard.cli import main
from xacct_guard.errors import InputError
from xacct_guard.grants.document import Line
from xacct_guard.grants.generate import Generated
from xacct_guard.iam import reference
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import Symbol
from xacct_guard.observed import names, record
from xacct_guard.observed.event import Event, event_of
from xacct_guard.observed.names import Logged, action_named, logged
from xacct_guard.observed.record import events_in
from xacct_guard.observed.use import Use, use_of

ROLE = "arn:aws:iam::111111111111:role/worker"
SYSTEM = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline/corrected"


def event(name: str = "GetObject", source: str = "s3", **members: Any) -> dict[str, Any]:
    role = {"sessionContext": {"sessionIssuer": {"type": "Role", "arn": ROLE}}}
    return {
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "eventTime": "2026-01-02T03:04:05Z",
        "userIdentity": {"type": "AssumedRole", "accountId": "111111111111", **role},
        **members,
    }


def on(*arns: str) -> dict[str, Any]:
    return {"resources": [{"ARN": arn} for arn in arns]}


def granted(*actions: str, resource: str = "*", to: str = ROLE) -> Generated:
    written = {"Sid": "One", "Effect": "Allow", "Action": list(actions), "Resource": resource}
    return Generated("111111111111", PolicyKind.IDENTITY, to, (Line(written, ("a stage",)),))


def use(policies: Iterable[Generated], *records: dict[str, Any]) -> Use:
    return use_of(policies, (found for one in records if (found := event_of(one)) is not None))


@pytest.mark.parametrize(
    ("source", "name", "action"),
    [
        ("s3", "ListObjects", "s3:ListBucket"),
        ("s3", "ListObjectsV2", "s3:ListBucket"),
        ("s3", "HeadObject", "s3:GetObject"),
        ("s3", "CompleteMultipartUpload", "s3:PutObject"),
        ("s3", "HeadBucket", "s3:ListBucket"),
        ("lambda", "Invoke", "lambda:InvokeFunction"),
        ("lambda", "CreateFunction20150331", "lambda:CreateFunction"),
        ("lambda", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode"),
        ("cloudfront", "CreateDistribution2020_05_31", "cloudfront:CreateDistribution"),
        ("monitoring", "PutMetricData", "cloudwatch:PutMetricData"),
        ("kms", "Decrypt", "kms:Decrypt"),
        ("sts", "AssumeRoleWithWebIdentity", "sts:AssumeRoleWithWebIdentity"),
        ("states", "StartExecution", "states:StartExecution"),
        ("sagemaker", "CreateTrainingJob", "sagemaker:CreateTrainingJob"),
        ("s3", "WhoKnows", None),
        ("nosuchservice", "Create", None),
    ],
)
def test_an_event_is_the_action_that_iam_asks_for_or_nobody_knows(source, name, action):
    assert action_named(f"{source}.amazonaws.com", name) == action


def test_an_object_of_a_version_is_another_action():
    assert event_of(event(requestParameters={"versionId": "x"})).of_a_version  # type: ignore[union-attr]
    assert action_named("s3.amazonaws.com", "GetObject", of_a_version=True) == "s3:GetObjectVersion"


def test_every_action_of_the_tables_is_one_of_the_reference():
    known = {*names._DATA, *names._NEVER, *names._OF_A_VERSION, *names._OF_A_VERSION.values()}
    not_listed = {one for one in known if reference.action(one) is None}
    assert not_listed <= {"s3:DeleteObjectVersion", "iam:PassRole"}


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("s3:GetObject", Logged.IF_DATA_EVENTS),
        ("s3:ListBucket", Logged.IF_DATA_EVENTS),
        ("s3:GetBucketVersioning", Logged.ALWAYS),
        ("lambda:InvokeFunction", Logged.IF_DATA_EVENTS),
        ("kms:Decrypt", Logged.ALWAYS),
        ("iam:PassRole", Logged.NEVER),
    ],
)
def test_what_is_not_seen_may_only_not_be_recorded(action, said):
    assert logged(action) is said
    (unused,) = use([granted(action)]).unused
    assert unused[1] is said


def test_a_right_that_was_used_is_not_named_and_one_that_was_refused_is():
    found = use(
        [granted("s3:GetObject", "s3:PutObject")],
        event(),
        event("PutObject", errorCode="AccessDenied"),
    )
    assert [right.action for right, _ in found.unused] == ["s3:PutObject"]
    (denied,) = found.refused
    assert (denied.action, denied.explained) == ("s3:PutObject", True)
    assert found.beyond == ()


@pytest.mark.parametrize(
    "code", ["AccessDenied", "Client.UnauthorizedOperation", "AccessDeniedException"]
)
def test_refusals_are_told_by_their_codes(code):
    assert use([granted("s3:GetObject")], event(errorCode=code)).refused
    assert not use([granted("s3:GetObject")], event(errorCode="NoSuchKey")).refused


@pytest.mark.parametrize(
    ("arns", "explained"),
    [
        (["arn:aws:s3:::store/a/b"], True),
        (["arn:aws:s3:::store/c"], False),
        ([], True),
        (["arn:aws:s3:::store", "arn:aws:s3:::store/a/b"], True),
    ],
)
def test_a_right_explains_what_it_is_for(arns, explained):
    policies = [granted("s3:GetObject", resource="arn:aws:s3:::store/a/*")]
    found = use(policies, event(**on(*arns)), event(**on(*arns), eventTime="2026-01-03T00:00:00Z"))
    assert [(one.count, one.first[:10], one.last[:10]) for one in found.beyond] == (
        [] if explained else [(2, "2026-01-02", "2026-01-03")]
    )


def test_a_role_whose_name_a_deployment_makes_is_known_by_what_it_looks_like():
    made = Symbol("training.Worker", shape="training-Worker-*", created=True)
    policy = granted("s3:GetObject", to=f"arn:aws:iam::111111111111:role/{made}")
    seen = event()
    seen["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"] = (
        "arn:aws:iam::111111111111:role/training-Worker-1ABCDEF"
    )
    assert use([policy], seen).unused == ()
    assert [right.action for right, _ in use([policy], event()).unused] == ["s3:GetObject"]


def test_one_request_that_two_accounts_recorded_is_one():
    theirs = event(sharedEventID="1", **on("arn:aws:s3:::store/k"))
    theirs["userIdentity"] = {"type": "AWSAccount", "accountId": "111111111111"}
    ours = event(sharedEventID="1")
    policies = [granted("s3:PutObject")]
    for records in ([theirs, ours], [ours, theirs]):
        found = use(policies, *records)
        (seen,) = found.beyond
        assert (found.events, seen.count, seen.resources) == (1, 1, ("arn:aws:s3:::store/k",))
        assert found.others == {}


@pytest.mark.parametrize(
    ("identity", "who"),
    [
        ({"type": "IAMUser", "arn": "arn:aws:iam::1:user/a"}, "arn:aws:iam::1:user/a"),
        ({"type": "AWSService", "invokedBy": "codepipeline.amazonaws.com"}, "codepipeline.amazonaws.com"),
        ({"type": "WebIdentityUser", "identityProvider": "arn:aws:iam::1:oidc-provider/x"},
         "arn:aws:iam::1:oidc-provider/x"),
        ({"type": "AWSAccount", "accountId": "1"}, ""),
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, "arn:aws:iam::1:root"),
    ],
)  # fmt: skip
def test_who_asked_is_told_by_the_kind_of_identity(identity, who):
    found = event_of(event(userIdentity=identity))
    assert found is not None
    assert found.principal == who


def test_an_unknown_name_is_said_and_others_are_counted():
    stranger = event(userIdentity={"type": "IAMUser", "arn": "arn:aws:iam::1:user/a"})
    found = use([granted("s3:GetObject")], event("Inexplicable"), stranger, stranger)
    assert found.unnamed == {("s3.amazonaws.com", "Inexplicable"): 1}
    assert found.others == {"arn:aws:iam::1:user/a": 2}


FORMS = {
    "as delivered": json.dumps({"Records": [event(), event("PutObject")]}).encode(),
    "a list": json.dumps([event(), event("PutObject")], indent=2).encode(),
    "a line each": "\n".join(map(json.dumps, [event(), event("PutObject")])).encode(),
    "packed": gzip.compress(json.dumps({"Records": [event(), event("PutObject")]}).encode()),
    "packed twice": gzip.compress(json.dumps(event()).encode() + b"\n")
    + gzip.compress(json.dumps(event("PutObject")).encode()),
    "looked up": json.dumps(
        {"Events": [{"CloudTrailEvent": json.dumps(one)} for one in (event(), event("PutObject"))]}
    ).encode(),
    "passed on": "\n".join(
        json.dumps({"detail-type": "AWS API Call via CloudTrail", "detail": one})
        for one in (event(), event("PutObject"))
    ).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_events_are_read_in_whatever_form_they_come(form, tmp_path):
    (tmp_path / "log").write_bytes(FORMS[form])
    found = list(events_in(tmp_path / "log"))
    assert [one.name for one in found if isinstance(one, Event)] == ["GetObject", "PutObject"]
    assert len(found) == 2


def test_a_bad_line_is_one_error_with_its_place_and_the_rest_goes_on(tmp_path):
    lines = [
        json.dumps(event()),
        "{broken",
        json.dumps({"eventName": "x"}),
        "[1]",
        json.dumps(event()),
    ]
    (tmp_path / "log").write_text("\n".join(lines))
    found = list(events_in(tmp_path / "log"))
    assert [str(one.at).rpartition("/")[2] for one in found if isinstance(one, InputError)] == [
        "log:2:1",
        "log:3:1",
        "log:4:1",
    ]
    assert sum(isinstance(one, Event) for one in found) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b'{\n "Records": [\n', "no JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (gzip.compress(b"{}" * 100, mtime=0)[:-20], "gzip data is broken"),
        (b"[" * 100_000, "no JSON"),
        (b"7", "no event"),
        (b"null", "no JSON"),
    ],
)
def test_what_is_no_log_is_one_clear_error(data, said, tmp_path):
    (tmp_path / "log").write_bytes(data)
    (found,) = events_in(tmp_path / "log")
    assert isinstance(found, InputError)
    assert said in found.message
    assert found.help


def test_what_unpacks_to_more_than_is_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "LARGEST", 1024**2)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b" " * 2 * 1024**2))
    (found,) = events_in(tmp_path / "bomb.gz")
    assert isinstance(found, InputError)
    assert "larger than 1 MB, unpacked" in found.message


def test_generate_says_what_was_observed_and_changes_nothing_for_it(tmp_path, capsys):
    log = tmp_path / "log.json"
    role = "arn:aws:iam::222222222222:role/training-TrainingJobRole-0A1B2C3D4E5F"
    seen = event(
        "ListObjects", eventCategory="Data", **on("arn:aws:s3:::ml-artifacts-111111111111")
    )
    odd = event("DeleteObject", **on("arn:aws:s3:::ml-artifacts-111111111111/data/train.csv"))
    for one in (seen, odd):
        one["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"] = role
    log.write_text(json.dumps({"Records": [seen, odd]}))
    assert main(["generate", str(SYSTEM)]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert main(["generate", str(SYSTEM), "--observed", str(log)]) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    found = told["observed"]
    assert told["policies"] == plain["policies"]
    assert [(one["action"], one["count"]) for one in found["unexplained"]] == [
        ("s3:DeleteObject", 1)
    ]
    assert found["has_data_events"]
    never = {(one["principal"], one["action"]) for one in found["never_used"]}
    job = "arn:aws:iam::222222222222:role/${training.TrainingJobRole}"
    assert (job, "s3:ListBucket") not in never
    assert (job, "s3:PutObject") in never
    assert "used, and no path explains it: " in captured.err


def test_a_log_that_is_none_makes_the_answer_incomplete(tmp_path, capsys):
    (tmp_path / "log.json").write_text("{")
    assert main(["generate", str(SYSTEM), "--observed", str(tmp_path / "log.json")]) == 2
    assert "this is no JSON" in capsys.readouterr().err

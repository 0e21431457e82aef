"""Drift of the three-account system from its own templates: none as it is, after a change by hand just that."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.drift.changed import PRODUCTION, REGION, SHARED, TRAINING, Live, allow, policy, trust
from tests.drift.conftest import TEMPLATES
from xacct_guard.changes import Direction, Kind
from xacct_guard.cli import main
from xacct_guard.cli.drifting import against
from xacct_guard.iam.compare import Witness, opened
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.semantics import semantics_of
from xacct_guard.run import Options

pytestmark = pytest.mark.xdist_group("drift")
STRANGER = "999999999999"
BUCKET = "arn:aws:s3:::ml-artifacts-111111111111"
LINES = {
    place: number
    for file in TEMPLATES.glob("*.yaml")
    for number, line in enumerate(file.read_text().splitlines(), 1)
    if (found := re.fullmatch(r"  (\w+):", line))
    for place in [(file.name, found[1])]
}


@pytest.fixture
def live(audited):
    return Live(audited.snapshot)


def drift_of(live, folder):
    _, _, found = against(str(TEMPLATES), live.file(folder / "live.snapshot"), Options())
    for change in found.changes.found:
        assert not isinstance(change.answer, Witness) or decided(found, change.answer.request)
    return found


def decided(found, request):
    """The engine, asked itself, denies the request on the one side and allows it on the other."""
    semantics = semantics_of(request.action, request.resource)
    sides = (found.sides, found.sides.turned())
    old, new = (
        [decide(request, opened(layers), semantics).verdict for layers in each.layers(request)]
        for each in sides
    )
    return (old[0].denied and old[1] is Verdict.ALLOW) or (
        new[0].denied and new[1] is Verdict.ALLOW
    )


def told(found):
    """The changes of access: direction, account, kind of policy, who, action and resource."""
    return {
        (
            change.direction,
            change.thing.account,
            change.thing.kind,
            change.answer.request.principal.account,
            change.answer.request.action,
            change.answer.request.resource,
        )
        for change in found.changes.found
        if isinstance(change.answer, Witness)
    }


def unsure(found):
    return {(each.account, each.what) for each in found.unsure} | {
        (each.thing.account, each.answer.construct)
        for each in found.changes.found
        if not each.is_certain
    }


def is_written(found, arn, file, logical):
    """Does it say where the template writes it?"""
    span = found.written[arn]
    return (Path(span.source.name).name, span.line) == (file, LINES[file, logical])


# ---- nothing differs ------------------------------------------------------------------------------


def test_what_is_live_as_it_is_written_is_no_drift(audited):
    assert audited.code == 0
    found = json.loads(audited.reports["json"])["drift"]
    assert found["in_both"] == 16
    nothing = ("live_only", "not_live", "settings", "cannot_tell", "failures")
    assert {name: found[name] for name in nothing} == {name: [] for name in nothing}
    assert found["access"] == {"differing": [], "changes": [], "not_asked": []}
    assert found["accounts_in_no_template"] == [
        {"account": "666666666666", "principals": 0, "resources": 1}
    ]


def test_a_report_goes_on_as_before_and_drift_follows_it(audited):
    told = audited.reports["full"]
    assert told.index("no findings") < told.index("drift from")
    assert told.endswith(f"drift from `{TEMPLATES}`: none (16 things are in both)\n")
    assert (
        "Drift from" in audited.reports["markdown"] or "drift from" in audited.reports["markdown"]
    )


def test_names_that_aws_draws_are_told_without_the_stacks(live, tmp_path):
    """By the names that CloudFormation makes up; the key by those who name it."""
    live.documents = {
        key: each for key, each in live.documents.items() if key[2] != "cloudformation:stack"
    }
    found = drift_of(live, tmp_path)
    assert found.is_none
    assert (found.same, found.unsure) == (16, ())


def test_names_that_aws_draws_are_told_though_nobody_may_list_stacks(live, tmp_path):
    for key, record in live.documents.items():
        if key[2] == "cloudformation:stack":
            del record["list_stack_resources"]
            live.lack(key[0], key[2], "list_stack_resources", key[3], key[1])
    found = drift_of(live, tmp_path)
    assert found.is_none
    assert found.same == 16


def test_stacks_that_go_by_other_names_are_told_by_what_they_made(live, tmp_path):
    for key in [key for key in live.documents if key[2] == "cloudformation:stack"]:
        record = live.documents.pop(key)
        record["describe_stacks"]["StackName"] = f"prod-{key[3]}"
        live.documents[(*key[:3], f"prod-{key[3]}")] = record
    found = drift_of(live, tmp_path)
    assert found.is_none
    assert found.same == 16
    assert {each.what for each in found.unsure} == {
        f"stack `{name}`" for name in ("shared", "training", "production", "model-training")
    }


# ---- what seems to differ ---------------------------------------------------------------------------


def reordered(document):
    document["Statement"].reverse()
    for statement in document["Statement"]:
        if isinstance(statement["Action"], list):
            statement["Action"].reverse()


def as_bare_account(document):
    document["Statement"][0]["Principal"] = {"AWS": SHARED}


def split(document):
    first, *rest = document["Statement"]
    actions = first.pop("Action")
    document["Statement"] = [
        {**first, "Sid": f"Part{number}", "Action": [action]}
        for number, action in enumerate(actions)
    ] + rest


@pytest.mark.parametrize("written_otherwise", [reordered, as_bare_account, split])
def test_a_key_policy_that_says_the_same_is_no_drift(written_otherwise, live, tmp_path):
    live.edit_policy("kms:key", SHARED, "get_key_policy", written_otherwise)
    assert drift_of(live, tmp_path).is_none


def test_what_aws_makes_is_no_drift(live, tmp_path):
    live.add_role(
        SHARED,
        "AWSServiceRoleForX",
        trust({"Service": "x.amazonaws.com"}),
        policy(allow("s3:*")),
        "/aws-service-role/x.amazonaws.com/",
    )
    by_aws = {"list_keys": {"KeyId": "k", "KeyArn": f"arn:aws:kms:{REGION}:{SHARED}:key/k"}}
    by_aws["describe_key"] = {"KeyMetadata": {"KeyManager": "AWS"}}
    by_aws["get_key_policy"] = {"Policy": json.dumps(policy(allow("kms:*", Principal="*")))}
    live.put(SHARED, "kms:key", "k", {**by_aws, "list_grants": {"Grants": []}})
    rule = {"Name": "managed", "EventBusName": "default", "ManagedBy": "x.amazonaws.com"}
    live.put(SHARED, "events:rule", "default/managed", {"list_rules": rule})
    assert {key[2] for key in live.documents} >= {"ec2:vpc", "ec2:subnet", "ec2:security-group"}
    found = drift_of(live, tmp_path)
    assert found.is_none
    assert found.unsure == ()


# ---- changed by hand --------------------------------------------------------------------------------


def test_a_role_that_nobody_wrote_is_named_with_what_it_may(live, tmp_path):
    live.add_role(
        TRAINING,
        "by-hand",
        trust({"AWS": f"arn:aws:iam::{STRANGER}:root"}),
        policy(allow("s3:GetObject", f"{BUCKET}/*"), allow("ec2:RunInstances")),
    )
    found = drift_of(live, tmp_path)
    arn = f"arn:aws:iam::{TRAINING}:role/by-hand"
    assert [(each.account, each.arn) for each in found.extra] == [(TRAINING, arn)]
    assert "iam:role/by-hand" in found.extra[0].span.path
    added = (Direction.ADDED, TRAINING)
    # The bucket's own policy does not let another account's role in: only what is true is told.
    assert {(*each[:3], *each[3:5]) for each in told(found)} == {
        (*added, Kind.PRINCIPAL, TRAINING, "ec2:RunInstances"),
        (*added, Kind.TRUST, STRANGER, "sts:AssumeRole"),
    }
    assert found.lacking == found.settings == ()


def test_a_statement_that_was_added_is_told_with_its_request(live, tmp_path):
    live.statements(SHARED, "CodePipelineServiceRole").append(
        allow("iam:PassRole", f"arn:aws:iam::{SHARED}:role/*", Sid="ByHand")
    )
    found = drift_of(live, tmp_path)
    (change,) = found.changes.found
    assert change.cause.sid == "ByHand"
    assert change.direction is Direction.ADDED
    assert change.answer.request.action == "iam:PassRole"
    assert change.answer.request.principal.role == change.thing.name
    assert is_written(found, change.thing.name, "shared.yaml", "CodePipelineServiceRole")
    assert found.extra == found.lacking == ()


def test_an_action_that_was_taken_away_names_the_statement_of_the_template(live, tmp_path):
    statement = live.statements(SHARED, "CodePipelinePassRoleForC")[0]
    statement["Action"] = "codepipeline:PutJobSuccessResult"
    found = drift_of(live, tmp_path)
    (change,) = found.changes.found
    assert change.direction is Direction.REMOVED
    assert change.answer.request.action == "codepipeline:PutJobFailureResult"
    assert change.cause.sid == "ReportTheResult"
    assert Path(change.cause.span.source.name).name == "shared.yaml"


def test_a_trust_that_was_widened_is_told_with_whoever_may_enter(live, tmp_path):
    document = live.role(PRODUCTION, "CrossAccountRoleC")["AssumeRolePolicyDocument"]
    document["Statement"] += trust({"AWS": STRANGER})["Statement"]
    found = drift_of(live, tmp_path)
    ((direction, account, kind, who, action, resource),) = told(found)
    assert (direction, account, kind) == (Direction.ADDED, PRODUCTION, Kind.TRUST)
    assert (who, action) == (STRANGER, "sts:AssumeRole")
    assert is_written(found, resource, "production.yaml", "CrossAccountRoleC")


def test_a_bucket_policy_that_is_gone_is_told_by_what_nobody_may_any_more(live, tmp_path):
    live.documents[live.only("s3:bucket", SHARED)]["get_bucket_policy"] = None
    found = drift_of(live, tmp_path)
    gone = {each[1:] for each in told(found) if each[0] is Direction.REMOVED}
    assert (
        SHARED,
        Kind.RESOURCE,
        TRAINING,
        "s3:PutObject",
        f"{BUCKET}/ml-train-deploy/example",
    ) in gone
    added = {each[1:] for each in told(found) if each[0] is Direction.ADDED}
    assert added  # what its Denies forbade at home
    assert {each.thing.name for each in found.changes.found} == {BUCKET}
    assert is_written(found, BUCKET, "shared.yaml", "ArtifactBucket")


def test_what_the_templates_make_and_is_not_live_is_named_with_its_place(live, tmp_path):
    del live.documents[live.only("lambda:function", PRODUCTION)]
    live.without_role(TRAINING, "TrainingJobRole")
    stack = live.documents[TRAINING, REGION, "cloudformation:stack", "training"]
    stack["list_stack_resources"] = [
        each for each in stack["list_stack_resources"] if each["Logical"] != "TrainingJobRole"
    ]
    found = drift_of(live, tmp_path)
    places = {
        (each.account, Path(each.span.source.name).name, each.span.line) for each in found.lacking
    }
    assert places == {
        (PRODUCTION, "production.yaml", LINES["production.yaml", "DeployModelLambdaFunction"]),
        (TRAINING, "training.yaml", LINES["training.yaml", "TrainingJobRole"]),
    }
    assert {each.thing.kind for each in found.changes.found} >= {Kind.PRINCIPAL, Kind.TRUST}
    assert all(each.direction is Direction.REMOVED for each in found.changes.found)


def test_a_role_that_is_gone_is_told_without_the_stacks_as_well(live, tmp_path):
    live.documents = {
        key: each for key, each in live.documents.items() if key[2] != "cloudformation:stack"
    }
    live.without_role(TRAINING, "TrainingJobRole")
    assert [each.span.line for each in drift_of(live, tmp_path).lacking] == [
        LINES["training.yaml", "TrainingJobRole"]
    ]


def test_a_grant_on_a_key_is_access_that_no_template_gives(live, tmp_path):
    role = live.role(SHARED, "CommitRuleRole")["Arn"]
    grant = {"GranteePrincipal": role, "Operations": ["Decrypt"], "GrantId": "g"}
    live.documents[live.only("kms:key", SHARED)]["list_grants"] = {"Grants": [grant]}
    ((direction, account, _, who, action, _),) = told(drift_of(live, tmp_path))
    assert (direction, account, who, action) == (Direction.ADDED, SHARED, SHARED, "kms:Decrypt")


def other_role(live):
    role = live.role(PRODUCTION, "EndpointRole")["Arn"]
    live.documents[live.only("lambda:function", PRODUCTION)]["list_functions"]["Role"] = role


def other_key(live):
    record = live.documents[live.only("s3:bucket", SHARED)]
    (rule,) = record["get_bucket_encryption"]["ServerSideEncryptionConfiguration"]["Rules"]
    rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] += "0"


def other_owner(live):
    record = live.documents[live.only("s3:bucket", SHARED)]
    (rule,) = record["get_bucket_ownership_controls"]["OwnershipControls"]["Rules"]
    rule["ObjectOwnership"] = "ObjectWriter"


def other_action_role(live):
    record = live.documents[live.only("codepipeline:pipeline", SHARED)]
    for stage in record["get_pipeline"]["pipeline"]["stages"]:
        for action in stage["actions"]:
            if action["name"] == "deploy-model":
                action["roleArn"] = f"arn:aws:iam::{PRODUCTION}:role/admin"


def other_target(live):
    record = live.documents[live.only("events:rule", SHARED)]
    record["list_targets_by_rule"][0]["RoleArn"] = f"arn:aws:iam::{SHARED}:role/admin"


@pytest.mark.parametrize(
    ("change", "name", "file"),
    [
        (other_role, "role", "production.yaml"),
        (other_key, "encryption", "shared.yaml"),
        (other_owner, "ownership", "shared.yaml"),
        (other_action_role, "role of Deploy/deploy-model", "pipeline.json"),
        (other_target, "targets", "shared.yaml"),
    ],
)
def test_a_setting_that_decides_is_told_with_both_values(change, name, file, live, tmp_path):
    change(live)
    found = drift_of(live, tmp_path)
    (setting,) = found.settings
    assert setting.name == name
    assert setting.written != setting.live
    assert Path(setting.span.source.name).name == file
    assert setting.span.line
    assert found.changes.found == ()


def test_publicity_that_is_no_longer_blocked_is_told_where_a_policy_lets_anybody_in(live, tmp_path):
    def public(document):
        document["Statement"].append(
            allow("s3:GetObject", f"{BUCKET}/*", Principal="*", Sid="Public")
        )

    live.edit_policy("s3:bucket", SHARED, "get_bucket_policy", public)
    # Everything but publicity is still let in at home; a public policy keeps other accounts out.
    found = told(drift_of(live, tmp_path))
    assert {(each[0], each[3]) for each in found} == {
        (Direction.ADDED, SHARED),
        (Direction.REMOVED, TRAINING),
    }
    record = live.documents[live.only("s3:bucket", SHARED)]
    blocks = record["get_public_access_block"]["PublicAccessBlockConfiguration"]
    record["get_public_access_block"]["PublicAccessBlockConfiguration"] = dict.fromkeys(
        blocks, False
    )
    (tmp_path / "again").mkdir()
    found = told(drift_of(live, tmp_path / "again"))
    assert {each[0] for each in found} == {Direction.ADDED}
    assert {each[3:5] for each in found} >= {(None, "s3:GetObject")}


# ---- what cannot be told ------------------------------------------------------------------------------


def test_what_was_not_read_is_named_and_no_drift(live, tmp_path):
    key = live.only("s3:bucket", SHARED)
    del live.documents[key]["get_bucket_policy"]
    live.lack(SHARED, "s3:bucket", "get_bucket_policy", key[3])
    del live.documents[live.only("lambda:function", PRODUCTION)]
    live.lack(PRODUCTION, "lambda:function", "list_functions", region=REGION)
    found = drift_of(live, tmp_path)
    assert found.is_none
    assert found.may_add
    said = {each.what or each.because for each in found.unsure}
    assert BUCKET in said
    assert any("list_functions" in each and "AccessDenied" in each for each in said)


def test_principals_that_were_not_read_are_neither_gone_nor_new(live, tmp_path):
    live.without_principals(TRAINING)
    found = drift_of(live, tmp_path)
    assert found.extra == found.lacking == ()
    assert {each.account for each in found.unsure} >= {TRAINING}
    assert not any(each.is_certain and TRAINING in each.thing.name for each in found.changes.found)


def test_an_account_that_was_not_collected_is_told_in_one_line(live, tmp_path):
    live.forget_account(PRODUCTION)
    found = drift_of(live, tmp_path)
    assert [(each.account, each.count, each.because) for each in found.unsure] == [
        (PRODUCTION, 4, "the account was not collected")
    ]
    assert found.lacking == ()
    assert told(found) == set()


def test_two_keys_that_nothing_tells_apart_are_not_told_as_drift(live, tmp_path):
    """Nothing names the key any longer but the bucket and the pipeline, which name two."""
    live.documents = {
        key: each for key, each in live.documents.items() if key[2] != "cloudformation:stack"
    }
    key = live.only("kms:key", SHARED)
    other = key[3].replace(key[3][:8], "00000000")
    record = json.loads(json.dumps(live.documents[key]).replace(key[3], other))
    live.documents[(*key[:3], other)] = record
    text = json.dumps(live.documents[live.only("s3:bucket", SHARED)])
    live.documents[live.only("s3:bucket", SHARED)] = json.loads(text.replace(key[3], other))
    found = drift_of(live, tmp_path)
    assert ("111111111111", "kms key `shared/sharedKey`") in unsure(found)
    assert "2 of its kind may be it" in next(
        each.because for each in found.unsure if "sharedKey" in each.what
    )
    assert found.extra == found.lacking == ()
    assert told(found) == set()


# ---- what is not the templates' business ---------------------------------------------------------------


def test_what_another_stack_made_is_told_as_one(live, tmp_path):
    arn = f"arn:aws:cloudformation:{REGION}:{SHARED}:stack/CDKToolkit/1"
    made = []
    for number in range(5):
        live.add_role(SHARED, f"cdk-{number}", trust({"AWS": SHARED}), policy(allow("*")))
        made.append(
            {"Logical": f"R{number}", "Physical": f"cdk-{number}", "Type": "AWS::IAM::Role"}
        )
    record = {"describe_stacks": {"StackId": arn, "StackName": "CDKToolkit"}}
    live.put(SHARED, "cloudformation:stack", "CDKToolkit", {**record, "list_stack_resources": made})
    found = drift_of(live, tmp_path)
    assert [(each.arn, each.type, each.count) for each in found.extra] == [
        (arn, "cloudformation:stack", 5)
    ]
    assert found.changes.found == ()


def test_an_account_that_no_template_speaks_of_is_told_in_one_line(live, tmp_path):
    for number in range(7):
        live.add_role(
            "666666666666", f"theirs-{number}", trust({"AWS": STRANGER}), policy(allow("*"))
        )
    found = drift_of(live, tmp_path)
    assert found.is_none
    assert [(each.account, each.roles, each.resources) for each in found.unsaid] == [
        ("666666666666", 7, 1)
    ]


# ---- as it is run ----------------------------------------------------------------------------------------


def test_diff_of_a_snapshot_and_templates_says_the_same_either_way_round(
    live, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    live.statements(TRAINING, "CrossAccountRoleB").append(allow("ec2:RunInstances", Sid="ByHand"))
    live.file(tmp_path / "live.snapshot")
    assert main(["diff", str(TEMPLATES), "live.snapshot", "--no-new-access"]) == 1
    assert "+ it may `ec2:RunInstances`" in capsys.readouterr().out
    assert main(["diff", "live.snapshot", str(TEMPLATES), "--no-new-access"]) == 0
    assert "- it may no longer `ec2:RunInstances`" in capsys.readouterr().out
    assert main(["diff", str(TEMPLATES), "live.snapshot", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (change,) = told["changes"]
    assert change["account"] == TRAINING
    assert change["request"]["action"] == "ec2:RunInstances"
    line = LINES["training.yaml", "CrossAccountRoleB"]
    assert change["template"].endswith(f"training.yaml:{line}")
    assert told["drift"]["in_both"] == 16


def test_a_snapshot_in_the_folder_of_the_templates_is_no_template(
    live, tmp_path, monkeypatch, capsys
):
    import shutil

    monkeypatch.chdir(tmp_path)
    shutil.copytree(TEMPLATES, tmp_path / "infra")
    live.add_role(TRAINING, "by-hand", trust({"AWS": TRAINING}), policy(allow("ec2:RunInstances")))
    live.file(tmp_path / "infra" / "live.snapshot")
    assert main(["diff", "infra", "infra/live.snapshot"]) == 0
    text = capsys.readouterr().out
    assert "role `by-hand`, infra/live.snapshot: 222222222222/global/iam:role/by-hand" in " ".join(
        text.split()
    )
    assert "1 live in no template" in text


def test_templates_that_are_not_there_are_said_so_before_anything_is_asked(capsys):
    assert main(["audit", "--against", "no-such-folder"]) == 2
    assert "there is nothing at `no-such-folder`" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--no-new-access",),
        ("--against", "x", "--collect-only"),
        ("--collect-only", "--against", "x"),
    ],
)
def test_options_that_make_no_sense_together_are_said_so(arguments, capsys):
    assert main(["audit", *arguments]) == 2
    assert "--against" in capsys.readouterr().err

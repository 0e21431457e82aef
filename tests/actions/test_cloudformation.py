"""A CloudFormation action: what it asks in each mode, and as whom the stack is made (COD-027 to COD-034)."""

from __future__ import annotations

import pytest

from tests.actions.estate import AWAY, HOME, asked, hop_of, paths, words
from tests.actions.test_artifacts import ACTION, SOURCE, made, stage, taken
from xacct_guard.iam.decision import Verdict

HERE = "Source::made.yaml"
MADE = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"
CONFIGURATION = "pipelines: [{name: pipe, artifacts: {Code: code}}]\n"
READS = {("s3:GetObject"), ("s3:GetObjectVersion"), ("kms:Decrypt")}
DESCRIBE = "cloudformation:DescribeStacks"


def deploy(name: str, mode: str, settings: str = "", **more: str) -> str:
    given = f"ActionMode: {mode}, StackName: made, {settings}".rstrip(", ")
    return stage(name, "Deploy/CloudFormation", given, **taken("Code"), **more)


def role(name: str = "Deployer", account: str = HOME) -> str:
    return f'RoleArn: "arn:aws:iam::{account}:role/{name}"'


TEMPLATE = 'TemplatePath: "Code::made.yaml"'


def deployed(folder, stages, made=MADE, name="Deploy", **more):
    files = {"code/made.yaml": made}
    more.setdefault("configuration", CONFIGURATION)
    return paths(folder, SOURCE + stages, files=files, **more)[name]


def of(path, role: str) -> set[str]:
    return {action for who, action in asked(path.hops) if who == role}


@pytest.mark.parametrize(
    ("mode", "calls", "reads", "makes"),
    [
        ("CREATE_UPDATE", {"CreateStack", "UpdateStack"}, True, True),
        ("REPLACE_ON_FAILURE", {"CreateStack", "UpdateStack", "DeleteStack"}, True, True),
        (
            "CHANGE_SET_REPLACE",
            {"CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet"},
            True,
            False,
        ),
    ],
)
def test_a_mode_asks_for_its_calls_and_passes_the_role(tmp_path, mode, calls, reads, makes):
    path = deployed(tmp_path, deploy("Deploy", mode, f"{role()}, {TEMPLATE}"))
    wanted = {f"cloudformation:{call}" for call in calls} | {DESCRIBE, "iam:PassRole"}
    assert of(path, "Pipeline") == wanted | (READS if reads else set())
    assert of(path, "Deployer") == ({"sns:CreateTopic"} if makes else set())
    assert path.verdict is Verdict.ALLOW
    passed = hop_of(path, "iam:PassRole").step
    assert passed.context == {"iam:passedtoservice": "cloudformation.amazonaws.com"}
    sent = {h.step.action: h.step.context.get("cloudformation:rolearn") for h in path.hops}
    with_role = {name for name, arn in sent.items() if arn is not None}
    assert with_role == {f"cloudformation:{call}" for call in calls} & {
        *("cloudformation:CreateStack", "cloudformation:UpdateStack"),
        *("cloudformation:DeleteStack", "cloudformation:CreateChangeSet"),
    }


SET = "ChangeSetName: changes"
REPLACE = deploy("Replace", "CHANGE_SET_REPLACE", f"{SET}, {role()}, {TEMPLATE}")
EXECUTE = deploy("Deploy", "CHANGE_SET_EXECUTE", f"{SET}, {role('Worker')}")


def test_a_change_set_is_executed_with_the_role_it_was_made_with(tmp_path):
    path = deployed(tmp_path, REPLACE + EXECUTE)
    assert of(path, "Deployer") == {"sns:CreateTopic"}
    assert of(path, "Worker") == set()
    assert of(path, "Pipeline") == {
        *(DESCRIBE, "cloudformation:DescribeChangeSet", "cloudformation:ExecuteChangeSet")
    }
    execute = hop_of(path, "cloudformation:ExecuteChangeSet").step
    assert execute.context == {"cloudformation:changesetname": "changes"}
    assert "cloudformation:rolearn" in execute.absent
    denied = deployed(tmp_path, REPLACE + EXECUTE, denied={"Deployer": ["sns:CreateTopic"]})
    assert denied.verdict is Verdict.EXPLICIT_DENY


def test_who_made_a_change_set_that_no_action_makes_is_unknown(tmp_path):
    path = deployed(tmp_path, REPLACE.replace("changes", "others") + EXECUTE)
    assert path.verdict is Verdict.UNKNOWN


def test_without_a_service_role_the_stack_is_made_as_the_action_with_its_session(tmp_path):
    path = deployed(tmp_path, deploy("Deploy", "CREATE_UPDATE", TEMPLATE))
    step = hop_of(path, "sns:CreateTopic").step
    assert step.principal.endswith("role/Pipeline")
    assert step.context["aws:calledvia"] == ("cloudformation.amazonaws.com",)
    assert step.context["aws:viaawsservice"] == "true"
    assert ("Pipeline", "iam:PassRole") not in asked(path.hops)


def test_a_role_of_another_account_than_the_action_cannot_be_passed(tmp_path):
    for settings, more in (
        (f"{role('Deployer2', AWAY)}, {TEMPLATE}", {}),
        (f"{role()}, {TEMPLATE}", {"RoleArn": ACTION}),
    ):
        path = deployed(tmp_path, deploy("Deploy", "CREATE_UPDATE", settings, **more))
        assert path.verdict is Verdict.IMPLICIT_DENY
        assert "cross-account pass role is not allowed" in words(path)


def test_both_roles_in_the_other_account_deploy_there(tmp_path):
    settings = f"{role('Deployer2', AWAY)}, {TEMPLATE}"
    path = deployed(tmp_path, deploy("Deploy", "CREATE_UPDATE", settings, RoleArn=ACTION))
    assert path.verdict is Verdict.ALLOW
    assert hop_of(path, "sns:CreateTopic").step.resource.startswith(
        f"arn:aws:sns:us-east-1:{AWAY}:"
    )
    assert ("Action", "s3:GetObject") in asked(path.hops)


def test_what_a_stack_holds_is_deleted_as_the_role(tmp_path):
    made = deploy("Make", "CREATE_UPDATE", f"{role()}, {TEMPLATE}")
    gone = deploy("Deploy", "DELETE_ONLY", role())
    path = deployed(tmp_path, made + gone)
    assert of(path, "Deployer") == {"sns:DeleteTopic"}
    assert of(path, "Pipeline") == {DESCRIBE, "cloudformation:DeleteStack", "iam:PassRole"}
    assert deployed(tmp_path, gone).verdict is Verdict.UNKNOWN


def test_the_outputs_of_a_stack_are_written_as_the_action(tmp_path):
    out = deploy(
        "Deploy",
        "CREATE_UPDATE",
        f"{role()}, {TEMPLATE}, OutputFileName: out.json",
        OutputArtifacts="[{Name: Out}]",
    )
    assert ("Pipeline", "s3:PutObject") in asked(deployed(tmp_path, out).hops)


def test_a_mode_that_nobody_knows_is_unknown_by_its_name(tmp_path):
    path = deployed(tmp_path, deploy("Deploy", "SOME_MODE"))
    assert path.verdict is Verdict.UNKNOWN
    assert any("SOME_MODE" in name for hop in path.hops for name in hop.decision.depends_on)


# What the action takes out of an artifact (COD-033): the folder said to be a source has it, or nobody does.

SETTINGS = f'{role()}, {TEMPLATE}, TemplateConfiguration: "Code::settings.json"'
TAKING = deploy("Deploy", "CREATE_UPDATE", SETTINGS)
GIVEN = {"code/made.yaml": MADE, "code/settings.json": '{"Parameters": {}}'}
BUILT = stage("Source", "Build/CodeBuild", "ProjectName: p", **made("Code"))


def without(file: str) -> dict[str, str]:
    return {name: text for name, text in GIVEN.items() if not name.endswith(file)}


@pytest.mark.parametrize("file", ["settings.json", "made.yaml"])
def test_a_file_that_the_source_has_not_got_stops_the_action(tmp_path, file):
    (tmp_path / "all").mkdir()
    found = paths(tmp_path / "all", SOURCE + TAKING, files=GIVEN, configuration=CONFIGURATION)
    assert found["Deploy"].verdict is Verdict.ALLOW
    files = without(file)
    path = paths(tmp_path, SOURCE + TAKING, files=files, configuration=CONFIGURATION)["Deploy"]
    assert path.verdict is Verdict.IMPLICIT_DENY
    assert f"no file `{file}` in the artifact `Code`" in words(path)


@pytest.mark.parametrize(
    ("source", "configuration"), [(SOURCE, ""), (BUILT, CONFIGURATION)], ids=["unsaid", "built"]
)
def test_a_file_may_be_in_an_artifact_that_nobody_has_seen_whole(tmp_path, source, configuration):
    files = without("settings.json")
    path = paths(tmp_path, source + TAKING, files=files, configuration=configuration)["Deploy"]
    assert "no file" not in words(path)
    assert not path.verdict.denied


# Stack sets (COD-035, COD-036).

CALLS = {
    *("cloudformation:DescribeStackSet", "cloudformation:CreateStackSet"),
    *("cloudformation:UpdateStackSet", "cloudformation:DescribeStackSetOperation"),
    *("cloudformation:ListStackInstances", "cloudformation:CreateStackInstances"),
}


def of_set(settings: str, name: str = "Deploy", kind: str = "StackSet") -> str:
    given = f"StackSetName: set, {settings}"
    return stage(name, f"Deploy/CloudFormation{kind}", given, **taken("Code"))


TARGETS = f'DeploymentTargets: "{AWAY}", Regions: eu-west-1'
SELF_MANAGED = of_set(
    f"{TEMPLATE}, {TARGETS}, ExecutionRoleName: Worker2,"
    f' AdministrationRoleArn: "arn:aws:iam::{HOME}:role/Deployer"'
)


def test_a_stack_set_goes_by_way_of_its_administrators_role(tmp_path):
    away = """
  Target:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Target
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "sts:AssumeRole"}]
"""
    path = deployed(tmp_path, SELF_MANAGED.replace("Worker2", "Target"), away=away)
    assert CALLS | {"iam:PassRole"} <= of(path, "Pipeline")
    taking = [h for h in path.hops if h.step.principal.endswith("role/Deployer")]
    assert [(h.step.action, h.step.resource) for h in taking] == [
        ("sts:AssumeRole", f"arn:aws:iam::{AWAY}:role/Target")
    ]
    assert taking[0].decision.verdict is Verdict.ALLOW


def test_the_stacks_of_a_set_are_made_by_the_role_in_each_target(tmp_path):
    away = """
  Target:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Target
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "sts:AssumeRole"}]
      Policies:
        - PolicyName: some
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: ALLOWED, Resource: "*"}]
"""
    wanted = SELF_MANAGED.replace("Worker2", "Target").replace(
        "eu-west-1", '"us-east-1, eu-west-1"'
    )
    for allowed, verdict in (("sns:*", Verdict.ALLOW), ("sqs:*", Verdict.IMPLICIT_DENY)):
        path = deployed(tmp_path, wanted, away=away.replace("ALLOWED", f'"{allowed}"'))
        topics = [h.step for h in path.hops if h.step.action == "sns:CreateTopic"]
        assert [(step.account, step.region) for step in topics] == [
            (AWAY, "us-east-1"),
            (AWAY, "eu-west-1"),
        ]
        assert path.verdict is verdict


def test_a_target_that_does_not_trust_the_administrators_gets_no_stack(tmp_path):
    path = deployed(tmp_path, SELF_MANAGED)
    assert path.verdict is Verdict.IMPLICIT_DENY
    assert path.broken_at.step.resource == f"arn:aws:iam::{AWAY}:role/Worker2"


def test_more_stacks_are_made_by_the_roles_of_the_set(tmp_path):
    more = of_set(TARGETS, "More", "StackInstances")
    path = deployed(tmp_path, SELF_MANAGED + more, name="More")
    assert of(path, "Deployer") == {"sts:AssumeRole"}
    assert deployed(tmp_path, more, name="More").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("managing", [HOME, AWAY])
def test_only_the_management_account_has_service_managed_sets(tmp_path, managing):
    managed = of_set(f"{TEMPLATE}, {TARGETS}, PermissionModel: SERVICE_MANAGED")
    configuration = f'{CONFIGURATION}organization: {{management_account: "{managing}"}}\n'
    path = deployed(tmp_path, managed, configuration=configuration)
    assert path.verdict is (Verdict.ALLOW if managing == HOME else Verdict.IMPLICIT_DENY)

"""What begins by itself is followed: rules, schedules, notifications, subscriptions, event sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.run import Options, check
from xacct_guard.verdicts import PipelineVerdict

HOME, AWAY, REGION = "111111111111", "222222222222", "us-east-1"
CONFIGURATION = f"""
accounts:
  home: {{id: "{HOME}", regions: [{REGION}]}}
  away: {{id: "{AWAY}", regions: [{REGION}]}}
stacks:
  - {{name: home, template: home.yaml, account: home}}
  - {{name: away, template: away.yaml, account: away}}
"""
Resources = dict[str, Any]


def resource(type: str, **properties: Any) -> Resources:
    return {"Type": f"AWS::{type}", "Properties": properties}


def policy(*statements: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **s} for s in statements]}


def role(name: str, service: str, *statements: Mapping[str, Any], **condition: Any) -> Resources:
    trust = {"Principal": {"Service": service}, "Action": "sts:AssumeRole", **condition}
    return resource(
        "IAM::Role",
        RoleName=name,
        AssumeRolePolicyDocument=policy(trust),
        Policies=[{"PolicyName": "p", "PolicyDocument": policy(*statements)}] if statements else [],
    )


def arn(service: str, rest: str, account: str = HOME) -> str:
    return f"arn:aws:{service}:{REGION}:{account}:{rest}"


def role_arn(name: str, account: str = HOME) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def may(action: str, on: str, **more: Any) -> Mapping[str, Any]:
    return {"Action": action, "Resource": on, **more}


def paths(
    folder: Path, home: Resources, away: Resources | None = None
) -> dict[str, PipelineVerdict]:
    nothing = {"Unused": resource("S3::Bucket")}
    for name, resources in (("home", home), ("away", away or nothing)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump({"Resources": resources}))
    (folder / "xacct-guard.yaml").write_text(CONFIGURATION)
    report = check((folder,), Options(config=folder / "xacct-guard.yaml")).report
    assert report.failures == ()
    return {each.name: each for each in report.pipelines}


def hops(path: PipelineVerdict) -> list[tuple[str, str]]:
    actions = (action for stage in path.stages for action in stage.actions)
    return [(hop.action, hop.outcome) for action in actions for hop in action.hops]


def because(path: PipelineVerdict) -> str:
    actions = (action for stage in path.stages for action in stage.actions)
    return " ".join(hop.because for action in actions for hop in action.broken)


def rule(target: str, role: str | None = None, **more: Any) -> Resources:
    one = {"Id": "one", "Arn": target} | ({"RoleArn": role_arn(role)} if role else {}) | more
    pattern = {"source": ["aws.sagemaker"], "detail-type": ["SageMaker Model Package State Change"]}
    return resource("Events::Rule", Name="rule", EventPattern=pattern, Targets=[one])


MACHINE = arn("states", "stateMachine:machine")
RULE = arn("events", "rule/rule")


def machine(account: str = HOME) -> Resources:
    return {
        "MachineRole": role("machine", "states.amazonaws.com"),
        "Machine": resource(
            "StepFunctions::StateMachine",
            StateMachineName="machine",
            RoleArn=role_arn("machine", account),
            Definition={"StartAt": "a", "States": {"a": {"Type": "Succeed"}}},
        ),
    }


STARTS = may("states:StartExecution", MACHINE)


@pytest.mark.parametrize(
    ("target_role", "verdict"),
    [
        (role("target", "events.amazonaws.com", STARTS), "allow"),
        (role("target", "events.amazonaws.com"), "deny"),
        (role("target", "lambda.amazonaws.com", STARTS), "deny"),
        (
            role("target", "events.amazonaws.com", may("states:StartExecution", f"{MACHINE}2")),
            "deny",
        ),
        (
            role(
                "target",
                "events.amazonaws.com",
                STARTS,
                Condition={"ArnEquals": {"aws:SourceArn": RULE}},
            ),
            "allow",
        ),
    ],
)
def test_a_rule_starts_a_state_machine_as_the_role_of_its_target(tmp_path, target_role, verdict):
    found = paths(tmp_path, {"Rule": rule(MACHINE, "target"), "Role": target_role, **machine()})
    assert set(found) == {"rule"}, "the machine is followed where the rule starts it"
    assert found["rule"].verdict == verdict
    assert hops(found["rule"])[-1][0] == "sts:AssumeRole", "the machine takes on its own role"


def test_a_rule_without_a_role_starts_no_state_machine(tmp_path):
    found = paths(tmp_path, {"Rule": rule(MACHINE), **machine()})
    assert found["rule"].verdict == "deny"
    assert "`RoleArn`" in because(found["rule"])


def test_a_rule_that_is_switched_off_starts_nothing(tmp_path):
    off = rule(MACHINE)
    off["Properties"]["State"] = "DISABLED"
    assert set(paths(tmp_path, {"Rule": off, **machine()})) == {"machine"}


def test_a_rule_reaches_no_state_machine_of_another_account(tmp_path):
    there = arn("states", "stateMachine:machine", AWAY)
    starts = role("target", "events.amazonaws.com", may("states:StartExecution", "*"))
    found = paths(tmp_path, {"Rule": rule(there, "target"), "Role": starts}, machine(AWAY))
    assert "event bus" in because(found["rule"])


FUNCTION = arn("lambda", "function:f")
RUNS = role("function", "lambda.amazonaws.com")


def function(account: str = HOME) -> Resources:
    code = {"ZipFile": "pass"}
    return resource(
        "Lambda::Function", FunctionName="f", Role=role_arn("function", account), Code=code
    )


def permission(principal: str, **more: Any) -> Resources:
    return resource(
        "Lambda::Permission",
        FunctionName="f",
        Action="lambda:InvokeFunction",
        Principal=principal,
        **more,
    )


@pytest.mark.parametrize(
    ("permissions", "verdict"),
    [
        ({"P": permission("events.amazonaws.com", SourceArn=RULE)}, "allow"),
        ({"P": permission("events.amazonaws.com", SourceArn=f"{RULE}s")}, "deny"),
        ({"P": permission("events.amazonaws.com", SourceAccount=AWAY)}, "deny"),
        ({"P": permission("s3.amazonaws.com")}, "deny"),
        ({}, "deny"),
    ],
)
def test_a_function_lets_in_the_rule_that_its_policy_names(tmp_path, permissions, verdict):
    home = {"Rule": rule(FUNCTION), "F": function(), "R": RUNS, **permissions}
    assert paths(tmp_path, home)["rule"].verdict == verdict


def test_a_function_of_another_account_takes_a_role_and_its_own_policy(tmp_path):
    there = arn("lambda", "function:f", AWAY)
    invokes = role("target", "events.amazonaws.com", may("lambda:InvokeFunction", there))
    away = {"F": function(AWAY), "R": RUNS, "P": permission(role_arn("target"))}
    home = {"Rule": rule(there, "target"), "Role": invokes}
    assert paths(tmp_path, home, away)["rule"].verdict == "allow"
    away["P"] = permission("events.amazonaws.com", SourceArn=RULE)
    assert paths(tmp_path, home, away)["rule"].verdict == "deny"
    assert paths(tmp_path, {"Rule": rule(there)}, away)["rule"].verdict == "deny"


TOPIC = arn("sns", "topic")


def topic(statement: Mapping[str, Any], key: Any = None) -> Resources:
    encrypted = {"KmsMasterKeyId": key} if key else {}
    return {
        "Topic": resource("SNS::Topic", TopicName="topic", **encrypted),
        "TopicPolicy": resource(
            "SNS::TopicPolicy", Topics=[{"Ref": "Topic"}], PolicyDocument=policy(statement)
        ),
    }


def key(*statements: Mapping[str, Any]) -> Resources:
    own = {"Principal": {"AWS": f"arn:aws:iam::{HOME}:root"}, "Action": "kms:*", "Resource": "*"}
    return {"Key": resource("KMS::Key", KeyPolicy=policy(own, *statements))}


EVENTS = {"Principal": {"Service": "events.amazonaws.com"}}
PUBLISHES = {**EVENTS, "Action": "sns:Publish", "Resource": TOPIC}
OF_HOME = {"Condition": {"StringEquals": {"aws:SourceAccount": HOME}}}
ENCRYPTS = {**EVENTS, "Action": ["kms:GenerateDataKey*", "kms:Decrypt"], "Resource": "*"}
OWN_KEY = {"Fn::GetAtt": ["Key", "Arn"]}


@pytest.mark.parametrize(
    ("resources", "verdict"),
    [
        pytest.param(topic(PUBLISHES), "allow", id="EVE-104"),
        pytest.param(topic({**PUBLISHES, **OF_HOME}), "deny", id="EVE-104 with a condition"),
        pytest.param({**topic(PUBLISHES, OWN_KEY), **key(ENCRYPTS)}, "allow", id="EVE-105"),
        pytest.param({**topic(PUBLISHES, OWN_KEY), **key()}, "deny", id="EVE-105 not in the key"),
        pytest.param(
            {**topic(PUBLISHES, OWN_KEY), **key({**ENCRYPTS, **OF_HOME})},
            "deny",
            id="EVE-105 with a condition",
        ),
        pytest.param(topic(PUBLISHES, "alias/aws/sns"), "deny", id="EVE-105 the key of AWS"),
    ],
)
def test_a_rule_publishes_to_a_topic_without_telling_its_source(tmp_path, resources, verdict):
    assert paths(tmp_path, {"Rule": rule(TOPIC), **resources})["rule"].verdict == verdict


QUEUE = arn("sqs", "queue")


def queue(principal: str, source: str, key: Any = None) -> Resources:
    encrypted = {"KmsMasterKeyId": key} if key else {}
    lets_in = {
        "Principal": {"Service": principal},
        "Action": "sqs:SendMessage",
        "Resource": QUEUE,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    at = f"https://sqs.{REGION}.amazonaws.com/{HOME}/queue"
    return {
        "Queue": resource("SQS::Queue", QueueName="queue", **encrypted),
        "QueuePolicy": resource("SQS::QueuePolicy", Queues=[at], PolicyDocument=policy(lets_in)),
    }


@pytest.mark.parametrize(("source", "verdict"), [(RULE, "allow"), (f"{RULE}s", "deny")])
def test_a_rule_tells_a_queue_its_source(tmp_path, source, verdict):
    home = {"Rule": rule(QUEUE), **queue("events.amazonaws.com", source)}
    assert paths(tmp_path, home)["rule"].verdict == verdict


BUS = arn("events", "event-bus/bus", AWAY)


def bus(principal: Any, **condition: Any) -> Resources:
    lets_in = {"Principal": principal, "Action": "events:PutEvents", "Resource": BUS, **condition}
    return {"Bus": resource("Events::EventBus", Name="bus", Policy=policy(lets_in))}


@pytest.mark.parametrize(
    ("target_role", "away", "verdict"),
    [
        (
            role("target", "events.amazonaws.com", may("events:PutEvents", BUS)),
            bus({"AWS": HOME}),
            "allow",
        ),
        (role("target", "events.amazonaws.com"), bus({"AWS": HOME}), "deny"),
        (
            role("target", "events.amazonaws.com", may("events:PutEvents", BUS)),
            bus({"AWS": AWAY}),
            "deny",
        ),
        (
            role("target", "events.amazonaws.com", may("events:PutEvents", BUS)),
            bus({"AWS": HOME}, Condition={"StringEquals": {"events:source": "aws.s3"}}),
            "deny",
        ),
    ],
)
def test_events_of_a_registry_reach_the_bus_of_another_account(
    tmp_path, target_role, away, verdict
):
    home = {"Rule": rule(BUS, "target"), "Role": target_role}
    assert paths(tmp_path, home, away)["rule"].verdict == verdict


def test_who_sends_to_a_bus_without_a_role_depends_on_when_the_target_was_made(tmp_path):
    assert paths(tmp_path, {"Rule": rule(BUS)}, bus({"AWS": HOME}))["rule"].verdict == "unknown"


def test_a_target_of_a_kind_that_nobody_knows_is_unknown_by_name(tmp_path):
    strange = arn("medialive", "channel:1")
    found = paths(tmp_path, {"Rule": rule(strange)})
    assert found["rule"].verdict == "unknown"
    (action,) = found["rule"].stages[0].actions
    assert "what target one of rule rule starts" in action.broken[0].depends_on[0]


UNIVERSAL = "arn:aws:scheduler:::aws-sdk:sfn:startExecution"
GROUP = {"Condition": {"ArnEquals": {"aws:SourceArn": arn("scheduler", "schedule-group/default")}}}


@pytest.mark.parametrize(
    ("target", "grant", "condition", "verdict"),
    [
        (MACHINE, STARTS, {}, "allow"),
        (MACHINE, STARTS, GROUP, "allow"),
        (MACHINE, may("states:StartSyncExecution", MACHINE), {}, "deny"),
        (UNIVERSAL, STARTS, {}, "allow"),
        (UNIVERSAL, may("states:StartExecution", f"{MACHINE}s"), {}, "deny"),
    ],
)
def test_a_schedule_starts_its_target_as_a_role(tmp_path, target, grant, condition, verdict):
    sends = {"Input": f'{{"StateMachineArn": "{MACHINE}"}}'}
    schedule = resource(
        "Scheduler::Schedule",
        Name="nightly",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target, "RoleArn": role_arn("target"), **sends},
    )
    starts = role("target", "scheduler.amazonaws.com", grant, **condition)
    found = paths(tmp_path, {"Schedule": schedule, "Role": starts, **machine()})
    assert (set(found), found["nightly"].verdict) == ({"nightly"}, verdict)


BUCKET = "arn:aws:s3:::data-of-home"
NOTIFIES = {"LambdaConfigurations": [{"Event": "s3:ObjectCreated:*", "Function": FUNCTION}]}
BY_CDK = {
    "LambdaFunctionConfigurations": [
        {"Events": ["s3:ObjectCreated:*"], "LambdaFunctionArn": FUNCTION}
    ]
}


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("source", "verdict"), [(BUCKET, "allow"), (f"{BUCKET}s", "deny"), (None, "deny")]
)
def test_a_bucket_calls_a_function_that_lets_it_in(tmp_path, apart, source, verdict):
    own = {} if apart else {"NotificationConfiguration": NOTIFIES}
    home = {
        "Data": resource("S3::Bucket", BucketName="data-of-home", **own),
        "F": function(),
        "R": RUNS,
    }
    if apart:
        given = {
            "BucketName": {"Ref": "Data"},
            "NotificationConfiguration": BY_CDK,
            "ServiceToken": FUNCTION,
        }
        home["Notifications"] = {"Type": "Custom::S3BucketNotifications", "Properties": given}
    if source:
        home["P"] = permission("s3.amazonaws.com", SourceArn=source, SourceAccount=HOME)
    assert paths(tmp_path, home)["data-of-home"].verdict == verdict


SNS = {"Principal": {"Service": "sns.amazonaws.com"}}


@pytest.mark.parametrize(
    ("statements", "source", "verdict"),
    [
        ([{**ENCRYPTS, **SNS}], TOPIC, "allow"),
        ([{**ENCRYPTS, **SNS}], f"{TOPIC}s", "deny"),
        ([ENCRYPTS], TOPIC, "deny"),
    ],
)
def test_a_topic_delivers_to_an_encrypted_queue(tmp_path, statements, source, verdict):
    subscription = resource("SNS::Subscription", TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE)
    home = {
        "Topic": resource("SNS::Topic", TopicName="topic"),
        "Mail": resource("SNS::Subscription", TopicArn=TOPIC, Protocol="email", Endpoint="a@b.c"),
        "Subscription": subscription,
        **queue("sns.amazonaws.com", source, OWN_KEY),
        **key(*statements),
    }
    assert paths(tmp_path, home)["topic"].verdict == verdict


READS = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]


@pytest.mark.parametrize(("actions", "verdict"), [(READS, "allow"), (READS[:2], "deny")])
def test_a_function_reads_its_queue_as_its_own_role(tmp_path, actions, verdict):
    mapping = resource("Lambda::EventSourceMapping", EventSourceArn=QUEUE, FunctionName="f")
    reads = role("function", "lambda.amazonaws.com", may(actions, QUEUE))
    home = {
        "M": mapping,
        "F": function(),
        "R": reads,
        "Q": resource("SQS::Queue", QueueName="queue"),
    }
    (found,) = paths(tmp_path, home).values()
    assert found.verdict == verdict


def calling(name: str, child: str) -> Resources:
    start = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": True}
    states = {
        "a": {**start, "Parameters": {"StateMachineArn": arn("states", f"stateMachine:{child}")}}
    }
    return resource(
        "StepFunctions::StateMachine",
        StateMachineName=name,
        RoleArn=role_arn("machine"),
        Definition={"StartAt": "a", "States": states},
    )


@pytest.mark.parametrize(
    ("machines", "told"),
    [
        ({"A": calling("a", "b"), "B": calling("b", "c")}, {"a"}),
        ({"B": calling("b", "c"), "A": calling("a", "b")}, {"a"}),
        ({"A": calling("a", "b"), "B": calling("b", "a")}, {"a"}),
        ({"A": calling("a", "a")}, {"a"}),
    ],
)
def test_what_nobody_starts_is_followed_once(tmp_path, machines, told):
    starts = role("machine", "states.amazonaws.com", may("states:StartExecution", "*"))
    found = paths(tmp_path, {**machines, "MachineRole": starts})
    assert set(found) == told
    assert found["a"].stages[0].name == "Step Functions state machine"


def test_a_machine_that_nobody_starts_is_judged_all_the_same(tmp_path):
    found = paths(tmp_path, {"A": calling("a", "a"), "R": role("machine", "states.amazonaws.com")})
    assert found["a"].verdict == "deny"


CALLED = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
SERVED = f"arn:aws:apigateway:{REGION}:runtime.sagemaker:path/endpoints/e/invocations"


def api(uri: str, **more: Any) -> Resources:
    integration = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": uri, **more}
    return {
        "Api": resource("ApiGateway::RestApi", Name="api"),
        "Method": resource(
            "ApiGateway::Method",
            RestApiId={"Ref": "Api"},
            ResourceId={"Fn::GetAtt": ["Api", "RootResourceId"]},
            HttpMethod="POST",
            AuthorizationType="AWS_IAM",
            Integration=integration,
        ),
    }


OF_API = {"Fn::Sub": f"arn:aws:execute-api:{REGION}:{HOME}:${{Api}}/*"}
OF_ANOTHER = arn("execute-api", "another/*")


@pytest.mark.parametrize(
    ("permissions", "verdict"),
    [
        ({"P": permission("apigateway.amazonaws.com", SourceArn=OF_API)}, "allow"),
        ({"P": permission("apigateway.amazonaws.com", SourceArn=OF_ANOTHER)}, "deny"),
        ({}, "deny"),
    ],
)
def test_a_function_lets_in_the_api_in_front_of_it(tmp_path, permissions, verdict):
    home = {**api(CALLED), "F": function(), "R": RUNS, **permissions}
    (found,) = paths(tmp_path, home).values()
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("action", "verdict"), [("InvokeEndpoint", "allow"), ("DescribeEndpoint", "deny")]
)
def test_an_api_calls_an_endpoint_as_the_role_of_the_integration(tmp_path, action, verdict):
    may_call = may(f"sagemaker:{action}", arn("sagemaker", "endpoint/e"))
    calls = role("api", "apigateway.amazonaws.com", may_call)
    (found,) = paths(tmp_path, {**api(SERVED, Credentials=role_arn("api")), "Role": calls}).values()
    assert found.verdict == verdict


def registry_rule(pattern: Resources, target: str) -> Resources:
    one = {"Id": "one", "Arn": target, "RoleArn": role_arn("target")}
    return resource("Events::Rule", Name="rule", EventPattern=pattern, Targets=[one])


OF_CHURN = {"source": ["aws.sagemaker"], "detail": {"ModelPackageGroupName": ["churn"]}}
CHURN = {"Group": resource("SageMaker::ModelPackageGroup", ModelPackageGroupName="churn")}


@pytest.mark.parametrize("sent_on", [True, False])
def test_events_of_another_account_s_registry_have_to_be_sent_on(tmp_path, sent_on):
    starts = role("target", "events.amazonaws.com", STARTS)
    home = {"Rule": registry_rule(OF_CHURN, MACHINE), "Role": starts, **machine()}
    away = dict(CHURN)
    if sent_on:
        default = arn("events", "event-bus/default")
        away["Rule"] = resource(
            "Events::Rule", Name="on", EventPattern=OF_CHURN, Targets=[{"Id": "x", "Arn": default}]
        )
    assert paths(tmp_path, home, away)["rule"].verdict == ("allow" if sent_on else "unknown")


TAKES = [
    (None, "allow"),
    ([AWAY], "allow"),
    ([HOME, AWAY], "allow"),
    ([{"anything-but": [HOME]}], "allow"),
    ([HOME], "unknown"),
]


def taking(pattern: Resources, accounts: list[Any] | None) -> Resources:
    """A pattern that asks for events of these accounts, of any where none are given."""
    return pattern if accounts is None else pattern | {"account": accounts}


@pytest.mark.parametrize(("accounts", "verdict"), TAKES)
def test_an_event_of_another_account_s_registry_keeps_its_account(tmp_path, accounts, verdict):
    starts = role("target", "events.amazonaws.com", STARTS)
    home = {"Rule": registry_rule(taking(OF_CHURN, accounts), MACHINE), "Role": starts}
    default = [{"Id": "x", "Arn": arn("events", "event-bus/default")}]
    on = resource("Events::Rule", Name="on", EventPattern=OF_CHURN, Targets=default)
    found = paths(tmp_path, home | machine(), {**CHURN, "Rule": on})
    assert found["rule"].verdict == verdict


OF_COMMITS = {"source": ["aws.codecommit"]}


def test_events_of_ones_own_may_be_put_on_any_bus(tmp_path):
    taken = registry_rule({"source": ["shop.orders"], "account": [HOME]}, MACHINE)
    taken["Properties"] |= {"Name": "taken", "EventBusName": "bus"}
    home = {"Taken": taken, "Role": role("target", "events.amazonaws.com", STARTS), **machine()}
    there = [{"Id": "x", "Arn": arn("events", "event-bus/bus")}]
    on = {"On": resource("Events::Rule", Name="on", EventPattern=OF_COMMITS, Targets=there)}
    assert paths(tmp_path, home, on)["taken"].verdict == "allow"


@pytest.mark.parametrize(
    ("bus", "sender", "accounts", "verdict"),
    [
        *(("bus", AWAY, accounts, verdict) for accounts, verdict in TAKES),
        ("default", AWAY, [HOME], "allow"),  # events of its own account come to it as well
        ("bus", HOME, [AWAY], "allow"),  # whatever came to the bus that sends it on
        ("bus", None, [HOME], "allow"),  # nobody tells who sends
    ],
)
def test_an_event_that_is_sent_to_a_bus_keeps_its_account(tmp_path, bus, sender, accounts, verdict):
    taken = registry_rule(taking(OF_COMMITS, accounts), MACHINE)
    taken["Properties"] |= {"Name": "taken", "EventBusName": bus}
    home = {"Taken": taken, "Role": role("target", "events.amazonaws.com", STARTS), **machine()}
    there = [{"Id": "x", "Arn": arn("events", f"event-bus/{bus}")}]
    on = {"On": resource("Events::Rule", Name="on", EventPattern=OF_COMMITS, Targets=there)}
    found = paths(tmp_path, home | (on if sender == HOME else {}), on if sender == AWAY else None)
    assert found["taken"].verdict == verdict


@pytest.mark.parametrize(("statements", "verdict"), [([ENCRYPTS], "allow"), ([], "deny")])
def test_a_bus_with_a_key_lets_eventbridge_use_it(tmp_path, statements, verdict):
    bus_here = arn("events", "event-bus/bus")
    lets_in = {"Principal": {"AWS": HOME}, "Action": "events:PutEvents", "Resource": bus_here}
    home = {
        "Bus": resource(
            "Events::EventBus", Name="bus", Policy=policy(lets_in), KmsKeyIdentifier=OWN_KEY
        ),
        "Rule": registry_rule(OF_CHURN, bus_here),
        "Role": role("target", "events.amazonaws.com", may("events:PutEvents", bus_here)),
        **key(*statements),
    }
    assert paths(tmp_path, home)["rule"].verdict == verdict


DEPLOYED = """
Resources:
  Flows: {Type: AWS::MWAA::Environment, Properties: {Name: flows}}
  Nodes: {Type: AWS::EKS::Nodegroup, Properties: {ClusterName: c, NodeRole: r, Subnets: [s]}}
"""
PIPELINE = """{"pipeline": {"name": "p", "roleArn": "arn:aws:iam::111111111111:role/Pipeline",
 "artifactStore": {"type": "S3", "location": "store"},
 "stages": [{"name": "Deploy", "actions": [{"name": "deploy",
  "actionTypeId": {"category": "Deploy", "owner": "AWS", "provider": "CloudFormation", "version": "1"},
  "configuration": {"ActionMode": "CREATE_UPDATE", "StackName": "hosts",
   "RoleArn": "arn:aws:iam::111111111111:role/Deployer", "TemplatePath": "Source::hosts.yaml"}}]}]}}"""


def test_what_runs_on_a_host_that_a_pipeline_deploys_is_unknown_by_name(tmp_path):
    (tmp_path / "hosts.yaml").write_text(DEPLOYED)
    (tmp_path / "pipeline.json").write_text(PIPELINE)
    (tmp_path / "xacct-guard.yaml").write_text(
        f'accounts: {{home: {{id: "{HOME}", regions: [{REGION}]}}}}\n'
        "pipelines: [{definition: pipeline.json, account: home}]\n"
    )
    report = check((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml")).report
    named = {p.name: p.stages[0].name for p in report.pipelines if p.verdict == "unknown"}
    assert named == {"p": "Deploy", "Flows": "Airflow environment", "Nodes": "EKS node group"}


@pytest.mark.parametrize(
    ("grants", "verdict"),
    [([may(READS, QUEUE), STARTS], "allow"), ([may(READS, QUEUE)], "deny"), ([STARTS], "deny")],
)
def test_a_pipe_reads_and_starts_as_its_role(tmp_path, grants, verdict):
    pipe = resource(
        "Pipes::Pipe", Name="pipe", RoleArn=role_arn("pipe"), Source=QUEUE, Target=MACHINE
    )
    home = {
        "Pipe": pipe,
        "Role": role("pipe", "pipes.amazonaws.com", *grants),
        "Queue": resource("SQS::Queue", QueueName="queue"),
        **machine(),
    }
    found = paths(tmp_path, home)
    assert (set(found), found["pipe"].verdict) == ({"pipe"}, verdict)


def test_the_role_of_a_rule_stands_in_for_that_of_a_target(tmp_path):
    of_rule = rule(MACHINE)
    of_rule["Properties"]["RoleArn"] = role_arn("target")
    starts = role("target", "events.amazonaws.com", STARTS)
    assert (
        paths(tmp_path, {"Rule": of_rule, "Role": starts, **machine()})["rule"].verdict == "allow"
    )


def test_a_rule_that_writes_a_log_stops_nothing(tmp_path):
    log = arn("logs", "log-group:/aws/events/x")
    assert paths(tmp_path, {"Rule": rule(log)})["rule"].verdict == "allow"

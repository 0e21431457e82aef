"""Tasks of a state machine ask for what the facts say of their integration, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Resource
from xacct_guard.graph.step import Start, Step
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Source, Span
from xacct_guard.started.state_machine import steps

HOME, AWAY, REGION = "111111111111", "222222222222", "eu-west-1"
ROLE = f"arn:aws:iam::{HOME}:role/machine"
THERE = f"arn:aws:iam::{AWAY}:role/there"
MACHINE = f"arn:aws:states:{REGION}:{HOME}:stateMachine:train"
SPAN = Span(Source("machine.json", ""))


def machine(states: Mapping[str, Any], name: str = "train", **facts: object) -> Resource:
    definition = {"StartAt": "first", "States": dict(states)}
    given = {"role": ROLE, "definition": definition} | facts
    return Resource(
        arn=f"arn:aws:states:{REGION}:{HOME}:stateMachine:{name}",
        type="states:stateMachine",
        account=HOME,
        region=REGION,
        name=name,
        span=SPAN,
        facts={key: read(Source("f", json.dumps(value))) for key, value in given.items()},
        place=f"stack/{name}",
    )


def asked(
    states: Mapping[str, Any], others: Iterable[Resource] = (), **facts: object
) -> list[Step | Start]:
    one = machine(states, **facts)
    graph = AccessGraph(resources={each.arn: each for each in (one, *others)})
    return list(steps(one, graph))[1:]  # the first is that the role is taken on


def task(resource: str, parameters: Any = None, **more: Any) -> dict[str, Any]:
    known = {} if parameters is None else {"Parameters": parameters}
    return {"first": {"Type": "Task", "Resource": resource, "End": True} | known | more}


def required(found: Iterable[Step | Start]) -> list[tuple[str, str]]:
    return [
        (shown(each.action), shown(each.resource))
        for each in found
        if isinstance(each, Step) and not each.optional
    ]


def optional(found: Iterable[Step | Start]) -> set[str]:
    return {each.action for each in found if isinstance(each, Step) and each.optional}


def rule(name: str) -> list[tuple[str, str]]:
    arn = f"arn:aws:events:{REGION}:{HOME}:rule/{name}"
    return [(f"events:{verb}", arn) for verb in ("PutRule", "PutTargets", "DescribeRule")]


def here(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{HOME}:{rest}"


S = "arn:aws:states:::"
CHILD = here("states", "stateMachine:child")
EXECUTION = here("states", "execution:child:${name of the execution}")
QUEUE = f"https://sqs.{REGION}.amazonaws.com/{AWAY}/jobs"

CASES = [
    (
        "STE-088 by ARN",
        task(here("lambda", "function:f")),
        [("lambda:InvokeFunction", here("lambda", "function:f"))],
    ),
    (
        "STE-088 by name",
        task(f"{S}lambda:invoke", {"FunctionName": "f"}),
        [("lambda:InvokeFunction", here("lambda", "function:f"))],
    ),
    (
        "STE-088 an alias",
        task(
            f"{S}lambda:invoke.waitForTaskToken",
            {"FunctionName": here("lambda", "function:f:live")},
        ),
        [("lambda:InvokeFunction", here("lambda", "function:f:live"))],
    ),
    (
        "STE-090",
        task(f"{S}sns:publish", {"TopicArn": here("sns", "t"), "Message": "m"}),
        [("sns:Publish", here("sns", "t"))],
    ),
    (
        "STE-091",
        task(f"{S}sqs:sendMessage", {"QueueUrl": QUEUE}),
        [("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{AWAY}:jobs")],
    ),
    (
        "STE-092",
        task(f"{S}states:startExecution", {"StateMachineArn": CHILD}),
        [("states:StartExecution", CHILD)],
    ),
    (
        "STE-093",
        task(f"{S}states:startExecution.sync:2", {"StateMachineArn": CHILD}),
        [
            ("states:StartExecution", CHILD),
            ("states:DescribeExecution", EXECUTION),
            *rule("StepFunctionsGetEventsForStepFunctionsExecutionRule"),
        ],
    ),
    (
        "STE-094",
        task(
            f"{S}events:putEvents",
            {
                "Entries": [
                    {
                        "EventBusName": f"arn:aws:events:{REGION}:{AWAY}:event-bus/b",
                        "Source": "s",
                        "DetailType": "d",
                    }
                ]
            },
        ),
        [("events:PutEvents", f"arn:aws:events:{REGION}:{AWAY}:event-bus/b")],
    ),
    (
        "STE-089",
        task(f"{S}glue:startJobRun.sync", {"JobName": "j"}),
        [("glue:StartJobRun", here("glue", "job/j")), ("glue:GetJobRun", here("glue", "job/j"))],
    ),
    (
        "CodeBuild",
        task(f"{S}codebuild:startBuild.sync", {"ProjectName": "p"}),
        [
            ("codebuild:StartBuild", here("codebuild", "project/p")),
            ("codebuild:BatchGetBuilds", here("codebuild", "project/p")),
            *rule("StepFunctionsGetEventForCodeBuildStartBuildRule"),
        ],
    ),
    (
        "DynamoDB",
        task(f"{S}dynamodb:putItem", {"TableName": "t"}),
        [("dynamodb:PutItem", here("dynamodb", "table/t"))],
    ),
    (
        "STE-095 an operation of the SDK",
        task(f"{S}aws-sdk:sagemaker:describeEndpoint", {"EndpointName": "e"}),
        [("sagemaker:DescribeEndpoint", here("sagemaker", "endpoint/e"))],
    ),
    (
        "STE-095 another prefix",
        task(f"{S}aws-sdk:cloudwatchlogs:describeLogGroups", {}),
        [("logs:DescribeLogGroups", "*")],
    ),
    (
        "STE-095 another name",
        task(f"{S}aws-sdk:s3:listObjectsV2", {"Bucket": "b", "Prefix": "p/"}),
        [("s3:ListBucket", "arn:aws:s3:::b")],
    ),
    (
        "JSONata",
        {
            "first": {
                "Type": "Task",
                "QueryLanguage": "JSONata",
                "Resource": f"{S}aws-sdk:s3:getObject",
                "Arguments": {"Bucket": "b", "Key": "{% $states.input.key %}"},
            }
        },
        [("s3:GetObject", "arn:aws:s3:::b/${input of the state machine: {% $states.input.key %}}")],
    ),
    (
        "an unknown integration",
        task(f"{S}nosuch:thing", {}),
        [("${what task `first` calls (arn:aws:states:::nosuch:thing)}",) * 2],
    ),
    (
        "nobody knows how to wait",
        task(f"{S}dynamodb:putItem.sync", {"TableName": "t"}),
        [
            ("dynamodb:PutItem", here("dynamodb", "table/t")),
            ("${what Step Functions asks for while it waits for task `first` (dynamodb:PutItem)}",)
            * 2,
        ],
    ),
    (
        "what is sent is the input",
        task(f"{S}sagemaker:createEndpoint"),
        [
            ("sagemaker:CreateEndpoint", "${resource of task `first`}"),
            ("${what task `first` sends: the input of the state}",) * 2,
        ],
    ),
]


@pytest.mark.parametrize(
    ("states", "wanted"), [pytest.param(*case[1:], id=case[0]) for case in CASES]
)
def test_a_task_asks_for_what_its_integration_takes(states, wanted):
    assert required(asked(states)) == wanted


@pytest.mark.parametrize(
    ("states", "started"),
    [
        (task(here("lambda", "function:f")), here("lambda", "function:f")),
        (
            task(f"{S}lambda:invoke", {"FunctionName": here("lambda", "function:f:2")}),
            here("lambda", "function:f"),
        ),
        (task(f"{S}states:startExecution", {"StateMachineArn": f"{CHILD}:live"}), CHILD),
        (
            task(f"{S}codebuild:startBuild.sync", {"ProjectName": "p"}),
            here("codebuild", "project/p"),
        ),
    ],
)
def test_what_a_task_sets_going_is_followed(states, started):
    assert [each.arn for each in asked(states) if isinstance(each, Start)] == [started]


def test_a_task_of_another_account_is_done_as_its_role_and_followed_by_asking():
    states = task(
        f"{S}states:startExecution.sync", {"StateMachineArn": CHILD}, Credentials={"RoleArn": THERE}
    )
    taking, *others = [each for each in asked(states) if isinstance(each, Step)]
    assert (taking.principal, taking.action, taking.resource) == (ROLE, "sts:AssumeRole", THERE)
    assert taking.context == {"sts:externalid": MACHINE}
    assert {each.principal for each in others} == {THERE}
    assert {each.account for each in others} == {AWAY}
    assert not any(each.action.startswith("events:") for each in others)


def test_no_external_id_is_claimed_where_step_functions_does_not_wait():
    states = task(f"{S}lambda:invoke", {"FunctionName": "f"}, Credentials={"RoleArn": THERE})
    (taking, *_) = asked(states)
    assert "sts:externalid" not in {*taking.context, *taking.absent}


@pytest.mark.parametrize("pattern", ["sync", "waitForTaskToken"])
def test_an_express_machine_waits_for_nothing(pattern):
    states = task(f"{S}states:startExecution.{pattern}", {"StateMachineArn": CHILD})
    (step,) = asked(states, type="EXPRESS")
    assert "Express" in step.cannot


def test_no_task_waits_for_an_express_machine():
    child = machine({}, "child", type="EXPRESS")
    states = task(f"{S}states:startExecution.sync", {"StateMachineArn": CHILD})
    assert [each.cannot for each in asked(states, [child]) if isinstance(each, Step)][-1]
    fire_and_forget = task(f"{S}states:startExecution", {"StateMachineArn": CHILD})
    assert not any(
        each.cannot for each in asked(fire_and_forget, [child]) if isinstance(each, Step)
    )


def test_a_distributed_map_starts_executions_of_its_own_machine_and_reads_and_writes_buckets():
    inner = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "States": task(f"{S}sqs:sendMessage", {"QueueUrl": QUEUE}),
    }
    states = {
        "first": {
            "Type": "Map",
            "ItemProcessor": inner,
            "ItemReader": {
                "Resource": f"{S}s3:getObject",
                "Parameters": {"Bucket": "b", "Key": "items.csv"},
            },
            "ResultWriter": {
                "Resource": f"{S}s3:putObject",
                "Parameters": {"Bucket": "out", "Prefix": "runs"},
            },
        }
    }
    found = dict(required(asked(states)))
    assert found["states:StartExecution"] == MACHINE
    assert found["s3:GetObject"] == "arn:aws:s3:::b/items.csv"
    assert found["s3:PutObject"].startswith("arn:aws:s3:::out/runs/")
    assert "sqs:SendMessage" in found


def test_logs_have_to_be_delivered_and_traces_stop_nothing():
    logging = {"Level": "ALL", "Destinations": [{}]}
    found = asked({}, logging=logging, tracing={"Enabled": True})
    assert required(found) == [("logs:CreateLogDelivery", "*")]
    assert optional(found) >= {"logs:PutResourcePolicy", "xray:PutTraceSegments"}
    assert asked({}, logging={"Level": "OFF"}, tracing={"Enabled": False}) == []


def test_the_key_of_a_machine_is_used_by_its_role_for_that_machine():
    key = here("kms", "key/k")
    found = asked({}, encryption={"KmsKeyId": key, "Type": "CUSTOMER_MANAGED_KMS_KEY"})
    assert required(found) == [("kms:GenerateDataKey", key), ("kms:Decrypt", key)]
    assert found[0].context["kms:encryptioncontext:aws:states:statemachinearn"] == MACHINE


SERVED: dict[str, Any] = {
    "save": task(
        "arn:aws:states:::sagemaker:createModel",
        {
            "ModelName.$": "$$.Execution.Name",
            "ExecutionRoleArn": f"arn:aws:iam::{HOME}:role/served",
            "PrimaryContainer": {"Image": "public.ecr.aws/x/y", "ModelDataUrl": "s3://models/m.gz"},
        },
    )["first"],
    "configure": task(
        "arn:aws:states:::sagemaker:createEndpointConfig",
        {
            "EndpointConfigName": "one",
            "ProductionVariants": [{"VariantName": "all", "ModelName.$": "$$.Execution.Name"}],
        },
    )["first"],
    "serve": task(
        "arn:aws:states:::sagemaker:createEndpoint",
        {"EndpointName": "one", "EndpointConfigName": "one"},
    )["first"],
}


def unknowns(found: Iterable[Step | Start]) -> list[str]:
    return [action for action, _ in required(found) if action.startswith("${")]


def test_a_task_serves_the_model_that_another_has_saved():
    found = asked(SERVED)
    assert unknowns(found) == []
    after = [step for step in found if isinstance(step, Step)]
    serve = next(i for i, s in enumerate(after) if s.action == "sagemaker:CreateEndpoint")
    loading = [step for step in after[serve:] if step.action == "s3:GetObject"]
    assert [step.principal for step in loading] == [f"arn:aws:iam::{HOME}:role/served"]


@pytest.mark.parametrize("missing", ["save", "configure"])
def test_what_is_served_is_unknown_where_no_task_makes_it(missing):
    states = {name: state for name, state in SERVED.items() if name != missing}
    (what,) = unknowns(asked(states))
    assert ("model" if missing == "save" else "configuration") in what


def registering(**more: Any) -> dict[str, Any]:
    specification = {
        "Containers": [{"Image": "public.ecr.aws/x/y", "ModelDataUrl": "s3://models/m.gz"}]
    }
    asks = {"ModelPackageGroupName": "models", "InferenceSpecification": specification}
    return task(f"{S}aws-sdk:sagemaker:createModelPackage", asks, **more)["first"]


def of_package(path: str) -> dict[str, Any]:
    asks = {
        "ModelName": "one",
        "ExecutionRoleArn": f"arn:aws:iam::{HOME}:role/served",
        "Containers": [{"ModelPackageName.$": path}],
    }
    return task(f"{S}sagemaker:createModel", asks)["first"]


@pytest.mark.parametrize(
    ("states", "is_told"),
    [
        (
            {
                "register": registering(Next="save"),
                "save": of_package("$.ModelPackageArn"),
            },
            True,
        ),
        (
            {
                "register": registering(Next="wait"),
                "wait": {"Type": "Wait", "Seconds": 9, "Next": "save"},
                "save": of_package("$.ModelPackageArn"),
            },
            False,
        ),
        (
            {
                "register": registering(ResultPath="$.made"),
                "save": of_package("$.made.ModelPackageArn"),
            },
            True,
        ),
        (
            {
                "register": registering(ResultPath="$.made"),
                "again": registering(ResultPath="$.made"),
                "save": of_package("$.made.ModelPackageArn"),
            },
            False,
        ),
        (
            {
                "register": registering(ResultPath="$.made"),
                "save": of_package("States.Format('GROUP/{}', $.version)"),
            },
            True,
        ),
    ],
)
def test_a_task_makes_a_model_of_the_version_that_another_registers(states, is_told):
    group = here("sagemaker", "model-package/models")
    found = asked(json.loads(json.dumps(states).replace("GROUP", group)))
    read = [resource for action, resource in required(found) if action == "s3:GetObject"]
    assert read == (["arn:aws:s3:::models/m.gz"] if is_told else [])
    assert bool(unknowns(found)) is not is_told


def test_what_is_made_in_another_account_is_not_there_at_home():
    away = {**SERVED["configure"], "Credentials": {"RoleArn": THERE}}
    (what,) = unknowns(asked({**SERVED, "configure": away}))
    assert "endpoint configuration one" in what


@pytest.mark.parametrize("kind", ["Training", "Transform", "HyperParameterTuning", "Processing"])
def test_the_tag_of_step_functions_stops_nothing_but_tags_of_the_task_do(
    kind: str,
):  # STE-073, STE-076, STE-079, STE-082; 1.6
    integration = f"arn:aws:states:::sagemaker:create{kind}Job.sync"
    for parameters, tags in (({}, 0), ({"Tags": [{"Key": "team", "Value": "ml"}]}, 1)):
        found = required(asked(task(integration, parameters)))
        assert [action for action, _ in found].count("sagemaker:AddTags") == tags

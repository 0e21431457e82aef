"""What there is in an account beside its principals: what was answered of each thing, drawn at random."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from .stages import STAGES
from .words import REGION, Json, Words

Make = Callable[[Words, str, str], Json]


@dataclass(frozen=True)
class Thing:
    """A kind of thing that an account may have, and how what was answered of it is made.

    `name` and `arn` are made of the account's id.
    """

    kind: str
    chance: float
    name: str
    arn: str
    make: Make
    region: str = REGION


def things(words: Words, account: str, *, pipelines: bool) -> list[tuple[Thing, str, str]]:
    """The things of an account, with their names and ARNs."""
    found = []
    for thing in THINGS:
        is_left_out = thing.kind == "codepipeline:pipeline" and not pipelines
        if words.dice.random() < thing.chance and not is_left_out:
            place = {"account": account, "region": REGION, "few": account[:3]}
            found.append((thing, thing.name.format(**place), thing.arn.format(**place)))
    return found


def _said(words: Words, member: str, arn: str, *actions: object) -> Json | None:
    """What a look at a policy answers: mostly there is one."""
    if words.dice.random() < 0.15:
        return None
    return {member: json.dumps(words.of_resource(arn, actions))}


def _bucket(words: Words, account: str, arn: str) -> Json:
    dice, rule, notes = words.dice, {"SSEAlgorithm": "AES256"}, {}
    if dice.random() < 0.5:
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": words.one_of(":key/", ":alias/")}
    if dice.random() < 0.3:
        told = {"Id": "q", "QueueArn": words.one_of(":sqs:"), "Events": ["s3:ObjectCreated:*"]}
        notes = {"QueueConfigurations": [told]}
    rules = [{"ApplyServerSideEncryptionByDefault": rule}]
    record = {
        "list_buckets": {"Name": arn.rpartition(":")[2], "BucketRegion": REGION},
        "get_bucket_location": {"LocationConstraint": None},
        "get_bucket_policy": _said(words, "Policy", arn, "s3:GetObject", "s3:*", "s3:PutObject"),
        "get_public_access_block": None,
        "get_bucket_ownership_controls": None,
        "get_bucket_encryption": {"ServerSideEncryptionConfiguration": {"Rules": rules}},
        "get_bucket_notification_configuration": notes,
        "get_bucket_versioning": {"Status": dice.choice(("Enabled", "Suspended"))},
        "get_bucket_tagging": None,
    }
    if dice.random() < 0.05:
        del record[dice.choice(("get_bucket_policy", "get_bucket_encryption"))]
    return record


def _key(words: Words, account: str, arn: str) -> Json:
    id, grants = arn.rpartition("/")[2], []
    if words.dice.random() < 0.4:
        grants = [{"GranteePrincipal": words.role(), "Operations": ["Decrypt"], "KeyId": id}]
    state = {"KeyManager": "CUSTOMER", "Enabled": True, "KeyState": "Enabled"}
    uses = ("kms:Decrypt", "kms:*", ["kms:GenerateDataKey", "kms:Decrypt"])
    return {
        "list_keys": {"KeyId": id, "KeyArn": arn},
        "describe_key": {"KeyMetadata": {**state, "KeySpec": "SYMMETRIC_DEFAULT"}},
        "get_key_policy": _said(words, "Policy", arn, *uses),
        "list_grants": {"Grants": grants},
    }


def _alias(words: Words, account: str, arn: str) -> Json:
    name, key = arn.rpartition(":")[2], f"11111111-aaaa-4aaa-8aaa-{account}"
    return {"list_aliases": {"AliasName": name, "AliasArn": arn, "TargetKeyId": key}}


def _repository(words: Words, account: str, arn: str) -> Json:
    said = _said(words, "policyText", arn, "ecr:BatchGetImage", "ecr:*")
    listed = {"repositoryName": "images", "repositoryArn": arn, "registryId": account}
    return {"describe_repositories": listed, "get_repository_policy": said}


def _group(words: Words, account: str, arn: str) -> Json:
    actions = [f"sagemaker:{each}" for each in ("*", "CreateModelPackage", "UpdateModelPackage")]
    return {
        "list_model_package_groups": {"ModelPackageGroupName": arn.rpartition("/")[2]},
        "get_model_package_group_policy": _said(words, "ResourcePolicy", arn, *actions),
    }


def _package(words: Words, account: str, arn: str) -> Json:
    image = f"{words.dice.choice(words.accounts)}.dkr.ecr.{REGION}.amazonaws.com/images:1"
    containers = [{"Image": image, "ModelDataUrl": f"s3://{words.bucket()}/m.tar.gz"}]
    return {
        "list_model_packages": {"ModelPackageGroupName": "scores", "ModelPackageArn": arn},
        "describe_model_package": {
            "InferenceSpecification": {"Containers": containers},
            "ModelApprovalStatus": "Approved",
        },
    }


def _secret(words: Words, account: str, arn: str) -> Json:
    said = _said(words, "ResourcePolicy", arn, "secretsmanager:GetSecretValue") or {}
    return {
        "list_secrets": {"Name": "token", "ARN": arn},
        "get_resource_policy": {"ARN": arn, **said},
    }


def _queue(words: Words, account: str, arn: str) -> Json:
    said = _said(words, "Policy", arn, "sqs:SendMessage", "sqs:*") or {}
    return {
        "list_queues": {"name": f"https://sqs/{account}/jobs"},
        "get_queue_attributes": {"QueueArn": arn, **said},
    }


def _topic(words: Words, account: str, arn: str) -> Json:
    said = _said(words, "Policy", arn, "sns:Publish", "sns:Subscribe", "sns:*") or {}
    return {"list_topics": {"TopicArn": arn}, "get_topic_attributes": said}


def _subscription(words: Words, account: str, arn: str) -> Json:
    end = words.one_of(":sqs:", ":lambda:")
    said = {"SubscriptionArn": arn, "TopicArn": words.one_of(":sns:"), "Endpoint": end}
    return {"list_subscriptions": {**said, "Protocol": "lambda" if ":lambda:" in end else "sqs"}}


def _bus(words: Words, account: str, arn: str) -> Json:
    bus = {"Name": "default", "Arn": arn}
    said = _said(words, "Policy", arn, "events:PutEvents") or {}
    return {"list_event_buses": bus, "describe_event_bus": {**bus, **said}}


def _event_rule(words: Words, account: str, arn: str) -> Json:
    ends = (":event-bus/", ":sqs:", ":sns:", ":lambda:", ":codepipeline:", ":states:")
    target = {"Id": "t", "Arn": words.one_of(*ends)}
    if words.dice.random() < 0.6:
        target["RoleArn"] = words.role(account)
    pattern = {"source": [words.dice.choice(("aws.codecommit", "aws.sagemaker", "aws.s3"))]}
    rule = {"Name": arn.rpartition("/")[2], "Arn": arn, "EventBusName": "default"}
    said = {"EventPattern": json.dumps(pattern), "State": "ENABLED"}
    return {"list_rules": {**rule, **said}, "list_targets_by_rule": [target]}


def _function(words: Words, account: str, arn: str) -> Json:
    role = words.role(account if words.dice.random() < 0.9 else None)
    listed = {"FunctionName": "handle", "FunctionArn": arn, "Role": role, "Runtime": "python3.12"}
    said = _said(words, "Policy", arn, "lambda:InvokeFunction")
    return {"list_functions": listed, "get_policy": said, "get_function": {}}


def _mapping(words: Words, account: str, arn: str) -> Json:
    said = {"EventSourceArn": words.one_of(":sqs:"), "FunctionArn": words.one_of(":lambda:")}
    return {"list_event_source_mappings": {"UUID": arn.rpartition(":")[2], **said}}


def _destinations(words: Words, account: str, arn: str) -> Json:
    end = {"OnSuccess": {"Destination": words.one_of(":sqs:", ":sns:", ":event-bus/")}}
    return {"list_function_event_invoke_configs": {"FunctionArn": arn, "DestinationConfig": end}}


def _machine(words: Words, account: str, arn: str) -> Json:
    bucket = {"Bucket": words.bucket(), "Key": "model"}
    ends: tuple[Json, ...] = (
        {"Resource": "sns:publish", "Parameters": {"TopicArn": words.one_of(":sns:")}},
        {
            "Resource": "aws-sdk:s3:getObject",
            "Parameters": bucket,
            "Credentials": {"RoleArn": words.role()},
        },
    )
    called = {"FunctionName": words.one_of(":lambda:")}
    package = {
        "ModelPackageGroupName": words.one_of(":model-package-group/"),
        "ModelApprovalStatus": "PendingManualApproval",
    }
    firsts: tuple[Json, ...] = (
        {"Resource": "lambda:invoke", "Parameters": called},
        {"Resource": "aws-sdk:sagemaker:createModelPackage", "Parameters": package},
        {"Resource": "sagemaker:createTrainingJob.sync", "Parameters": _job(words, account)},
    )
    states = {
        "First": {"Type": "Task", **words.dice.choice(firsts), "Next": "Last"},
        "Last": {"Type": "Task", **words.dice.choice(ends), "End": True},
    }
    for each in states.values():
        each["Resource"] = f"arn:aws:states:::{each['Resource']}"
    definition = json.dumps({"StartAt": "First", "States": states})
    return {
        "list_state_machines": {"name": "retrain", "stateMachineArn": arn, "type": "STANDARD"},
        "describe_state_machine": {"roleArn": words.role(account), "definition": definition},
    }


def _job(words: Words, account: str) -> Json:
    image = f"{words.dice.choice(words.accounts)}.dkr.ecr.{REGION}.amazonaws.com/images:1"
    return {
        "TrainingJobName": "job",
        "RoleArn": words.role(account),
        "AlgorithmSpecification": {"TrainingImage": image, "TrainingInputMode": "File"},
        "OutputDataConfig": {
            "S3OutputPath": f"s3://{words.bucket()}/out",
            "KmsKeyId": words.one_of(":key/", ":alias/"),
        },
    }


def _project(words: Words, account: str, arn: str) -> Json:
    spec = "version: 0.2\nphases: {build: {commands: [make]}}\n"
    project = {
        "arn": arn,
        "name": "build",
        "serviceRole": words.role(account),
        "encryptionKey": words.one_of(":key/"),
        "environment": {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0"},
        "source": {"type": "CODEPIPELINE", "buildspec": spec},
        "artifacts": {"type": "CODEPIPELINE"},
    }
    return {"list_projects": {"name": "build"}, "batch_get_projects": project}


def _code(words: Words, account: str, arn: str) -> Json:
    return {"list_repositories": {"repositoryName": "source", "repositoryId": f"r{account}"}}


def _pipeline(words: Words, account: str, arn: str) -> Json:
    dice = words.dice
    key = {"encryptionKey": {"type": "KMS", "id": words.one_of(":key/", ":alias/")}}
    stages = [stage(words) for chance, stage in STAGES if dice.random() < chance]
    pipeline = {
        "name": "promote",
        "roleArn": words.role(account),
        "version": 1,
        "artifactStore": {
            "type": "S3",
            "location": words.bucket(),
            **(key if dice.random() < 0.7 else {}),
        },
        "stages": [
            {"name": f"{number}{each['name']}", "actions": [each]}
            for number, each in enumerate(stages)
        ],
    }
    return {"list_pipelines": {"name": "promote"}, "get_pipeline": {"pipeline": pipeline}}


def _share(words: Words, account: str, arn: str) -> Json:
    place = {"partition": "aws", "region": REGION, "account": account}
    return {
        "get_resource_shares": {"resourceShareArn": arn, "name": "shared", **place},
        "list_resources": [words.one_of(f":{account}:model-package-group/", f":{account}:key/")],
        "list_principals": [words.dice.choice((*words.accounts, words.role()))],
    }


def _point(words: Words, account: str, arn: str) -> Json:
    bucket = {"Bucket": words.bucket(), "BucketAccountId": account}
    said = _said(words, "Policy", arn, "s3:GetObject", "s3:*")
    return {
        "list_access_points": {"Name": "point", **bucket},
        "get_access_point": {},
        "get_access_point_policy": said,
    }


def _schedule(words: Words, account: str, arn: str) -> Json:
    end = words.one_of(":lambda:", ":states:", ":codepipeline:", ":sqs:")
    return {
        "list_schedules": {"Name": "nightly", "GroupName": "default", "State": "ENABLED"},
        "get_schedule": {"Target": {"Arn": end, "RoleArn": words.role(account)}},
    }


def _pipe(words: Words, account: str, arn: str) -> Json:
    end = words.one_of(":lambda:", ":states:", ":event-bus/")
    said = {"Source": words.one_of(":sqs:"), "Target": end, "DesiredState": "RUNNING"}
    return {
        "list_pipes": {"Name": "pipe", **said},
        "describe_pipe": {"RoleArn": words.role(account)},
    }


def _network(words: Words, account: str, arn: str) -> Json:
    return {"describe_vpcs": {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}}


def _endpoint(words: Words, account: str, arn: str) -> Json:
    said = policy_of_endpoint(words, account)
    endpoint = {
        "VpcEndpointId": "vpce-1",
        "VpcEndpointType": "Gateway",
        "VpcId": "vpc-1",
        "ServiceName": f"com.amazonaws.{REGION}.s3",
    }
    lists: Json = {"RouteTableIds": [], "SubnetIds": [], "Groups": []}
    return {"describe_vpc_endpoints": {**endpoint, **lists, "PolicyDocument": said}}


def policy_of_endpoint(words: Words, account: str) -> str:
    statement = {**words.statement(account), "Principal": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _block(words: Words, account: str, arn: str) -> Json:
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {"get_public_access_block": dict.fromkeys(names, words.dice.random() < 0.5)}


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{{region}}:{{account}}:{rest}"


_MODELS, _SECOND = "models-{few}", "01111111-aaaa-4aaa-8aaa-{account}"
_FIRST = "11111111-aaaa-4aaa-8aaa-{account}"
_ID = "22222222-2222-4333-8444-{account}"
_GROUP, _WHEN = "model-package-group/", ("when", "then")
_FUNCTION, _SHARE = "function:handle:$LATEST", _arn("ram", "resource-share/{account}")
_SUBSCRIBED = _arn("sns", "news:{account}")
_VERSION = _arn("sagemaker", "model-package/scores/1")
THINGS = (
    Thing("s3:bucket", 0.7, _MODELS, f"arn:aws:s3:::{_MODELS}", _bucket),
    Thing("s3:bucket", 0.4, "data-{few}", "arn:aws:s3:::data-{few}", _bucket),
    Thing("kms:key", 0.7, _FIRST, _arn("kms", f"key/{_FIRST}"), _key),
    Thing("kms:key", 0.3, _SECOND, _arn("kms", f"key/{_SECOND}"), _key),
    Thing("kms:alias", 0.4, "alias/k", _arn("kms", "alias/k"), _alias),
    Thing("ecr:repository", 0.5, "images", _arn("ecr", "repository/images"), _repository),
    Thing(
        "sagemaker:model-package-group", 0.4, "scores", _arn("sagemaker", f"{_GROUP}scores"), _group
    ),
    Thing(
        "sagemaker:model-package-group", 0.3, "prices", _arn("sagemaker", f"{_GROUP}prices"), _group
    ),
    Thing("sagemaker:model-package", 0.3, _VERSION, _VERSION, _package),
    Thing(
        "secretsmanager:secret",
        0.4,
        "token",
        _arn("secretsmanager", "secret:token-Ab12Cd"),
        _secret,
    ),
    Thing("sqs:queue", 0.4, "https://sqs/{account}/jobs", _arn("sqs", "jobs"), _queue),
    Thing("sns:topic", 0.5, _arn("sns", "news"), _arn("sns", "news"), _topic),
    Thing("sns:subscription", 0.3, _SUBSCRIBED, _SUBSCRIBED, _subscription),
    Thing("events:event-bus", 0.6, "default", _arn("events", "event-bus/default"), _bus),
    *(
        Thing("events:rule", 0.5, f"default/{each}", _arn("events", f"rule/{each}"), _event_rule)
        for each in _WHEN
    ),
    Thing("lambda:function", 0.5, "handle", _arn("lambda", "function:handle"), _function),
    Thing(
        "lambda:event-source-mapping",
        0.3,
        _ID,
        _arn("lambda", f"event-source-mapping:{_ID}"),
        _mapping,
    ),
    Thing("lambda:destinations", 0.3, "handle", _arn("lambda", _FUNCTION), _destinations),
    Thing("states:stateMachine", 0.5, "retrain", _arn("states", "stateMachine:retrain"), _machine),
    Thing("codebuild:project", 0.5, "build", _arn("codebuild", "project/build"), _project),
    Thing("codecommit:repository", 0.4, "source", _arn("codecommit", "source"), _code),
    Thing("codepipeline:pipeline", 0.5, "promote", _arn("codepipeline", "promote"), _pipeline),
    Thing("ram:share", 0.3, _SHARE, _SHARE, _share),
    Thing("s3:accesspoint", 0.3, "point", _arn("s3", "accesspoint/point"), _point),
    Thing("scheduler:schedule", 0.3, "default/nightly", _arn("scheduler", "nightly"), _schedule),
    Thing("pipes:pipe", 0.2, "pipe", _arn("pipes", "pipe/pipe"), _pipe),
    Thing("ec2:vpc", 0.2, "vpc-1", _arn("ec2", "vpc/vpc-1"), _network),
    Thing("ec2:vpc-endpoint", 0.2, "vpce-1", _arn("ec2", "vpc-endpoint/vpce-1"), _endpoint),
    Thing("s3:account-public-access-block", 0.2, "account", "", _block, region=""),
)

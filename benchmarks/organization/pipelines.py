"""A pipeline that works: a commit is built, and deployed into another account by roles there."""

from __future__ import annotations

from .content import Content, Json, Thing, allow, document
from .layout import REGION
from .names import BUILT, SOURCE, STACK, TEMPLATE, Names
from .stores import bucket, kept_by_its_account, key, no_plain_http

_HANDLED = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
_THROUGH = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}


def furnish(content: Content) -> None:
    """Make the pipeline of the account, and what others deploy into it with."""
    origin = content.layout.deployed_from(content.index)
    if origin is not None:
        _roles_there(content, Names(content.layout, origin))
    if content.layout.has_pipeline(content.index):
        names = Names(content.layout, content.index)
        _roles(content, names)
        _store(content, names)
        content.add(_repository(names), _project(names), _pipeline(names))
        content.add(*_starting(names))


def _trusting(service: str, **condition: Json) -> Json:
    conditions = {"Condition": condition} if condition else {}
    principal = {"Service": f"{service}.amazonaws.com"}
    return document(allow("sts:AssumeRole", None, Principal=principal, **conditions))


def _roles(content: Content, names: Names) -> None:
    objects = f"arn:aws:s3:::{names.bucket}/{names.pipeline}/*"
    project = names.here("codebuild", f"project/{names.project}")
    own = {"StringEquals": {"aws:SourceAccount": content.id}}
    content.has(
        names.roles[0],
        "/",
        _trusting("codepipeline"),
        run=document(
            allow("sts:AssumeRole", names.action),
            allow(_OF_SOURCE, names.here("codecommit", names.repository)),
            allow("s3:PutObject", objects),
            allow("s3:ListBucket", f"arn:aws:s3:::{names.bucket}"),
            allow(["codebuild:StartBuild", "codebuild:BatchGetBuilds"], project),
            allow(["kms:GenerateDataKey", "kms:Decrypt"], names.key, Condition=_THROUGH),
        ),
    )
    logs = names.here("logs", f"log-group:/aws/codebuild/{names.project}")
    content.has(
        names.roles[1],
        "/",
        _trusting("codebuild", **own),
        build=document(
            allow(_HANDLED, objects),
            allow(["kms:GenerateDataKey", "kms:Decrypt"], names.key, Condition=_THROUGH),
            allow(
                ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                [logs, f"{logs}:*"],
            ),
        ),
    )
    pipeline = names.here("codepipeline", names.pipeline)
    start = document(allow("codepipeline:StartPipelineExecution", pipeline))
    content.has(names.roles[2], "/", _trusting("events", **own), start=start)


def _roles_there(content: Content, names: Names) -> None:
    stack = names.there("cloudformation", f"stack/{STACK}/*")
    pass_to = {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
    comer = {"AWS": names.service}
    content.has(
        names.roles_there[0],
        "/",
        document(allow("sts:AssumeRole", None, Principal=comer)),
        deploy=document(
            allow(_OF_STACK, stack),
            allow("iam:PassRole", names.stack, Condition=pass_to),
            allow(
                ["s3:GetObject", "s3:GetObjectVersion"],
                f"arn:aws:s3:::{names.bucket}/{names.pipeline}/*",
            ),
            allow("s3:ListBucket", f"arn:aws:s3:::{names.bucket}"),
            allow("kms:Decrypt", names.key, Condition=_THROUGH),
        ),
    )
    groups = names.there("sagemaker", "model-package-group/served-*")
    content.has(
        names.roles_there[1],
        "/",
        _trusting("cloudformation"),
        make=document(allow(_OF_GROUP, groups)),
    )


def _store(content: Content, names: Names) -> None:
    """The artifact bucket and its key, which let in the roles over there."""
    objects = f"arn:aws:s3:::{names.bucket}/{names.pipeline}/*"
    reads = allow(
        ["s3:GetObject", "s3:GetObjectVersion"],
        objects,
        Sid="Deployment",
        Principal={"AWS": names.action},
    )
    lists = allow(
        "s3:ListBucket",
        f"arn:aws:s3:::{names.bucket}",
        Sid="Listing",
        Principal={"AWS": names.action},
    )
    policy = document(no_plain_http(names.bucket), reads, lists)
    content.add(bucket(content, names.bucket, policy, names.key))
    home = {"AWS": [names.service, names.build]}
    uses = allow(
        ["kms:GenerateDataKey", "kms:Decrypt"],
        "*",
        Sid="Pipeline",
        Principal=home,
        Condition=_THROUGH,
    )
    there = allow(
        "kms:Decrypt", "*", Sid="Deployment", Principal={"AWS": names.action}, Condition=_THROUGH
    )
    kept = document(kept_by_its_account(content), uses, there)
    content.add(key(content, -1, kept))


def _repository(names: Names) -> Thing:
    listed = {"repositoryId": names.key_id, "repositoryName": names.repository, **_of(names)}
    return Thing("codecommit:repository", names.repository, {"list_repositories": listed})


def _project(names: Names) -> Thing:
    spec = (
        "version: 0.2\nphases: {build: {commands: [make package]}}\nartifacts: {files: ['**/*']}\n"
    )
    project = {
        "arn": names.here("codebuild", f"project/{names.project}"),
        "name": names.project,
        "serviceRole": names.build,
        "encryptionKey": names.key,
        "environment": {
            "type": "LINUX_CONTAINER",
            "computeType": "BUILD_GENERAL1_SMALL",
            "image": "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
            "environmentVariables": [],
            "privilegedMode": False,
        },
        "source": {"type": "CODEPIPELINE", "buildspec": spec},
        "artifacts": {"type": "CODEPIPELINE"},
        "cache": {"type": "NO_CACHE"},
        "tags": [],
    }
    record = {"list_projects": {"name": names.project, **_of(names)}, "batch_get_projects": project}
    return Thing("codebuild:project", names.project, record)


def _pipeline(names: Names) -> Thing:
    pipeline = {
        "name": names.pipeline,
        "roleArn": names.service,
        "version": 1,
        "artifactStore": {
            "type": "S3",
            "location": names.bucket,
            "encryptionKey": {"type": "KMS", "id": names.key},
        },
        "stages": [
            {"name": each["name"], "actions": [each]}
            for each in (_source(names), _build(names), _deploy(names))
        ],
    }
    listed = {"name": names.pipeline, **_of(names)}
    record = {"list_pipelines": listed, "get_pipeline": {"pipeline": pipeline}}
    return Thing("codepipeline:pipeline", names.pipeline, record)


def _source(names: Names) -> Json:
    configuration = {
        "BranchName": "main",
        "PollForSourceChanges": "false",
        "RepositoryName": names.repository,
    }
    return _step("Source", "CodeCommit", configuration, (), (SOURCE,))


def _build(names: Names) -> Json:
    configuration = {"ProjectName": names.project}
    return _step("Build", "CodeBuild", configuration, (SOURCE,), (BUILT,))


def _deploy(names: Names) -> Json:
    configuration = {
        "ActionMode": "CREATE_UPDATE",
        "RoleArn": names.stack,
        "StackName": STACK,
        "TemplatePath": f"{SOURCE}::{TEMPLATE}",
    }
    step = _step("Deploy", "CloudFormation", configuration, (SOURCE,), ())
    return {**step, "roleArn": names.action}


def _step(
    name: str,
    provider: str,
    configuration: Json,
    takes: tuple[str, ...],
    gives: tuple[str, ...],
) -> Json:
    type = {"category": name, "owner": "AWS", "provider": provider, "version": "1"}
    return {
        "name": name,
        "actionTypeId": type,
        "runOrder": 1,
        "region": REGION,
        "configuration": configuration,
        "inputArtifacts": [{"name": each} for each in takes],
        "outputArtifacts": [{"name": each} for each in gives],
    }


def _starting(names: Names) -> tuple[Thing, Thing]:
    """The bus, and the rule that starts the pipeline when there is a commit."""
    name = f"{names.pipeline}-on-commit"
    bus = {"Arn": names.here("events", "event-bus/default"), "Name": "default"}
    pattern = (
        '{"source":["aws.codecommit"],"detail-type":["CodeCommit Repository State Change"],'
        f'"resources":["{names.here("codecommit", names.repository)}"],'
        '"detail":{"event":["referenceCreated","referenceUpdated"],"referenceType":["branch"],'
        '"referenceName":["main"]}}'
    )
    rule = {
        "Arn": names.here("events", f"rule/{name}"),
        "EventBusName": "default",
        "EventPattern": pattern,
        "Name": name,
        "State": "ENABLED",
        **_of(names),
    }
    pipeline = names.here("codepipeline", names.pipeline)
    target = {"Arn": pipeline, "Id": "pipeline", "RoleArn": names.commit}
    return (
        Thing(
            "events:event-bus",
            "default",
            {"list_event_buses": {**bus, **_of(names)}, "describe_event_bus": bus},
        ),
        Thing(
            "events:rule", f"default/{name}", {"list_rules": rule, "list_targets_by_rule": [target]}
        ),
    )


def _of(names: Names) -> Json:
    return {"account": names.account, "partition": "aws", "region": REGION}


_OF_SOURCE = [
    *("codecommit:GetBranch", "codecommit:GetCommit", "codecommit:UploadArchive"),
    *("codecommit:GetUploadArchiveStatus", "codecommit:CancelUploadArchive"),
]
_OF_STACK = [
    *("cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:DescribeStacks"),
    *("cloudformation:DescribeStackEvents", "cloudformation:GetTemplate"),
]
_OF_GROUP = [
    *("sagemaker:CreateModelPackageGroup", "sagemaker:DeleteModelPackageGroup"),
    *("sagemaker:DescribeModelPackageGroup", "sagemaker:AddTags", "sagemaker:ListTags"),
]

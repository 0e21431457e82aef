"""The actions of a pipeline, drawn at random."""

from __future__ import annotations

from .words import REGION, Json, Words


def _action(
    name: str, provider: str, said: Json, takes: str = "", gives: str = "", *, role: str = ""
) -> Json:
    type = {"category": name, "owner": "AWS", "provider": provider, "version": "1"}
    return {
        "name": name,
        "actionTypeId": type,
        "runOrder": 1,
        "region": REGION,
        "configuration": said,
        "inputArtifacts": [{"name": takes}] if takes else [],
        "outputArtifacts": [{"name": gives}] if gives else [],
        **({"roleArn": role} if role else {}),
    }


def _maybe(words: Words) -> str:
    return words.role() if words.dice.random() < 0.6 else ""


def _source(words: Words) -> Json:
    if words.dice.random() < 0.5:
        said = {"S3Bucket": words.bucket(), "S3ObjectKey": "in.zip"}
        return _action("Source", "S3", said, gives="In", role=_maybe(words))
    said = {"RepositoryName": "source", "BranchName": "main"}
    return _action("Source", "CodeCommit", said, gives="In", role=_maybe(words))


def _build(words: Words) -> Json:
    return _action("Build", "CodeBuild", {"ProjectName": "build"}, "In", "Out")


def _approval(words: Words) -> Json:
    return _action("Approval", "Manual", {"NotificationArn": words.one_of(":sns:")})


def _deploy(words: Words) -> Json:
    said = {"ActionMode": "CREATE_UPDATE", "StackName": "s", "TemplatePath": "In::t.yaml"}
    said["RoleArn"] = words.role()
    return _action("Deploy", "CloudFormation", said, "In", role=_maybe(words))


def _call(words: Words) -> Json:
    return _action("Invoke", "Lambda", {"FunctionName": "handle"}, role=_maybe(words))


def _copy(words: Words) -> Json:
    said = {"BucketName": words.bucket(), "Extract": "true"}
    return _action("Deploy", "S3", said, "Out", role=_maybe(words))


STAGES = (
    (1.0, _source),
    (1.0, _build),
    (0.4, _approval),
    (0.6, _deploy),
    (0.4, _call),
    (0.3, _copy),
)
"""Each with how likely it is that a pipeline has it."""

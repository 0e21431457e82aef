"""AWS CodePipeline, and what it asks around every action: its roles, its artifacts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.semantics import IDENTITY_ONLY
from ..iam.symbol import Symbol, has_symbol
from . import ResourceType, Service

CROSS_ACCOUNT = Page.of("codepipeline/latest/userguide", "pipelines-create-cross-account.html")
SERVICE_ROLE = Page.of("codepipeline/latest/userguide", "how-to-custom-role.html")
_SERVICE = "codepipeline.amazonaws.com"


def take_on_roles(run: ActionRun) -> Iterator[Step]:
    """CodePipeline takes on the pipeline's role, and with it the action's."""
    pipeline, action = run.pipeline, run.action
    service = Caller(_SERVICE, pipeline.account, pipeline.region, pipeline.role_span, run.graph)
    yield service.assumes(
        pipeline.role_arn,
        _SERVICE,
        SERVICE_ROLE,
        "CodePipeline assumes the pipeline's service role",
    )
    if action.role_arn and action.role_arn != pipeline.role_arn:
        yield replace(
            service, principal=pipeline.role_arn, span=action.role_span or action.span
        ).ask(
            "the pipeline's service role assumes the action's role",
            "sts:AssumeRole",
            action.role_arn,
            CROSS_ACCOUNT,
            # A pipeline action has no field for an external id and no MFA (API reference, ActionDeclaration).
            absent=("sts:externalid",),
        )


def read_inputs(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """Read the input artifacts from the store, under the store's key."""
    for name in run.action.inputs if run.store else ():
        says = f"read the input artifact `{name}`"
        for action in ("s3:GetObject", "s3:GetObjectVersion"):
            yield caller.ask(says, action, _object(run, name), CROSS_ACCOUNT, key=_key(run))


def write_outputs(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """Write the output artifacts to the store, under the store's key."""
    for name in run.action.outputs if run.store else ():
        headers = {"s3:x-amz-server-side-encryption": "aws:kms"}
        if run.store and run.store.key:
            headers["s3:x-amz-server-side-encryption-aws-kms-key-id"] = _key(run) or ""
        yield caller.ask(
            f"write the output artifact `{name}`",
            "s3:PutObject",
            _object(run, name),
            CROSS_ACCOUNT,
            context=headers,
            key=_key(run),
        )


def around_store(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """What CodePipeline also asks of the artifact bucket; its refusal is not known to stop an action."""
    if run.store is not None and (run.action.inputs or run.action.outputs):
        yield caller.ask(
            "look up the artifact bucket's versioning",
            "s3:GetBucketVersioning",
            _bucket(run),
            SERVICE_ROLE,
            optional=True,
        )


def _bucket(run: ActionRun) -> str:
    return f"arn:aws:s3:::{run.store.bucket}" if run.store else "*"


def _object(run: ActionRun, artifact: str) -> str:
    """The ARN of an artifact's object: pipeline (20 characters), artifact (10), a random end.

    The form is what pipelines are seen to write; no page promises it.
    """
    pipeline = run.pipeline.name if has_symbol(run.pipeline.name) else run.pipeline.name[:20]
    return f"{_bucket(run)}/{pipeline}/{artifact[:10]}/{Symbol('artifact object name', '???????')}"


def _key(run: ActionRun) -> str | None:
    """The key artifacts are encrypted under: the configured one, else `aws/s3` of the pipeline's account.

    A bare key id or an alias is looked up in the account of the action (API reference, EncryptionKey).
    """
    if run.store is None:
        return None
    key, region = run.store.key, run.action.region
    if key is None:
        return f"arn:aws:kms:{region}:{run.pipeline.account}:alias/aws/s3"
    if key.startswith("arn:") or has_symbol(key):
        return key
    kind = key if key.startswith("alias/") else f"key/{key}"
    return f"arn:aws:kms:{region}:{run.account}:{kind}"


SERVICE = Service(
    "codepipeline",
    resources=(
        ResourceType(
            "codepipeline:pipeline",
            arn="arn:{partition}:codepipeline:{region}:{account}:{name}",
            cfn="AWS::CodePipeline::Pipeline",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            semantics=IDENTITY_ONLY,
            takes_policy=False,
        ),
    ),
)

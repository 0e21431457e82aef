"""AWS CodePipeline, and the roles it takes on for every action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step
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
    if not action.role_arn or action.role_arn == pipeline.role_arn:
        return
    taking = replace(service, principal=pipeline.role_arn, span=action.role_span or action.span)
    if action.owner in ("ThirdParty", "Custom"):
        why = f"an action of owner {action.owner} takes no `roleArn`: only those of owner AWS do"
        says = "take on the action's role"
        yield taking.cannot(says, why, "sts:AssumeRole", CROSS_ACCOUNT, action.role_arn)
    else:
        yield taking.ask(
            "the pipeline's service role assumes the action's role",
            "sts:AssumeRole",
            action.role_arn,
            CROSS_ACCOUNT,
            # A pipeline action has no field for an external id and no MFA (API reference, ActionDeclaration).
            absent=("sts:externalid",),
        )


SERVICE = Service(
    "codepipeline",
    resources=(
        ResourceType(
            "codepipeline:pipeline",
            arn="arn:{partition}:codepipeline:{region}:{account}:{name}",
            cfn="AWS::CodePipeline::Pipeline",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
        ),
    ),
)

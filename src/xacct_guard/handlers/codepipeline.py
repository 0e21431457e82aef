"""AWS CodePipeline: pipelines."""

from __future__ import annotations

from ..graph.step import Steps
from ..iam.arn import Arn
from . import Creation, Handler

_SERVICE = "codepipeline.amazonaws.com"


def connections(creation: Creation) -> Steps:
    """A connection is passed to the pipeline that uses it (permissions-reference-connections.html)."""
    for connection in creation.texts("Stages[].Actions[].Configuration.ConnectionArn"):
        arn = Arn.parse(connection)
        prefix = arn.service if arn else "codestar-connections"
        yield creation.ask(
            f"{prefix}:PassConnection",
            connection,
            says=f"pass the connection to {_SERVICE}",
            context={f"{prefix}:passedtoservice": _SERVICE},
        )


HANDLERS = (
    Handler(
        "AWS::CodePipeline::Pipeline",
        create=("codepipeline:CreatePipeline",),
        given={
            "DisableInboundStageTransitions": ("codepipeline:DisableStageTransition",),
            "Tags": ("codepipeline:TagResource",),
        },
        # The pipeline's own role only: actions' roles are taken on when it runs.
        passes={"RoleArn": _SERVICE},
        aside=("codepipeline:GetPipeline", "codepipeline:GetPipelineState"),
        steps=connections,
    ),
)

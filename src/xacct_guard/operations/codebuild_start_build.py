"""CodeBuild StartBuild: the project then builds as its own role."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Start, Steps
from ..span import Node
from . import Integration, Operation

_PAGE = Page.of("codebuild/latest/APIReference", "API_StartBuild.html")
_SYNC = Page.of("step-functions/latest/dg", "connect-codebuild.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Start the build; what the project does follows."""
    name = parameters.text_at("ProjectName") or parameters.text_at("projectName")
    if name is None:
        yield caller.unknown("start a build", "name of the project", _PAGE)
        return
    arn = name if name.startswith("arn:") else caller.arn("codebuild", f"project/{name}")
    yield caller.ask("start a build", "codebuild:StartBuild", arn, _PAGE)
    yield Start(arn, caller.span)


OPERATION = Operation(
    "codebuild:StartBuild",
    steps,
    Integration(
        _SYNC,
        sync=("codebuild:BatchGetBuilds",),
        aside=("codebuild:StopBuild",),
        rule="StepFunctionsGetEventForCodeBuildStartBuildRule",
    ),
)

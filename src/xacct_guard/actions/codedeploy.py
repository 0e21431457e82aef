"""CodePipeline deploy action: AWS CodeDeploy."""

from __future__ import annotations

from collections.abc import Iterator

from ..artifacts import around_store, read_inputs
from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step, Steps
from ..iam.symbol import Symbol, shown
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-CodeDeploy.html")
_ROLE = Page.of("codedeploy/latest/userguide", "getting-started-create-service-role.html")
_AGENT = Page.of("codedeploy/latest/userguide", "getting-started-create-iam-instance-profile.html")
_SERVICE = "codedeploy.amazonaws.com"


def steps(run: ActionRun) -> Steps:
    """Read the artifact, register it as a revision, and deploy that; CodeDeploy does it as its own role."""
    caller = run.caller
    application = run.setting("ApplicationName") or ""
    name = f"{application}/{run.setting('DeploymentGroupName') or ''}"
    revision = run.arn("codedeploy", f"application:{application}")
    group = run.arn("codedeploy", f"deploymentgroup:{name}")
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    for action in ("codedeploy:RegisterApplicationRevision", "codedeploy:GetApplicationRevision"):
        yield caller.ask("register the revision", action, revision, _PAGE)
    config = run.arn("codedeploy", f"deploymentconfig:{Symbol('deployment configuration')}")
    yield caller.ask("look up how to deploy", "codedeploy:GetDeploymentConfig", config, _PAGE)
    for action in ("codedeploy:CreateDeployment", "codedeploy:GetDeployment"):
        yield caller.ask("deploy the revision", action, group, _PAGE)
    yield from _deployed(run, group, caller)


def _deployed(run: ActionRun, group: str, caller: Caller) -> Iterator[Step]:
    """CodeDeploy takes on the group's role; on machines an agent reads the artifact as the machine's."""
    held = run.graph.resource(group)
    role = held.facts.get("role") if held else None
    if role is not None and role.text:
        yield caller.assumes(role.text, _SERVICE, _ROLE)
    name = run.setting("ApplicationName")
    platform = next(
        (
            each.facts["platform"].text
            for each in run.graph.of_type("codedeploy:application")
            if each.name == name and each.account == run.account and "platform" in each.facts
        ),
        None,
    )
    if platform not in ("Lambda", "ECS"):
        what = f"the role of the machines in {shown(group)}, which read the artifact"
        yield caller.unknown("fetch the artifact on the machines", what, _AGENT)


PROVIDER = ActionProvider(("Deploy",), "AWS", "CodeDeploy", steps)

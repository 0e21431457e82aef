"""CodePipeline approval action: a person decides."""

from __future__ import annotations

from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "approvals-iam-permissions.html")


def steps(run: ActionRun) -> Steps:
    """Nothing is asked of AWS, but for the notice to a topic where one is set."""
    if topic := run.setting("NotificationArn"):
        yield run.caller.ask("tell the approvers", "sns:Publish", topic, _PAGE)


PROVIDER = ActionProvider(("Approval",), "AWS", "Manual", steps)

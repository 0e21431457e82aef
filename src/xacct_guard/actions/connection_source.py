"""CodePipeline source action: a repository elsewhere, by a connection of CodeConnections."""

from __future__ import annotations

from ..artifacts import hand_over, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..services.codeconnections import use
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-CodestarConnectionSource.html")


def steps(run: ActionRun) -> Steps:
    """Fetch the source by the connection as the action's role, and put it into the artifact store."""
    caller = run.caller
    connection = run.setting("ConnectionArn") or ""
    keys = {"fullrepositoryid": "FullRepositoryId", "branchname": "BranchName"}
    sent = {key: value for key, name in keys.items() if (value := run.setting(name))}
    sent["providerpermissionsrequired"] = "read_only"
    yield from use(connection, caller, _PAGE, sent)
    yield from write_outputs(run, caller)
    yield from hand_over(run, caller, optional=True)


PROVIDER = ActionProvider(("Source",), "AWS", "CodeStarSourceConnection", steps)

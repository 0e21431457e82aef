"""CodePipeline source action: AWS CodeCommit, as a zip archive or a full clone."""

from __future__ import annotations

from ..artifacts import hand_over, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..services.codepipeline import SERVICE_ROLE
from . import ActionProvider

_ARCHIVE = (
    ("find the branch", "codecommit:GetBranch"),
    ("read the commit", "codecommit:GetCommit"),
    ("upload the source as an archive", "codecommit:UploadArchive"),
    ("ask how the upload goes", "codecommit:GetUploadArchiveStatus"),
)
_CLONE = (
    ("find the repository", "codecommit:GetRepository"),
    ("find the branch", "codecommit:GetBranch"),
    ("read the commit", "codecommit:GetCommit"),
)
_CANCELLED = Page.of("codepipeline/latest/userguide", "troubleshooting.html")


def steps(run: ActionRun) -> Steps:
    """Fetch the source as the action's role, and put it into the artifact store.

    Of a full clone only the place of the commit is kept: whoever builds clones it again.
    """
    caller = run.caller
    repository = run.arn("codecommit", run.setting("RepositoryName") or "")
    clone = run.setting("OutputArtifactFormat") == "CODEBUILD_CLONE_REF"
    for says, action in _CLONE if clone else _ARCHIVE:
        yield caller.ask(says, action, repository, SERVICE_ROLE)
    if not clone:
        yield caller.ask(
            "give up an upload when the execution is stopped",
            "codecommit:CancelUploadArchive",
            repository,
            _CANCELLED,
            optional=True,
        )
    yield from write_outputs(run, caller)
    yield from hand_over(run, caller)


PROVIDER = ActionProvider(("Source",), "AWS", "CodeCommit", steps)

"""CodePipeline build and test action: AWS CodeBuild."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..artifacts import origin_of, read_inputs, write_outputs
from ..builds import Build, build_of, carried_out, prepared
from ..errors import XacctGuardError
from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Ground, Page, Start, Step, Steps
from ..iam.arn import Arn
from ..iam.symbol import surely_differ
from ..read import read_embedded
from ..services.codeconnections import use
from ..span import Node
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-CodeBuild.html")
_CLONE = Page.of("codepipeline/latest/userguide", "troubleshooting.html")
_BATCH = Page.of("codebuild/latest/userguide", "batch-build.html")
_OF_A_BUILD = ("codebuild:StartBuild", "codebuild:BatchGetBuilds", "codebuild:StopBuild")
_OF_A_BATCH = (
    *("codebuild:StartBuildBatch", "codebuild:BatchGetBuildBatches"),
    "codebuild:StopBuildBatch",
)
_BATCH_ROLE = replace(_BATCH, ground=Ground.EXPERIENCE)


def steps(run: ActionRun) -> Steps:
    """Start the build as the action's role; the artifacts are read and written as the project's."""
    caller = run.caller
    arn = run.arn("codebuild", f"project/{run.setting('ProjectName') or ''}")
    is_batch = run.setting("BatchEnabled") == "true"
    start, follow, stop = _OF_A_BATCH if is_batch else _OF_A_BUILD
    yield caller.ask("start the build", start, arn, _PAGE)
    yield caller.ask("follow the build", follow, arn, _PAGE)
    yield caller.ask("stop the build", stop, arn, _PAGE, optional=True)
    project = run.graph.resource(arn)
    primary = run.setting("PrimarySource") or next(iter(run.action.inputs), "")
    source = f"{run.pipeline.place}/{primary}"
    build = build_of(project, run.graph, _given(run), source) if project else None
    if build is None:
        yield Start(arn, run.action.span)
        return
    if is_batch:
        yield from _in_batches(build)
    yield Start(arn, run.action.span, follows=tuple(_built(run, build)))


def _built(run: ActionRun, build: Build) -> Steps:
    """The build, with the pipeline's artifacts in place of the project's own source and artifacts."""
    # CodeBuild moves artifacts from its own network unless the project stands in a VPC.
    worker = replace(build.worker, span=run.action.span)
    yield from prepared(build)
    yield from read_inputs(run, worker)
    for name in run.action.inputs:
        origin = origin_of(run, name)
        if origin is not None:
            yield from _cloned(origin, worker)
    yield from carried_out(build)
    yield from write_outputs(run, worker)


def _cloned(origin: ActionRun, worker: Caller) -> Iterator[Step]:
    """What the project's role clones itself, where the source action has left only the place of it."""
    if origin.setting("OutputArtifactFormat") != "CODEBUILD_CLONE_REF":
        return
    if origin.action.provider == "CodeStarSourceConnection":
        sent = {"fullrepositoryid": origin.setting("FullRepositoryId") or ""}
        yield from use(origin.setting("ConnectionArn") or "", worker, _CLONE, sent)
        return
    name = origin.setting("RepositoryName") or ""
    repository = origin.arn("codecommit", name)
    at = Arn.parse(repository)
    if at and surely_differ(at.account, worker.account):
        # CodeCommit has no resource policies; by what role CodeBuild would go there, no page says.
        what = f"how a project of another account clones {name}"
        yield worker.unknown("clone the repository", what, _CLONE)
        return
    yield worker.ask("clone the repository", "codecommit:GitPull", repository, _CLONE)


def _in_batches(build: Build) -> Iterator[Step]:
    """The role of a batch starts the single builds."""
    batch = build.project.facts.get("batch")
    role = batch.text_at("ServiceRole") if batch else None
    if role is None:
        return
    service = replace(build.worker, stand=None, account=build.project.account)
    role = service.role_named(role)
    yield service.assumes(role, "codebuild.amazonaws.com", _BATCH)
    for action in ("codebuild:StartBuild", "codebuild:StopBuild", "codebuild:RetryBuild"):
        yield service.at(role).ask(
            "run the builds of the batch", action, build.project.arn, _BATCH_ROLE, optional=True
        )


def _given(run: ActionRun) -> tuple[Node, ...] | None:
    """The variables that the action gives the build, JSON in its configuration; None if that cannot be read."""
    node, text = (
        run.action.configuration.get("EnvironmentVariables"),
        run.setting("EnvironmentVariables"),
    )
    if node is None or not text:
        return ()
    try:
        listed = read_embedded(replace(node, value=text))
    except XacctGuardError:
        return None
    return listed.items if isinstance(listed.value, tuple) else None


PROVIDER = ActionProvider(("Build", "Test"), "AWS", "CodeBuild", steps)

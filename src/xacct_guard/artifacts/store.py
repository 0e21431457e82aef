"""The store of an action: its bucket, its objects, and the keys under which they lie."""

from __future__ import annotations

from ..graph.action_run import ActionRun
from ..graph.key import key_arn
from ..iam.symbol import Symbol, has_symbol
from ..services import codebuild


def object_of(run: ActionRun, artifact: str) -> str:
    """The ARN of an artifact's object: pipeline (20 characters), artifact (10), a random end.

    The form is what pipelines are seen to write; no page promises it.
    """
    pipeline = run.pipeline.name if has_symbol(run.pipeline.name) else run.pipeline.name[:20]
    return (
        f"{bucket_of(run)}/{pipeline}/{artifact[:10]}/{Symbol('artifact object name', '???????')}"
    )


def bucket_of(run: ActionRun) -> str:
    """The ARN of the bucket of the action's store; `*` where it has none."""
    partition = run.caller.partition
    return f"arn:{partition}:s3:::{run.store.bucket}" if run.store else "*"


def owner_of(run: ActionRun) -> str:
    """The account of the artifact bucket: the pipeline's, where nobody says another."""
    held = run.graph.resource(bucket_of(run))
    return held.account if held else run.pipeline.account


def key_under(run: ActionRun, origin: ActionRun | None) -> str:
    """The key under which an input artifact lies in the store of the action's Region."""
    if origin is None:
        return own_key(run)
    return own_key(origin) if origin.action.region == run.action.region else copy_key(run)


def own_key(run: ActionRun) -> str:
    """The key under which an action's own artifacts are written.

    CodeBuild encrypts under the key of its project and knows nothing of the pipeline's
    (codebuild/latest/userguide/setting-up.html). Without a key of the store it is `aws/s3` of the pipeline's
    account. A bare id or alias is looked up in the account of the action (_KEY).
    """
    if codebuild.is_action(run.action):
        project = run.arn("codebuild", f"project/{run.setting('ProjectName') or ''}")
        return codebuild.key_of(project, run.graph)
    return _store_key(run, run.account)


def copy_key(run: ActionRun) -> str:
    """The key under which the pipeline writes a copy for another Region."""
    return _store_key(run, run.pipeline.account)


def _store_key(run: ActionRun, account: str) -> str:
    key = run.store.key if run.store else None
    if key is None:
        return key_arn("alias/aws/s3", run.action.region, run.pipeline.account)
    return key_arn(key, run.action.region, account)

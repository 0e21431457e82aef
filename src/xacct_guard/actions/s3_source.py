"""CodePipeline source action: an object of Amazon S3."""

from __future__ import annotations

from ..artifacts import write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-S3.html")
_ASIDE = ("s3:GetBucketAcl", "s3:GetBucketLocation")
_TAGS = ("s3:GetObjectTagging", "s3:GetObjectVersionTagging")


def steps(run: ActionRun) -> Steps:
    """Look for a new version of the object, fetch it, and put it into the artifact store.

    The tags of the object are asked for only where it has some.
    """
    caller = run.caller
    bucket = f"arn:{caller.partition}:s3:::{run.setting('S3Bucket') or ''}"
    source = f"{bucket}/{run.setting('S3ObjectKey') or ''}"
    yield caller.ask("look for versions", "s3:GetBucketVersioning", bucket, _PAGE, local=True)
    for action in _ASIDE:
        yield caller.ask("look up the bucket", action, bucket, _PAGE, optional=True)
    for action in ("s3:GetObject", "s3:GetObjectVersion"):
        yield caller.ask("fetch the source", action, source, _PAGE, local=True)
    for action in _TAGS:
        yield caller.ask("fetch the source's tags", action, source, _PAGE, optional=True)
    yield from write_outputs(run, caller)


PROVIDER = ActionProvider(("Source",), "AWS", "S3", steps)

"""CodePipeline invoke action: InspectorScan, of source code or of an image in ECR."""

from __future__ import annotations

from ..artifacts import around_store, read_inputs, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..services import ecr, logs
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-InspectorScan.html")


def steps(run: ActionRun) -> Steps:
    """Fetch what is to be scanned, have it scanned, keep what was found: all as the action's role."""
    caller = run.caller
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    yield from logs.write(f"/aws/codepipeline/{run.pipeline.name}", caller, _PAGE)
    if name := run.setting("ECRRepositoryName"):
        image = f"{run.account}.dkr.ecr.{caller.region}.amazonaws.com/{name}"
        yield from ecr.pull(image, caller, _PAGE)
    yield caller.ask("scan the list of parts", "inspector-scan:ScanSbom", "*", _PAGE)
    yield from write_outputs(run, caller)


PROVIDER = ActionProvider(("Invoke", "Test"), "AWS", "InspectorScan", steps)

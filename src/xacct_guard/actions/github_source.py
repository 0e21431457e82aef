"""CodePipeline source action: GitHub, by the first version of the action, with a token."""

from __future__ import annotations

from ..artifacts import write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Steps
from . import ActionProvider


def steps(run: ActionRun) -> Steps:
    """GitHub is no matter of IAM; the pipeline's own role puts the source into the artifact store."""
    yield from write_outputs(run, run.caller)


PROVIDER = ActionProvider(("Source",), "ThirdParty", "GitHub", steps)

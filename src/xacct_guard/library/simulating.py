"""`simulate`: what each stage of each pipeline asks for, and what decides it."""

from __future__ import annotations

from ..load.documents import LARGEST
from ..options import Options
from ..run import simulate as simulated
from ..verdicts import PipelineVerdict
from .given import Place, path_of, paths_of, refuse_failures


def simulate(
    *paths: Place,
    config: Place | None = None,
    pipeline: str | None = None,
    stage: str | None = None,
    action: str | None = None,
    max_file_size: float = LARGEST,
) -> tuple[PipelineVerdict, ...]:
    """Follow the pipelines and flows, request by request, without judging anything else.

    >>> from xacct_guard import simulate
    >>> (pipeline,) = simulate("as-published", stage="Source")
    >>> hop = pipeline.stages[0].actions[0].broken[0]
    >>> hop.action, hop.verdict, hop.refused_by
    ('sts:AssumeRole', 'implicit_deny', 'no_such_role')

    Args:
        paths: files and folders; none: what the configuration names, or this folder.
        config: the configuration; None: the nearest `xacct-guard.yaml` upward of the first path.
        pipeline: the name of the only pipeline to tell of.
        stage: the name of the only stage.
        action: the name of the only pipeline action.
        max_file_size: the largest file that is read, in MB.

    Returns:
        A `PipelineVerdict` for each pipeline and flow: `stages`, of these `actions`, of these `hops` (and
        `optional` ones, whose refusal stops nothing), in the order in which AWS makes the requests. A
        verdict is `allow`, `deny` or `unknown`; of a hop `implicit_deny` and `explicit_deny` are told apart.

    Raises:
        XacctGuardError: a file cannot be read, or the configuration is none. `check` goes on with the others.

    Source: the page that each hop names in `source`; its `confidence` says whether AWS documents it.

    """
    options = Options(
        config=path_of(config),
        pipeline=pipeline,
        stage=stage,
        action=action,
        max_file_size=max_file_size,
    )
    report = simulated(paths_of(paths), options).report
    refuse_failures(report.failures)
    return report.pipelines

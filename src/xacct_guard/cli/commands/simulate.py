"""`xacct-guard simulate`: the access path of each stage, hop by hop."""

from __future__ import annotations

from pathlib import Path

import click

from .. import complaint, exits
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common
from ..sharing import fit_to_share, redact

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Draw each stage's access path, with what decides each request.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option("--pipeline", metavar="NAME", help="Only this pipeline.")
@click.option("--stage", metavar="NAME", help="Only this stage.")
@click.option("--action", metavar="NAME", help="Only this pipeline action.")
@redact
@max_file_size
@common("full", "json", "markdown", "mermaid")
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    pipeline: str | None,
    stage: str | None,
    action: str | None,
    redact: bool,
    max_file_size: float,
) -> int:
    """Print every request that the stages of the pipelines in PATH (default: here) make.

    As on a board: account by account, who asks for what, the verdict, the place that decides it, and the
    key and the endpoint on the way; with --verbose every request for itself. The exit code is 1 when a
    stage would be denied.
    """
    from ... import board
    from ...options import Options
    from ...run import simulate as simulated
    from ..render import failures_in_words, rendered
    from ..telling.hops import Telling, described

    options = Options(
        config=settings.config,
        pipeline=pipeline,
        stage=stage,
        action=action,
        max_file_size=max_file_size,
        drawn=redact,
    )
    run = simulated(paths, options)
    run = fit_to_share(run) if redact else run
    report = run.report
    nothing = not (report.pipelines or report.failures)

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            return rendered(report, settings)(format, sheet)
        if format != "full":
            return board.sketch_named(format).draw(report, board.Sheet(*sheet))
        failures = failures_in_words(report.failures, sheet)
        if settings.verbose:
            paths = described(report.pipelines, Telling(*sheet, verbose=True))
        else:
            paths = board.sketch_named(format).draw(report, board.Sheet(*sheet))
        return "\n".join(part for part in (failures, paths) if part)

    settings.deliver(text_of)
    if nothing and (pipeline or stage or action):
        missed = f" ({run.missed})" if run.missed else ""
        complaint.line(f"nothing to simulate: no such pipeline stage was found{missed}")
    elif nothing:
        complaint.nothing("simulate", "pipeline or flow")
    return exits.of_report(report, nothing=nothing)

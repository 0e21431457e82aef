"""The `concise` format: one line a finding, for editors, `grep` and people in a hurry."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import XacctGuardError
from ..finding import Finding, Severity, in_order
from ..terminal.cells import clean
from ..terminal.paint import Paint
from ..verdicts import PipelineVerdict, Report, StageVerdict, summarize
from . import Options, Render

_STYLES = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "warning",
    Severity.INFO: "info",
}


def render(report: Report, options: Options) -> str:
    """Failures, open findings, stages that are not allowed, and a summary: a line each."""
    return "".join(f"{line}\n" for line in _lines(report, options))


def _lines(report: Report, options: Options) -> Iterator[str]:
    paint = options.paint
    yield from (_failure(failure, paint) for failure in report.failures)
    yield from (_finding(finding, paint) for finding in in_order(report.open_findings))
    for pipeline in report.pipelines:
        for stage in pipeline.stages:
            if stage.verdict != "allow":
                yield _stage(pipeline, stage, paint)
    if not options.quiet:
        yield paint("strong", str(summarize(report)))


def _failure(failure: XacctGuardError, paint: Paint) -> str:
    where = f"{clean(str(failure.at))}: " if failure.at else ""
    return f"{where}{paint('error', 'error')}: {clean(failure.message)}"


def _finding(finding: Finding, paint: Paint) -> str:
    where = f"{clean(str(finding.at))}: " if finding.at else ""
    label = paint(_STYLES[finding.severity], finding.severity)
    return f"{where}{label}[{finding.rule}] {paint.prose(clean(finding.message))}"


def _stage(pipeline: PipelineVerdict, stage: StageVerdict, paint: Paint) -> str:
    """The stage, its verdict, and the first hop that gave it that verdict."""
    verdict = paint("accepted" if stage.accepted else stage.verdict, stage.verdict)
    accepted = " (accepted)" if stage.accepted else ""
    broken = (
        f": {clean(action.name)}: {paint.prose(clean(hop.in_one_line))}"
        for action in stage.actions
        if action.verdict == stage.verdict
        for hop in action.broken
    )
    name = clean(f"{pipeline.name}/{stage.name}")
    return f"stage {name}: {verdict}{accepted}{next(broken, '')}"


RENDER = Render("concise", render)

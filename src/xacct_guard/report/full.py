"""The `full` format: frames of source for a person at a terminal, then what the stages do."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import XacctGuardError
from ..finding import Finding, Fix, Kind, Safety, Severity, in_order
from ..terminal.cells import clean, wrap
from ..terminal.frame import frame, gutter_of
from ..terminal.margin import Look
from ..terminal.note import added, note
from ..terminal.place import Label
from ..verdicts import (
    ActionVerdict,
    Assumption,
    HopVerdict,
    PipelineVerdict,
    Report,
    StageVerdict,
    summarize,
)
from . import Options, Render

_WORDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "warning",
    Severity.INFO: "info",
}
_KINDS = {
    Kind.BLOCKS: "a deployment or a stage would fail",
    Kind.EXPOSES: "someone may do what they should not",
    Kind.HYGIENE: "only untidy",
}
_INDENT = " " * 8


def render(report: Report, options: Options) -> str:
    """Failures, findings, the stage table, assumptions, and a one-line summary."""
    blocks = ("\n".join(block) for block in _blocks(report, options))
    return "\n".join(f"{block}\n" for block in blocks if block)


def _blocks(report: Report, options: Options) -> Iterator[Iterator[str]]:
    for failure in report.failures:
        yield _failure(failure, options)
    for finding in in_order(report.findings if options.verbose else report.open_findings):
        yield _finding(finding, options)
    if options.quiet:
        return
    for pipeline in report.pipelines:
        yield _pipeline(pipeline, options)
    yield _assumptions(report.assumptions, options)
    yield _summary(report, options)


def _headline(style: str, label: str, message: str, options: Options) -> Iterator[str]:
    """`label: message`, wrapped; the label in the style, the message strong."""
    paint = options.paint
    first, *rest = wrap(f"{label}: {clean(message)}", options.width, "    ")
    yield paint(style, label) + paint("strong", first[len(label) :])
    yield from (paint("strong", line) for line in rest)


def _failure(failure: XacctGuardError, options: Options) -> Iterator[str]:
    yield from _headline("error", "error", failure.message, options)
    labels = (Label(failure.at, primary=True),) if failure.at else ()
    look = Look(options.paint, "error", options.width, gutter_of(labels))
    yield from frame(labels, look)
    if failure.help:
        yield from note("help", failure.help, look)


def _finding(finding: Finding, options: Options) -> Iterator[str]:
    word = _WORDS[finding.severity] if finding.suppressed is None else "suppressed"
    style = word if finding.suppressed is None else "dim"
    labels = _labels(finding)
    look = Look(options.paint, style, options.width, gutter_of(labels))
    yield from _headline(style, f"{word}[{finding.rule}]", finding.message, options)
    yield from frame(labels, look)
    if labels:
        yield look.line()
    yield from note("note", _standing(finding), look)
    if finding.suppressed is not None:
        yield from note("note", f"suppressed: {finding.suppressed}", look)
    if finding.fix:
        yield from fix_lines(finding.fix, look)


def _labels(finding: Finding) -> tuple[Label, ...]:
    return tuple(
        Label(evidence.span, evidence.says, primary=index == 0)
        for index, evidence in enumerate(finding.locations)
    )


def _standing(finding: Finding) -> str:
    account = f", account {finding.account}" if finding.account else ""
    sure = f"confidence {finding.confidence}"
    return f"severity {finding.severity}, {sure}{account}: {_KINDS[finding.kind]}"


def fix_lines(fix: Fix, look: Look) -> Iterator[str]:
    """What to do, and the statement to add with the place where it belongs."""
    yield from note("help", fix.summary, look)
    if fix.edits:
        flag = " --unsafe" if fix.safety is Safety.UNSAFE else ""
        yield from note("help", f"`xacct-guard fix{flag}` makes this change", look)
    if fix.statement is None:
        return
    yield from added(fix.statement, fix.at, look)
    for addition in fix.additions:
        yield from added(addition.statement, addition.at, look)


def _pipeline(pipeline: PipelineVerdict, options: Options) -> Iterator[str]:
    paint = options.paint
    where = f"({clean(pipeline.account)}, {clean(pipeline.region)})"
    verdict = paint(pipeline.verdict, pipeline.verdict)
    yield f"{paint('strong', 'pipeline ' + clean(pipeline.name))} {where}: {verdict}"
    told: dict[HopVerdict, str] = {}
    for stage in pipeline.stages:
        yield from _stage(stage, told, options)


def _stage(stage: StageVerdict, told: dict[HopVerdict, str], options: Options) -> Iterator[str]:
    paint = options.paint
    mark = paint.mark("accepted" if stage.accepted else stage.verdict)
    note = paint("dim", " (denied, accepted)") if stage.accepted else ""
    yield f"  {mark} {paint('strong', clean(stage.name))}{note}"
    for action in stage.actions:
        provider = paint("dim", f"({clean(action.provider)})")
        yield f"    {paint.mark(action.verdict)} {clean(action.name)} {provider}"
        for line in _broken(action, told, options):
            yield f"{_INDENT}{line}"


def _broken(action: ActionVerdict, told: dict[HopVerdict, str], options: Options) -> Iterator[str]:
    """The first hop that gave the action its verdict, all of them with `verbose`; each told once."""
    broken = action.broken
    shown = broken if options.verbose else broken[:1]
    for hop in shown:
        if told.setdefault(hop, action.name) == action.name:
            yield from _hop(hop, options)
        else:
            as_told = clean(f"as in `{told[hop]}`: {hop.step}")
            yield from map(options.paint.prose, wrap(as_told, options.width - len(_INDENT)))
    if len(broken) > len(shown):
        yield options.paint("dim", f"and {len(broken) - len(shown)} more")


def _hop(hop: HopVerdict, options: Options) -> Iterator[str]:
    for line in wrap(clean(hop.in_one_line), options.width - len(_INDENT)):
        yield options.paint.prose(line)
    if hop.evidence:
        yield options.paint("dim", f"--> {clean(str(hop.evidence[0].span))}")


def _assumptions(assumptions: tuple[Assumption, ...], options: Options) -> Iterator[str]:
    for assumption in assumptions:
        for line in wrap(clean(str(assumption)), options.width):
            yield options.paint("dim", line)


def _summary(report: Report, options: Options) -> Iterator[str]:
    yield options.paint("strong", str(summarize(report)))
    if report.open_findings:
        yield options.paint("dim", "the reasons behind a rule: xacct-guard explain RULE")


RENDER = Render("full", render)

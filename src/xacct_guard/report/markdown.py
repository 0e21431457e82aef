"""The `markdown` format: a comment on a change, or the summary of a job.

The verdict of each stage first, then what was found, in a table, and the details folded away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import XacctGuardError
from ..finding import Finding, Fix, in_order
from ..terminal.markdown_text import block, code, prose, tag
from ..verdicts import HopVerdict, PipelineVerdict, Report, StageVerdict, summarize
from . import Options, Render

MOST = 60_000
"""Characters. A comment on GitHub takes 65,536."""
_ROWS = 25
"""Findings in one table; further ones are in tables of their own, so that what has no room is little."""
_MARKS = {"allow": "✅", "deny": "❌", "unknown": "❔"}
_LEVELS = {"critical": "🔴", "high": "🔴", "medium": "🟠", "low": "🟡", "info": "🔵"}


def render(report: Report, options: Options) -> str:
    """Sections as long as there is room; what has none is counted, and stands in the other formats."""
    blocks: list[str] = []
    left, dropped = MOST, 0
    for text in _blocks(report, options):
        left -= len(text) + 2
        if left > 0:
            blocks.append(text)
        else:
            dropped += 1
    if dropped:
        blocks.append(f"*{dropped} more sections have no room here.*")
    return "\n\n".join(blocks) + "\n"


def _blocks(report: Report, options: Options) -> Iterator[str]:
    yield f"### {_mark(report, options)} xacct-guard: {prose(str(summarize(report)))}"
    if report.failures:
        yield _list("Could not be done", (_failure(each, options) for each in report.failures))
    if report.pipelines:
        yield _stages(report.pipelines)
    findings = in_order(report.open_findings)
    if findings:
        yield from _tables(findings, options)
        yield from filter(None, (_details(finding, options) for finding in findings))
    if options.quiet:
        return
    suppressed = tuple(f for f in in_order(report.findings) if f.suppressed is not None)
    if suppressed:
        yield _folded("Suppressed", (_suppressed(finding, options) for finding in suppressed))
    if report.assumptions:
        yield _folded("Taken for granted", (prose(str(each)) for each in report.assumptions))


def _mark(report: Report, options: Options) -> str:
    stopped = any(stage.verdict == "deny" and not stage.accepted for stage in report.stages)
    found = any(options.fails(finding) for finding in report.findings)
    return _MARKS["deny" if stopped or found or report.failures else "allow"]


def _stages(pipelines: Iterable[PipelineVerdict]) -> str:
    told: dict[HopVerdict, str] = {}
    rows = (
        (prose(pipeline.name), prose(stage.name), _verdict(stage), _why(stage, told))
        for pipeline in pipelines
        for stage in pipeline.stages
    )
    return _table(("Pipeline", "Stage", "Verdict", "Because"), rows)


def _verdict(stage: StageVerdict) -> str:
    if stage.accepted:
        return "☑️ denied, accepted"
    return f"{_MARKS[stage.verdict]} {stage.verdict}"


def _why(stage: StageVerdict, told: dict[HopVerdict, str]) -> str:
    """The first request that gave the stage its verdict; each is told once."""
    broken = [
        (action, hop)
        for action in stage.actions
        for hop in action.broken
        if hop.outcome == stage.verdict
    ]
    if not broken:
        return ""
    action, hop = broken[0]
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    before = told.setdefault(hop, stage.name)
    if before != stage.name:
        return f"{prose(action.name)}: as in {code(before)}{more}"
    return f"{prose(action.name)}: {prose(hop.in_one_line)}{more}"


def _tables(findings: tuple[Finding, ...], options: Options) -> Iterator[str]:
    for start in range(0, len(findings), _ROWS):
        rows = (
            (
                f"{_LEVELS[each.severity]} {each.severity}",
                prose(each.message),
                code(options.place(each.at)) if each.at else "",
                code(each.rule),
            )
            for each in findings[start : start + _ROWS]
        )
        yield _table(("Severity", "Found", "Where", "Rule"), rows)


def _details(finding: Finding, options: Options) -> str:
    """All its places, and what to do; nothing where the table has told everything."""
    said = [(each.span, each.says) for each in finding.locations]
    lines = [f"- {code(options.place(span))} {prose(says)}".rstrip() for span, says in said]
    parts = ["\n".join(lines)] if len(lines) > 1 or (said and said[0][1]) else []
    if finding.fix:
        parts += [f"What to do: {prose(finding.fix.summary)}", *_added(finding.fix, options)]
    where = f" {tag(options.place(finding.at))}" if finding.at else ""
    return _fold(f"{tag(finding.rule)}{where}", "\n\n".join(parts)) if parts else ""


def _added(fix: Fix, options: Options) -> Iterator[str]:
    """What to add, ready to paste, and where."""
    further = ((each.statement, each.at) for each in fix.additions)
    for statement, at in ((fix.statement, fix.at), *further):
        if statement:
            yield f"Add at {code(options.place(at))}:" if at else "Add:"
            yield block(statement)


def _suppressed(finding: Finding, options: Options) -> str:
    where = f" {code(options.place(finding.at))}:" if finding.at else ""
    return (
        f"{code(finding.rule)}{where} {prose(finding.message)} ({prose(finding.suppressed or '')})"
    )


def _failure(failure: XacctGuardError, options: Options) -> str:
    where = f"{code(options.place(failure.at))}: " if failure.at else ""
    help = f" ({prose(failure.help)})" if failure.help else ""
    return f"{where}{prose(failure.message)}{help}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(title: str, items: Iterable[str]) -> str:
    return "\n".join((f"**{title}**", "", *(f"- {item}" for item in items)))


def _folded(title: str, items: Iterable[str]) -> str:
    lines = tuple(f"- {item}" for item in items)
    return _fold(f"{title}: {len(lines)}", "\n".join(lines))


def _fold(summary: str, text: str) -> str:
    """Markdown inside of HTML needs the empty lines; a summary is HTML, and takes no backticks."""
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


RENDER = Render("markdown", render)

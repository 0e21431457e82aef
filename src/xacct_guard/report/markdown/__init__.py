"""The `markdown` format: a comment on a change, or the summary of a job.

The verdict first, then each stage's, what stops it and the change to make, then what was found. What is long is
folded away.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import XacctGuardError
from ...finding import Finding, in_order
from ...page.contents import Contents
from ...page.opening import headline
from ...terminal.comment import MOST, Part, comment, folded, text
from ...terminal.markdown_text import code, prose
from ...verdicts import Report, summarize
from .. import Options, Render
from .causes import causes_of, told
from .found import details, tables
from .stages import MARKS, stages

_ELSEWHERE = "`--format full` and `-o html=FILE` tell all of it."


def render(report: Report, options: Options) -> str:
    """Parts as long as there is room; what has none is counted. What a command adds has the other half."""
    room = MOST // 2 if options.more else MOST
    return comment(_parts(report, options), _ELSEWHERE, room)


def _parts(report: Report, options: Options) -> Iterator[Part]:
    contents = Contents(report, options.place)
    causes = causes_of(contents)
    said = headline(report)
    head = f"### {_mark(report, options)} xacct-guard: {said[:1].lower()}{said[1:]}"
    yield text(head, prose(str(summarize(report))))
    if report.failures:
        items = tuple(f"- {_failure(each, options)}" for each in report.failures)
        before = "**Could not be done**\n\n"
        yield Part(
            items,
            "thing that could not be done",
            "things that could not be done",
            before,
            between="\n",
        )
    yield from stages(report.pipelines, causes)
    yield from told(causes, options)
    open_findings = in_order(report.open_findings)
    yield from tables(open_findings, options)
    yield from details(open_findings, causes, options)
    if options.quiet:
        return
    suppressed = tuple(f for f in in_order(report.findings) if f.suppressed is not None)
    yield from _listed(
        "Suppressed", (_suppressed(each, options) for each in suppressed), "suppressed finding"
    )
    yield from _listed(
        "Taken for granted", (prose(str(each)) for each in report.assumptions), "assumption"
    )


def _mark(report: Report, options: Options) -> str:
    """As the exit code has it; what cannot be decided is no success even where it is no failure."""
    if report.failures or report.fails(options.fail_on, unknown_fails=options.unknown_fails):
        return MARKS["deny"]
    return MARKS["unknown" if any(s.verdict == "unknown" for s in report.stages) else "allow"]


def _listed(title: str, items: Iterator[str], one: str) -> Iterator[Part]:
    lines = tuple(f"- {item}" for item in items)
    if lines:
        yield folded(f"{title}: {len(lines)}", Part(lines, one, f"{one}s", between="\n"))


def _suppressed(finding: Finding, options: Options) -> str:
    where = f" {code(options.place(finding.at))}:" if finding.at else ""
    return (
        f"{code(finding.rule)}{where} {prose(finding.message)} ({prose(finding.suppressed or '')})"
    )


def _failure(failure: XacctGuardError, options: Options) -> str:
    where = f"{code(options.place(failure.at))}: " if failure.at else ""
    help = f" ({prose(failure.help)})" if failure.help else ""
    return f"{where}{prose(failure.message)}{help}"


RENDER = Render("markdown", render)

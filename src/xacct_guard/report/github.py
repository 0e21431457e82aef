"""The `github` format: workflow commands that a GitHub Actions log turns into annotations.

Escapes and limits are those of docs.github.com, "Workflow commands for GitHub Actions", and of the runner,
which also reads the older form `##[command]` anywhere in a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import XacctGuardError
from ..finding import Finding, Severity, in_order
from ..span import Span
from ..terminal.cells import clean
from ..verdicts import Report, summarize
from . import Options, Render

MOST = 10
"""Annotations of one level that are shown for a step; what comes after them is dropped."""
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}


@dataclass(frozen=True, slots=True)
class _Annotation:
    """One workflow command before it is escaped; the lines of `says` are clean."""

    level: str
    title: str
    says: tuple[str, ...]
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """As the runner reads it."""
        properties = {**self.where, "title": self.title}
        written = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
        message = "\n".join(self.says)
        return f"::{self.level} {written}::{_data(message)}"


def render(report: Report, options: Options) -> str:
    """The worst annotations of each level, then in plain lines what they leave out, and a summary."""
    given = tuple(_annotations(report, options))
    shown = tuple(one for level in dict.fromkeys(_LEVELS.values()) for one in _of(level, given))
    lines = [one.command for one in shown]
    if len(shown) < len(given):
        lines.append(f"not shown here: {len(given) - len(shown)} more annotations")
    if not options.quiet:
        lines += [_plain(line) for line in _stages(report)]
    lines.append(_plain(str(summarize(report))))
    return "".join(f"{line}\n" for line in lines)


def _of(level: str, given: Iterable[_Annotation]) -> tuple[_Annotation, ...]:
    return tuple(one for one in given if one.level == level)[:MOST]


def _annotations(report: Report, options: Options) -> Iterator[_Annotation]:
    yield from (_failure(failure, options) for failure in report.failures)
    yield from (_finding(finding, options) for finding in in_order(report.open_findings))


def _failure(failure: XacctGuardError, options: Options) -> _Annotation:
    help = (clean(f"help: {failure.help}"),) if failure.help else ()
    where = _where(failure.at, options) if failure.at else {}
    return _Annotation("error", "xacct-guard", (clean(failure.message), *help), where)


def _finding(finding: Finding, options: Options) -> _Annotation:
    others = (
        clean(f"{options.place(other.span)}: {other.says}".removesuffix(": "))
        for other in finding.locations[1:]
    )
    help = (clean(f"help: {finding.fix.summary}"),) if finding.fix else ()
    place = (clean(finding.at.lineless),) if finding.at and finding.at.lineless else ()
    return _Annotation(
        _LEVELS[finding.severity],
        clean(f"{finding.rule} ({finding.severity})"),
        (clean(finding.message), *place, *others, *help),
        _where(finding.at, options) if finding.at else {},
    )


def _where(span: Span, options: Options) -> dict[str, str]:
    """File and lines. A column is taken only where the place does not leave its line."""
    where = {"file": clean(options.named(span.source.name))}
    if span.line is None:
        return where
    last = span.end_line or span.line
    if span.end_column == 1 and last > span.line:  # our ends are exclusive
        last -= 1
    where |= {"line": str(span.line), "endLine": str(last)}
    return where | {"col": str(span.column)} if last == span.line and span.column else where


def _stages(report: Report) -> Iterator[str]:
    for pipeline in report.pipelines:
        for stage in pipeline.stages:
            accepted = " (accepted)" if stage.accepted else ""
            yield f"stage {pipeline.name}/{stage.name}: {stage.verdict}{accepted}"


def _plain(line: str) -> str:
    """A line of the log in which the runner finds no command."""
    return clean(line).replace("##[", "# #[")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


RENDER = Render("github", render)

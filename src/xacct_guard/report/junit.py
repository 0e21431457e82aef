"""The `junit` format: what a CI server shows beside the results of tests.

As the schema of Ant's JUnit reports has it (windyroad/JUnit-Schema), which Jenkins, GitLab and Azure read: a
suite for each pipeline with a test a stage, a suite for each rule with a test a finding, and one for what could
not be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ..errors import XacctGuardError
from ..finding import Finding, in_order
from ..terminal.cells import clean
from ..verdicts import PipelineVerdict, Report, StageVerdict
from . import Options, Render

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Case:
    """A test: its `outcome` is `passed`, `skipped`, `failure` or `error`; the lines are what it has to say."""

    name: str
    outcome: str = "passed"
    kind: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Suite:
    """Tests under one name, each of which has a name of its own there."""

    name: str
    cases: tuple[_Case, ...]

    def count(self, outcome: str) -> str:
        """How many came out so."""
        return str(sum(case.outcome == outcome for case in self.cases))


def render(report: Report, options: Options) -> str:
    """XML. What does not fail the run is skipped, with what it says: a report in red would stop a green job."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites")
    for number, suite in enumerate(_suites(report, options)):
        root.append(_element(suite, number, options))
    indent(root)
    body = tostring(root, encoding="unicode").replace(
        "##[", "#&#35;["
    )  # a command in a log of GitHub
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suites(report: Report, options: Options) -> Iterator[_Suite]:
    yield _Suite("input", _named(_read(report.failures, options)))
    for pipeline in report.pipelines:
        stages = (_stage(stage, options) for stage in pipeline.stages)
        yield _Suite(clean(f"pipeline {pipeline.name}{_where(pipeline)}"), _named(stages))
    findings = sorted(in_order(report.findings), key=lambda finding: finding.rule)
    for rule, those in groupby(findings, key=lambda finding: finding.rule):
        yield _Suite(clean(rule), _named(_finding(finding, options) for finding in those))


def _where(pipeline: PipelineVerdict) -> str:
    return f" ({pipeline.account}, {pipeline.region})" if pipeline.account else ""


def _named(cases: Iterable[_Case]) -> tuple[_Case, ...]:
    """The tests, of equal names the later ones numbered: servers take one of equal tests only."""
    seen: Counter[str] = Counter()
    named: list[_Case] = []
    for case in cases:
        seen[case.name] += 1
        number = f" #{seen[case.name]}" if seen[case.name] > 1 else ""
        name = f"{case.name}{number}"
        named.append(_Case(name, case.outcome, case.kind, case.message, case.lines))
    return tuple(named)


def _read(failures: tuple[XacctGuardError, ...], options: Options) -> Iterator[_Case]:
    if not failures:
        yield _Case("everything could be read and judged")
    for failure in failures:
        place = (options.place(failure.at),) if failure.at else ()
        help = (f"help: {failure.help}",) if failure.help else ()
        yield _Case(
            _short(failure.message),
            "error",
            type(failure).__name__,
            failure.message,
            (*place, *help),
        )


def _stage(stage: StageVerdict, options: Options) -> _Case:
    broken = tuple(hop.in_one_line for action in stage.actions for hop in action.broken)
    message = broken[0] if broken else stage.verdict
    name = _short(stage.name) or "stage"
    if stage.verdict == "allow":
        return _Case(name)
    if stage.accepted:
        return _Case(name, "skipped", "accepted", f"denied, and accepted: {message}", broken)
    if stage.verdict == "unknown" and not options.unknown_fails:
        return _Case(name, "skipped", "unknown", f"unknown: {message}", broken)
    return _Case(name, "failure", stage.verdict, message, broken)


def _finding(finding: Finding, options: Options) -> _Case:
    """The test of a finding is named by what is said, without a line: it stays the same when lines move."""
    said = f"{finding.severity}: {finding.message}"
    file = f" ({options.named(finding.at.source.name)})" if finding.at else ""
    name, lines = _short(finding.message + file), tuple(_lines(finding, options))
    if finding.suppressed is not None:
        return _Case(name, "skipped", "suppressed", f"suppressed: {finding.suppressed}", lines)
    outcome = "failure" if options.fails(finding) else "skipped"
    return _Case(name, outcome, finding.severity, said, lines)


def _lines(finding: Finding, options: Options) -> Iterator[str]:
    yield finding.message
    for evidence in finding.locations:
        yield f"{options.place(evidence.span)}: {evidence.says}".removesuffix(": ")
    if finding.fix:
        yield f"help: {finding.fix.summary}"
        yield from (finding.fix.statement or "").expandtabs(4).splitlines()


def _element(suite: _Suite, number: int, options: Options) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    counts = {f"{outcome}s": suite.count(outcome) for outcome in ("failure", "error")}
    element = Element(
        "testsuite",
        {
            "name": suite.name,
            "package": "xacct-guard",
            "id": str(number),
            "timestamp": options.now.strftime("%Y-%m-%dT%H:%M:%S"),
            "hostname": "localhost",
            "tests": str(len(suite.cases)),
            **counts,
            "skipped": suite.count("skipped"),
            "time": "0",
        },
    )
    SubElement(element, "properties")
    for case in suite.cases:
        element.append(_case(case, suite.name))
    SubElement(element, "system-out")
    SubElement(element, "system-err")
    return element


def _case(case: _Case, suite: str) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    element = Element("testcase", {"name": case.name, "classname": suite, "time": "0"})
    if case.outcome != "passed":
        told = {"type": clean(case.kind), "message": clean(case.message)}
        SubElement(element, case.outcome, told).text = "\n".join(map(_printable, case.lines))
    return element


def _printable(line: str) -> str:
    """A line of its own depth; `clean` has no line end or control left in it."""
    return clean(line).rstrip()


def _short(text: str) -> str:
    """A name on one line, without blanks that a token would lose."""
    text = " ".join(clean(text).split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


RENDER = Render("junit", render)

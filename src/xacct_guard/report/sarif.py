"""The `sarif` format, version 2.1.0: for code scanning services and editors.

Section numbers are those of the OASIS standard (SARIF Version 2.1.0, 27 March 2020).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from ..edit import splices_of
from ..errors import XacctGuardError
from ..finding import Evidence, Finding, Fix, Severity, Splice, fingerprints, in_order
from ..span import Span
from ..terminal.json_text import json_text
from ..verdicts import Report
from . import Options, Render, RulePage

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
Members = dict[str, Any]


def render(report: Report, options: Options) -> str:
    """One run with every finding, the suppressed ones marked so, and every failure."""
    findings = in_order(report.findings)
    rules = _rules(findings, options.rules)
    run = {
        "tool": {"driver": _driver(rules, options)},
        "invocations": [_invocation(report.failures, options)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder of the run"}}},
        "artifacts": _artifacts(report, options),
        "columnKind": "unicodeCodePoints",
        "results": _results(findings, tuple(rules), options),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log)


def _driver(rules: dict[str, RulePage | None], options: Options) -> Members:
    return {
        "name": "xacct-guard",
        "version": options.version,
        "semanticVersion": options.version,
        "properties": {"dataDates": dict(sorted(options.dates.items()))},
        "rules": [_rule(*known) for known in rules.items()],
    }


def _rules(
    findings: tuple[Finding, ...], pages: tuple[RulePage, ...]
) -> dict[str, RulePage | None]:
    """Every rule that ran or found something, by id, with its page if that is known."""
    known: dict[str, RulePage | None] = {page.id: page for page in pages}
    for finding in findings:
        known.setdefault(finding.rule, None)
    return dict(sorted(known.items()))


def _rule(id: str, page: RulePage | None) -> Members:
    if page is None:
        return {"id": id}
    score = _SECURITY_SEVERITY.get(page.severity)
    return {
        "id": id,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.title},
        "help": {"text": page.page, "markdown": page.page},
        "defaultConfiguration": {"level": _LEVELS[Severity(page.severity)]},
        "properties": {
            "tags": ["security", page.kind],
            **({"security-severity": score} if score else {}),
        },
    }


def _results(
    findings: tuple[Finding, ...], rules: tuple[str, ...], options: Options
) -> list[Members]:
    prints = fingerprints(findings)
    return [
        {
            "ruleId": finding.rule,
            "ruleIndex": rules.index(finding.rule),
            "level": _LEVELS[finding.severity],
            "message": {"text": _message(finding)},
            **_places(finding, options),
            "partialFingerprints": {"xacctGuard/v1": fingerprint},
            **_fixes(finding.fix, options),
            "suppressions": _suppressions(finding),
            "properties": _properties(finding),
        }
        for finding, fingerprint in zip(findings, prints, strict=True)
    ]


def _message(finding: Finding) -> str:
    """What was found and what to do: viewers show no advice of their own."""
    return f"{finding.message}\n\nhelp: {finding.fix.summary}" if finding.fix else finding.message


def _properties(finding: Finding) -> Members:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "account": finding.account,
    }


def _suppressions(finding: Finding) -> list[Members]:
    """None says that somebody looked (section 3.27.23); a reason may stand in source or outside."""
    if finding.suppressed is None:
        return []
    kind = "inSource" if finding.suppressed_in_source else "external"
    return [{"kind": kind, "justification": finding.suppressed}]


def _places(finding: Finding, options: Options) -> Members:
    first, others = finding.locations[:1], finding.locations[1:]
    places: Members = {"locations": [_location(evidence, options) for evidence in first]}
    if others:
        places["relatedLocations"] = [
            {"id": number, **_location(other, options)}
            for number, other in enumerate(others, start=1)
        ]
    return places


def _location(evidence: Evidence, options: Options) -> Members:
    location = _place(evidence.span, options)
    if evidence.says:
        location["message"] = {"text": evidence.says}
    return location


def _place(span: Span, options: Options) -> Members:
    """A place without lines names its file and route, and no line is invented for it."""
    physical: Members = {"artifactLocation": _artifact(span.source.name, options)}
    if span.line is not None:
        physical["region"] = _region(span)
    place: Members = {"physicalLocation": physical}
    if span.route:
        place["logicalLocations"] = [{"fullyQualifiedName": span.path}]
    return place


def _region(span: Span) -> Members:
    """Lines and columns from 1, `endColumn` exclusive as ours (section 3.30)."""
    ends = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {name: value for name, value in ends.items() if value is not None}


def _artifact(name: str, options: Options) -> Members:
    """A file inside the folder of the run is named relative to it, another one in full."""
    relative = options.relative(name)
    if relative is not None:
        return {"uri": _encoded(relative), "uriBaseId": _ROOT}
    return {"uri": Path(os.path.normpath(options.root.absolute() / name)).as_uri()}


def _encoded(relative: str) -> str:
    """A relative path as a URI reference: blanks and the like percent-encoded."""
    return PurePosixPath("/", relative).as_uri().removeprefix("file:///")


def _artifacts(report: Report, options: Options) -> list[Members]:
    spans = [evidence.span for finding in report.findings for evidence in finding.locations]
    spans += [failure.at for failure in report.failures if failure.at]
    names: Iterable[str] = sorted({span.source.name for span in spans})
    return [{"location": _artifact(name, options)} for name in names]


def _fixes(fix: Fix | None, options: Options) -> Members:
    """A fix without edits is advice, and has no place in SARIF but the message."""
    splices = splices_of(fix.edits) if fix else ()
    if fix is None or not splices:
        return {}
    names = dict.fromkeys(splice.span.source.name for splice in splices)
    changes = [
        {
            "artifactLocation": _artifact(name, options),
            "replacements": [_replacement(s) for s in splices if s.span.source.name == name],
        }
        for name in names
    ]
    return {"fixes": [{"description": {"text": fix.summary}, "artifactChanges": changes}]}


def _replacement(splice: Splice) -> Members:
    """A region that ends where it starts is an insertion (section 3.57.3)."""
    return {"deletedRegion": _region(splice.span), "insertedContent": {"text": splice.text}}


def _invocation(failures: tuple[XacctGuardError, ...], options: Options) -> Members:
    return {
        "executionSuccessful": not failures,
        "toolExecutionNotifications": [_notification(failure, options) for failure in failures],
    }


def _notification(failure: XacctGuardError, options: Options) -> Members:
    text = f"{failure.message} (help: {failure.help})" if failure.help else failure.message
    where = {"locations": [_place(failure.at, options)]} if failure.at else {}
    return {"level": "error", "message": {"text": text}, **where}


RENDER = Render("sarif", render, needs=("tool", "pages"))

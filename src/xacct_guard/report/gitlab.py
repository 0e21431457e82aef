"""The `gitlab` format: a Code Quality report, as docs.gitlab.com/ci/testing/code_quality has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import XacctGuardError
from ..finding import Finding, Severity, fingerprints, in_order
from ..span import Span
from ..terminal.cells import clean
from ..terminal.json_text import json_text
from ..verdicts import Report
from . import Options, Render

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}
_UNREADABLE = "unreadable-input"
Members = dict[str, Any]


def render(report: Report, options: Options) -> str:
    """A list of what is open, the worst first. The format has no word for what is suppressed."""
    return json_text([*_failures(report.failures, options), *_findings(report, options)])


def _findings(report: Report, options: Options) -> Iterator[Members]:
    findings = in_order(report.findings)
    for finding, fingerprint in zip(findings, fingerprints(findings), strict=True):
        if finding.suppressed is None:
            severity = _SEVERITIES[finding.severity]
            yield _issue(_described(finding), finding.rule, fingerprint, severity) | {
                "location": _location(finding.at, options)
            }


def _failures(failures: tuple[XacctGuardError, ...], options: Options) -> Iterator[Members]:
    from hashlib import sha256

    for failure in failures:
        fingerprint = sha256(
            f"{_UNREADABLE}\n{failure}".encode(errors="surrogatepass")
        ).hexdigest()[:32]
        yield _issue(failure.message, _UNREADABLE, fingerprint, "blocker") | {
            "location": _location(failure.at, options)
        }


def _issue(description: str, name: str, fingerprint: str, severity: str) -> Members:
    return {
        "description": clean(description),
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
    }


def _described(finding: Finding) -> str:
    at = f" at {finding.at.lineless}" if finding.at and finding.at.lineless else ""
    help = f" (help: {finding.fix.summary})" if finding.fix else ""
    return f"{finding.message}{at}{help}"


def _location(span: Span | None, options: Options) -> Members:
    """The format wants a file and a line: what has none is shown at the first."""
    path = options.named(span.source.name) if span else "xacct-guard.yaml"
    return {"path": clean(path), "lines": {"begin": (span.line if span else None) or 1}}


RENDER = Render("gitlab", render)

"""Rules for cfn-lint: `cfn-lint --append-rules xacct_guard.cfn_lint_rules template.yaml`.

A template is checked with everything its nearest `xacct-guard.yaml` links to it; what is found in the template
itself becomes a match: from high up an error, of medium and low a warning, else for information. This module
alone imports cfn-lint at once, for cfn-lint imports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

from .finding import Severity
from .span import Span
from .verdicts import Report

_SOURCE = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
)


class _Gate(CloudFormationLintRule):  # type: ignore[misc] # cfn-lint has no types
    """What xacct-guard finds with one of some severities; cfn-lint takes no rule without an id."""

    severities: tuple[Severity, ...] = ()
    source_url = _SOURCE
    tags = ["iam", "cross-account", "xacct-guard"]  # noqa: RUF012 (cfn-lint's own way)

    def match(self, cfn: Template) -> list[RuleMatch]:
        """The findings of these severities whose place is in the template."""
        if not cfn.filename or not Path(cfn.filename).is_file():
            return []
        return list(self._matches(Path(cfn.filename).resolve()))

    def _matches(self, template: Path) -> Iterator[RuleMatch]:
        report = _report(template, template.stat().st_mtime_ns)
        if Severity.HIGH in self.severities:
            for failure in report.failures:
                at = failure.at if failure.at and _is_in(failure.at, template) else None
                yield _match(f"xacct-guard: {failure.message}", at)
        for finding in report.open_findings:
            if finding.severity in self.severities and finding.at and _is_in(finding.at, template):
                help = f" ({finding.fix.summary})" if finding.fix else ""
                yield _match(f"{finding.rule}: {finding.message}{help}", finding.at)


class CrossAccountError(_Gate):
    """Critical and high."""

    id = "E9750"
    shortdesc = "Cross-account access that fails or is exposed"
    description = "xacct-guard finds what is critical or high in this template"
    severities = (Severity.CRITICAL, Severity.HIGH)


class CrossAccountWarning(_Gate):
    """Medium and low."""

    id = "W9750"
    shortdesc = "Cross-account access that is doubtful"
    description = "xacct-guard finds what is medium or low in this template"
    severities = (Severity.MEDIUM, Severity.LOW)


class CrossAccountInformation(_Gate):
    """Info."""

    id = "I9750"
    shortdesc = "Cross-account access that may be tidied"
    description = "xacct-guard finds something to tidy in this template"
    severities = (Severity.INFO,)


@lru_cache(maxsize=16)
def _report(template: Path, _written: int) -> Report:
    """One check for the three rules."""
    from .options import Options
    from .run import check

    return check((template,), Options()).report


def _is_in(span: Span, template: Path) -> bool:
    return Path(span.source.name).resolve() == template


def _match(message: str, at: Span | None) -> RuleMatch:
    """A match at the lines we know, counted from 0 as cfn-lint counts them here."""
    if at is None or at.line is None:
        return RuleMatch(list(at.route) if at else [], message)
    first = at.line - 1, (at.column or 1) - 1
    last = (at.end_line or at.line) - 1, (at.end_column or at.column or 1) - 1
    return RuleMatch(list(at.route), message, location=(*first, *last))

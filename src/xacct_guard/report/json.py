"""The `json` format, version 1: everything a report holds, for programs.

Fields may be added, never renamed; `report.schema.json` beside this file says what they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from ..edit import splices_of
from ..errors import XacctGuardError
from ..finding import Addition, Evidence, Finding, Fix, Splice, fingerprints, in_order
from ..span import Span
from ..terminal.json_text import json_text
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

VERSION = 1
Members = dict[str, Any]


def schema() -> Members:
    """The JSON Schema of the format."""
    text = resources.files(__package__ or "").joinpath("report.schema.json").read_text("utf-8")
    loaded: Members = json.loads(text)
    return loaded


def render(report: Report, options: Options) -> str:
    """The report as indented JSON; the same report gives the same bytes."""
    return json_text(members(report, options))


def members(report: Report, options: Options) -> Members:
    """The report as plain values."""
    findings = in_order(report.findings)
    prints = fingerprints(findings)
    return {
        "version": VERSION,
        "tool": _tool(options),
        "summary": _summary(report),
        "pipelines": [_pipeline(pipeline) for pipeline in report.pipelines],
        "findings": [_finding(*pair) for pair in zip(findings, prints, strict=True)],
        "assumptions": [assumption_members(assumption) for assumption in report.assumptions],
        "failures": [failure_members(failure) for failure in report.failures],
        **options.more,
    }


def answer_text(members: Members, failures: Iterable[XacctGuardError]) -> str:
    """One answer as indented JSON, with what could not be read."""
    failed = [failure_members(failure) for failure in failures]
    return json_text({"version": VERSION, **members, "failures": failed})


def _tool(options: Options) -> Members:
    return {
        "name": "xacct-guard",
        "version": options.version,
        "iam_reference_date": options.dates.get("service authorization reference"),
        "data_dates": dict(sorted(options.dates.items())),
    }


def _summary(report: Report) -> Members:
    summary = summarize(report)
    return {
        "findings": dict(summary.findings),
        "suppressed": summary.suppressed,
        "stages": dict(summary.stages),
        "accepted_stages": summary.accepted,
        "failures": summary.failures,
    }


def _pipeline(pipeline: PipelineVerdict) -> Members:
    return {
        "name": pipeline.name,
        "account": pipeline.account,
        "region": pipeline.region,
        "verdict": pipeline.verdict,
        "stages": [_stage(stage) for stage in pipeline.stages],
    }


def _stage(stage: StageVerdict) -> Members:
    return {
        "name": stage.name,
        "verdict": stage.verdict,
        "accepted": stage.accepted,
        "actions": [_action(action) for action in stage.actions],
    }


def _action(action: ActionVerdict) -> Members:
    return {
        "name": action.name,
        "provider": action.provider,
        "verdict": action.verdict,
        "hops": [hop_members(hop) for hop in action.hops],
        "optional": [hop_members(hop) for hop in action.optional],
    }


def hop_members(hop: HopVerdict) -> Members:
    """A hop as plain values."""
    return {
        "step": hop.step,
        "principal": hop.principal,
        "action": hop.action,
        "resource": hop.resource,
        "account": hop.account,
        "region": hop.region,
        "via": hop.via,
        "key": hop.key,
        "owner": hop.owner,
        "verdict": hop.verdict,
        "denied_by": hop.denied_by,
        "refused_by": hop.refused_by,
        "because": hop.because,
        "depends_on": list(hop.depends_on),
        "evidence": [evidence_members(evidence) for evidence in hop.evidence],
        "source": hop.source,
        "confidence": hop.confidence,
    }


def _finding(finding: Finding, fingerprint: str) -> Members:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "account": finding.account,
        "locations": [evidence_members(evidence) for evidence in finding.locations],
        "fix": fix_members(finding.fix) if finding.fix else None,
        "fingerprint": fingerprint,
        "suppressed": finding.suppressed,
    }


def evidence_members(evidence: Evidence) -> Members:
    """A place and what it says, as plain values."""
    return {**_place(evidence.span), "says": evidence.says}


def _place(span: Span) -> Members:
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "route": span.path,
    }


def fix_members(fix: Fix) -> Members:
    """A fix as plain values."""
    return {
        "safety": fix.safety,
        "summary": fix.summary,
        "edits": [_edit(splice) for splice in splices_of(fix.edits)],
        "statement": fix.statement,
        "at": _place(fix.at) if fix.at else None,
        "additions": [_addition(addition) for addition in fix.additions],
    }


def _addition(addition: Addition) -> Members:
    return {
        "summary": addition.summary,
        "statement": addition.statement,
        "at": _place(addition.at) if addition.at else None,
    }


def _edit(splice: Splice) -> Members:
    span = splice.span
    return {
        "file": span.source.name,
        "start": {"line": span.line, "column": span.column},
        "end": {
            "line": span.end_line or span.line,
            "column": span.end_column or span.column,
        },
        "text": splice.text,
    }


def assumption_members(assumption: Assumption) -> Members:
    """An assumption as plain values."""
    return {
        "about": assumption.about,
        "assumed": assumption.assumed,
        "because": assumption.because,
    }


def failure_members(failure: XacctGuardError) -> Members:
    """What went wrong, as plain values."""
    at = failure.at
    return {
        "file": at.source.name if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "route": at.path if at else None,
        "message": failure.message,
        "help": failure.help,
    }


RENDER = Render("json", render, needs=("tool",))

"""REDACT: a report that may be shared: accounts and names are stand-ins, the verdicts are the same.

Account ids become other twelve digits; names of principals, resources, pipelines, stages, stacks and files
become numbered stand-ins, the same ones throughout. Text of the files, reasons that people wrote and edits are
left out. What AWS has named stays: services, actions, condition keys, managed policies, Regions; so do rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import XacctGuardError
from ..finding import Addition, Evidence, Finding, Fix
from ..iam.symbol import shown
from ..picture import Arrow, Box, Picture
from ..span import Address, Source, Span
from ..verdicts import (
    ActionVerdict,
    Assumption,
    HopVerdict,
    PipelineVerdict,
    Report,
    StageVerdict,
)
from .known import is_type
from .names import Names
from .wording import Wording

__all__ = ["redacted"]

_REASON = "a reason was given"


def redacted(report: Report, picture: Picture | None = None) -> tuple[Report, Picture | None]:
    """The same report and picture of the estate with stand-ins for all names.

    The picture's names are known to be names in the report, too: without it, a name that is an ordinary word
    is only noticed where it is marked as one.
    """
    names = _names_of(report, picture)
    redaction = _Redaction(names, Wording(names))
    return redaction.report(report), None if picture is None else redaction.picture(picture)


def _names_of(report: Report, picture: Picture | None) -> Names:
    """All names that are somewhere said to be names."""
    names = Names()
    for id, name in report.accounts.items():
        names.account_name(id, name)
    for pipeline in report.pipelines:
        names.give(pipeline.name, "pipeline")
        for stage in pipeline.stages:
            names.give(stage.name, "stage")
            for action in stage.actions:
                names.give(action.name, "action")
    for span in _spans(report):
        names.file(span.source.name)
        for step in span.route:
            if isinstance(step, str) and not isinstance(step, Address) and " " in step:
                names.give(step)
    for box in picture.boxes if picture else ():
        for part in _own(box):
            sort = box.kind.rpartition(":")[2]
            names.give(part, sort if is_type(sort) else "name")
    return names


def _own(box: Box) -> Iterator[str]:
    """A thing's name, and its parts where it is still a symbol: `${stack.LogicalId}`."""
    if box.kind in ("service", "account", "unknown") or box.account == "aws":
        return
    bare = box.name.removeprefix("${").removesuffix("}")
    if "${" not in bare and " " not in bare and any(map(str.isalnum, bare)):
        yield bare
        yield from (part for part in bare.split(".") if part != bare and box.name.startswith("${"))


def _spans(report: Report) -> Iterator[Span]:
    for finding in report.findings:
        yield from (each.span for each in finding.locations)
        for fix in (finding.fix, *(finding.fix.additions if finding.fix else ())):
            if fix is not None and fix.at is not None:
                yield fix.at
    for pipeline in report.pipelines:
        for stage in pipeline.stages:
            for action in stage.actions:
                for hop in (*action.hops, *action.optional):
                    yield from (each.span for each in hop.evidence)
    yield from (failure.at for failure in report.failures if failure.at is not None)


class _Redaction:
    """What becomes of each part of a report."""

    def __init__(self, names: Names, wording: Wording) -> None:
        self._names = names
        self._prose = wording.prose
        self._code = wording.code

    def report(self, report: Report) -> Report:
        return Report(
            findings=tuple(map(self._finding, report.findings)),
            pipelines=tuple(map(self._pipeline, report.pipelines)),
            assumptions=tuple(map(self._assumption, report.assumptions)),
            failures=tuple(map(self._failure, report.failures)),
            accounts={
                self._account(id): self._names.account_name(id, name)
                for id, name in report.accounts.items()
            },
        )

    def picture(self, picture: Picture) -> Picture:
        return Picture(
            accounts={
                self._account(id): self._prose(words) for id, words in picture.accounts.items()
            },
            boxes=tuple(map(self._box, picture.boxes)),
            arrows=tuple(map(self._arrow, picture.arrows)),
        )

    def _box(self, box: Box) -> Box:
        name = self._prose(box.name) if " " in box.name else self._code(box.name)
        return Box(
            box.id, name, self._code(box.kind), self._account(box.account), self._code(box.arn)
        )

    def _arrow(self, arrow: Arrow) -> Arrow:
        actions = tuple(map(self._code, arrow.actions))
        return Arrow(arrow.source, arrow.target, arrow.kind, arrow.verdict, actions)

    def _account(self, id: str) -> str:
        return self._code(id)

    def _pipeline(self, pipeline: PipelineVerdict) -> PipelineVerdict:
        return PipelineVerdict(
            name=self._names.give(pipeline.name),
            account=self._account(pipeline.account),
            region=self._code(pipeline.region),
            verdict=pipeline.verdict,
            stages=tuple(map(self._stage, pipeline.stages)),
        )

    def _stage(self, stage: StageVerdict) -> StageVerdict:
        actions = tuple(map(self._action, stage.actions))
        return StageVerdict(self._names.give(stage.name), stage.verdict, actions, stage.accepted)

    def _action(self, action: ActionVerdict) -> ActionVerdict:
        return ActionVerdict(
            name=self._names.give(action.name),
            provider=self._prose(action.provider),
            verdict=action.verdict,
            hops=tuple(map(self._hop, action.hops)),
            optional=tuple(map(self._hop, action.optional)),
        )

    def _hop(self, hop: HopVerdict) -> HopVerdict:
        return HopVerdict(
            step=self._prose(hop.step),
            principal=self._code(hop.principal),
            action=self._code(hop.action),
            resource=self._code(hop.resource),
            account=self._maybe(hop.account),
            region=self._maybe(hop.region),
            via=self._maybe(hop.via),
            verdict=hop.verdict,
            denied_by=hop.denied_by,
            because=self._prose(hop.because),
            depends_on=tuple(map(self._prose, hop.depends_on)),
            evidence=tuple(map(self._evidence, hop.evidence)),
            source=self._prose(hop.source),
            confidence=hop.confidence,
            key=self._maybe(hop.key),
            owner=self._maybe(hop.owner),
            refused_by=hop.refused_by,
            vpc=self._maybe(hop.vpc),
        )

    def _maybe(self, text: str | None) -> str | None:
        return None if text is None else self._code(text)

    def _evidence(self, evidence: Evidence) -> Evidence:
        return Evidence(self._span(evidence.span), self._prose(evidence.says))

    def _span(self, span: Span) -> Span:
        """The place without the text that stands there."""
        route = tuple(map(self._step, span.route))
        source = Source(self._names.file(span.source.name), "")
        return Span(source, route, span.line, span.column, span.end_line, span.end_column)

    def _step(self, step: str | int) -> str | int:
        if isinstance(step, Address):
            return Address(self._code(step))
        return self._code(step) if isinstance(step, str) else step

    def _finding(self, finding: Finding) -> Finding:
        return Finding(
            rule=finding.rule,
            kind=finding.kind,
            severity=finding.severity,
            confidence=finding.confidence,
            message=self._prose(finding.message),
            locations=tuple(map(self._evidence, finding.locations)),
            account=self._maybe(finding.account),
            fix=self._fix(finding.fix) if finding.fix else None,
            suppressed=None if finding.suppressed is None else _REASON,
            explains=tuple(
                (self._code(shown(who)), self._code(shown(what)), self._code(shown(on)))
                for who, what, on in finding.explains
            ),
            suppressed_in_source=finding.suppressed_in_source,
        )

    def _fix(self, fix: Fix) -> Fix:
        return Fix(
            summary=self._prose(fix.summary),
            safety=fix.safety,
            statement=self._maybe(fix.statement),
            at=self._span(fix.at) if fix.at else None,
            additions=tuple(
                Addition(
                    self._prose(each.summary),
                    self._code(each.statement),
                    self._span(each.at) if each.at else None,
                )
                for each in fix.additions
            ),
        )

    def _assumption(self, assumption: Assumption) -> Assumption:
        return Assumption(
            self._prose(assumption.about),
            self._prose(assumption.assumed),
            self._prose(assumption.because),
        )

    def _failure(self, failure: XacctGuardError) -> XacctGuardError:
        return XacctGuardError(
            self._prose(failure.message),
            at=self._span(failure.at) if failure.at else None,
            help=self._prose(failure.help) if failure.help else None,
        )

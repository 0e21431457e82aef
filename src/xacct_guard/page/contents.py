"""Contents: the report with its hops numbered, and each denied hop brought together with its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ..finding import Asked, Evidence, Finding, in_order
from ..iam.symbol import shown
from ..span import Span
from ..verdicts import ActionVerdict, HopVerdict, PipelineVerdict, Report, StageVerdict


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage that is not allowed, with its place in the report."""

    pipeline: PipelineVerdict
    stage: StageVerdict
    number: int

    @property
    def verdict(self) -> str:
        """`deny`, `unknown`, or `accepted` for a denial that somebody accepted."""
        return "accepted" if self.stage.accepted else self.stage.verdict

    @property
    def broken(self) -> tuple[tuple[ActionVerdict, HopVerdict], ...]:
        """The hops that give the stage its verdict, each with its action."""
        return tuple(
            (action, hop)
            for action in self.stage.actions
            for hop in action.hops
            if hop.outcome == self.stage.verdict
        )


@dataclass(frozen=True)
class Contents:
    """A report, and how the places in it are named (`file:line`)."""

    report: Report
    place: Callable[[Span], str]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the worst first."""
        return in_order(self.report.findings)

    @cached_property
    def causes(self) -> Mapping[Asked, int]:
        """The finding that explains a denied request, by its index: one that tells what to do, if any does."""
        found: dict[Asked, int] = {}
        for wanted in (True, False):
            for index, finding in enumerate(self.findings):
                if (finding.fix is not None) is wanted:
                    for principal, action, resource in finding.explains:
                        found.setdefault((shown(principal), shown(action), shown(resource)), index)
        return found

    def cause(self, hop: HopVerdict) -> int | None:
        """The finding that says why a hop is denied, by its index."""
        return self.causes.get((hop.principal, hop.action, hop.resource))

    def explained(self, hop: HopVerdict) -> Finding | None:
        """The same finding itself."""
        index = self.cause(hop)
        return None if index is None else self.findings[index]

    @cached_property
    def first_hops(self) -> tuple[int, ...]:
        """The number of each pipeline's first hop; hops are numbered from 1 over all pipelines."""
        numbers, at = [], 1
        for pipeline in self.report.pipelines:
            numbers.append(at)
            at += sum(1 for _ in hops_of(pipeline))
        return tuple(numbers)

    @cached_property
    def first_optional_hops(self) -> tuple[int, ...]:
        """The number of each pipeline's first optional hop: they come after all the others."""
        pipelines = self.report.pipelines
        at = sum(1 for pipeline in pipelines for _ in hops_of(pipeline)) + 1
        counts = (sum(1 for _ in optional_of(pipeline)) for pipeline in pipelines)
        return tuple(accumulate(counts, initial=at))[:-1]

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """The stages that are not allowed: denied ones first, then unknown, then accepted ones."""
        every = (
            Stop(pipeline, stage, number)
            for number, (pipeline, stage) in enumerate(self._stages())
            if stage.verdict != "allow"
        )
        return tuple(
            sorted(every, key=lambda stop: ("deny", "unknown", "accepted").index(stop.verdict))
        )

    def _stages(self) -> Iterator[tuple[PipelineVerdict, StageVerdict]]:
        for pipeline in self.report.pipelines:
            yield from ((pipeline, stage) for stage in pipeline.stages)

    def decided_at(self, hop: HopVerdict) -> Evidence | None:
        """The place that decides a hop: of a denial what its cause is shown at, else what refuses it."""
        finding = self.explained(hop)
        if finding is not None and finding.locations:
            return finding.locations[0]
        telling = (e for e in hop.evidence if "denies" in e.says or "comes closest" in e.says)
        return next(telling, hop.evidence[0] if hop.evidence else None)


def optional_of(pipeline: PipelineVerdict) -> Iterator[HopVerdict]:
    """The requests of a pipeline whose refusal stops nothing."""
    for stage in pipeline.stages:
        for action in stage.actions:
            yield from action.optional


def hops_of(pipeline: PipelineVerdict) -> Iterator[HopVerdict]:
    """The hops that a pipeline's verdicts rest on, in order."""
    for stage in pipeline.stages:
        for action in stage.actions:
            yield from action.hops

"""Stages as a table: all of a few, those that are not allowed of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...terminal.comment import Part, folded, table
from ...terminal.markdown_text import prose
from ...verdicts import PipelineVerdict, StageVerdict
from .causes import Cause

MARKS = {"allow": "✅", "deny": "❌", "unknown": "❔"}
_FEW = 12
_Stages = Sequence[tuple[PipelineVerdict, StageVerdict]]


def stages(pipelines: Iterable[PipelineVerdict], causes: Iterable[Cause]) -> Iterator[Part]:
    """The table; of many stages those that are allowed in one of their own, folded."""
    every = [(pipeline, stage) for pipeline in pipelines for stage in pipeline.stages]
    if not every:
        return
    stopped = [each for each in every if each[1].verdict != "allow"]
    if len(every) <= _FEW or not stopped:
        shown, rest = every[:_FEW], every[_FEW:]
    else:
        shown, rest = stopped, [each for each in every if each[1].verdict == "allow"]
    yield _table(shown, tuple(causes))
    if rest:
        count = "1 stage is" if len(rest) == 1 else f"{len(rest)} stages are"
        yield folded(f"{MARKS['allow']} {count} allowed", _table(rest, ()))


def _table(those: _Stages, causes: tuple[Cause, ...]) -> Part:
    rows = (
        (prose(pipeline.name), prose(stage.name), _verdict(stage), _why(pipeline, stage, causes))
        for pipeline, stage in those
    )
    return table(("Pipeline", "Stage", "Verdict", "Because of"), rows, "stage", "stages")


def _verdict(stage: StageVerdict) -> str:
    if stage.accepted:
        return "☑️ denied, accepted"
    return f"{MARKS[stage.verdict]} {stage.verdict}"


def _why(pipeline: PipelineVerdict, stage: StageVerdict, causes: tuple[Cause, ...]) -> str:
    """The numbers of what stops it, the first with what it is for."""
    its = [each for each in causes if each.stops(pipeline, stage)]
    if not its:
        return ""
    others = f" (and {', '.join(str(each.number) for each in its[1:])})" if its[1:] else ""
    return f"{its[0].number}: {prose(its[0].hop.step)}{others}"

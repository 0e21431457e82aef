"""The board in Markdown: a table for each pipeline action, its rows in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..calls import Call, Lane, lanes_of, name_in, named
from ..terminal.markdown_text import code, prose
from ..verdicts import ActionVerdict, PipelineVerdict, Report
from ..words.sentence import head_of, reason_of
from . import Sheet, Sketch

_MARKS = {"allow": "✅", "deny": "❌", "unknown": "❔"}
_HEAD = "| | account | as | asks for | of | decided at |\n|---|---|---|---|---|---|"


def draw(report: Report, _sheet: Sheet) -> str:
    """Every pipeline, a heading for each stage."""
    return "\n".join(
        "".join(f"{line}\n" for line in _pipeline(pipeline, report.accounts))
        for pipeline in report.pipelines
    )


def _pipeline(pipeline: PipelineVerdict, names: Mapping[str, str]) -> Iterator[str]:
    where = prose(f"{named(pipeline.account, names)}, {pipeline.region}")
    yield f"## {_MARKS[pipeline.verdict]} {prose(pipeline.name)} ({where}): {pipeline.verdict}"
    for stage in pipeline.stages:
        yield f"\n### {_MARKS[stage.verdict]} {prose(stage.name)}: {stage.verdict}"
        for action in stage.actions:
            yield from _action(action, names)


def _action(action: ActionVerdict, names: Mapping[str, str]) -> Iterator[str]:
    yield f"\n**{prose(action.name)}** ({prose(action.provider)}): {action.verdict}\n"
    if not action.hops:
        yield "makes no request"
        return
    yield _HEAD
    for lane in lanes_of(action):
        for call in lane.calls:
            yield _row(call, lane, names)


def _row(call: Call, lane: Lane, names: Mapping[str, str]) -> str:
    resource, owner = call.hop.resource, call.hop.owner
    elsewhere = f" of {named(owner, names)}" if owner and owner != lane.account else ""
    cells = (
        _MARKS[call.hop.outcome],
        prose(named(lane.account, names) or "AWS"),
        code(name_in(lane.principal)),
        ", ".join(code(action) for action in call.actions.split(", ")),
        f"{code(name_in(resource))}{prose(elsewhere)}{_way(call)}",
        _decided(call),
    )
    return f"| {' | '.join(cells)} |"


def _way(call: Call) -> str:
    through = f"<br>through {code(call.hop.via)}" if call.hop.via else ""
    return through + "".join(f"<br>under {code(key)}" for key in call.keys)


def _decided(call: Call) -> str:
    place = code(str(call.hop.evidence[0].span)) if call.hop.evidence else ""
    if call.hop.outcome == "allow":
        return place
    reason = prose(f"{head_of(call.hop)}: {reason_of(call.hop)}")
    return f"{reason}<br>{place}" if place else reason


SKETCH = Sketch("markdown", draw)

"""The board on a terminal: a lane for each principal, an arrow for each call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..calls import Call, Lane, lanes_of, name_in, named
from ..terminal.cells import cells, clean, wrap
from ..verdicts import ActionVerdict, PipelineVerdict, Report
from ..words.sentence import head_of, reason_of
from . import Sheet, Sketch

_INDENT = " " * 6


def draw(report: Report, sheet: Sheet) -> str:
    """Every pipeline, stage by stage, action by action."""
    names = report.accounts
    return "\n".join(
        "".join(f"{line}\n" for line in _pipeline(pipeline, names, sheet))
        for pipeline in report.pipelines
    )


def _pipeline(pipeline: PipelineVerdict, names: Mapping[str, str], sheet: Sheet) -> Iterator[str]:
    paint = sheet.paint
    where = clean(f"{named(pipeline.account, names)}, {pipeline.region}")
    title = paint("strong", f"pipeline {clean(pipeline.name)}")
    yield f"{title} ({where}): {paint(pipeline.verdict, pipeline.verdict)}"
    for stage in pipeline.stages:
        accepted = " (accepted)" if stage.accepted else ""
        yield ""
        verdict = paint(stage.verdict, stage.verdict)
        yield f"  {paint('strong', 'stage ' + clean(stage.name))}: {verdict}{accepted}"
        for action in stage.actions:
            yield from _action(action, names, sheet)


def _action(action: ActionVerdict, names: Mapping[str, str], sheet: Sheet) -> Iterator[str]:
    paint = sheet.paint
    provider = paint("dim", f"({clean(action.provider)})")
    yield f"    {clean(action.name)} {provider}: {paint(action.verdict, action.verdict)}"
    if not action.hops:
        yield paint("dim", f"{_INDENT}  makes no request")
    account = ""
    for lane in lanes_of(action):
        if lane.account != account:
            account = lane.account
            yield _INDENT + paint("second", clean(named(account, names) or "AWS"))
        yield from _lane(lane, names, sheet)


def _lane(lane: Lane, names: Mapping[str, str], sheet: Sheet) -> Iterator[str]:
    bar = "│" if sheet.paint.unicode else "|"
    yield f"{_INDENT}{sheet.paint('gutter', bar)} {sheet.paint('strong', clean(name_in(lane.principal)))}"
    for call in lane.calls:
        for line in _call(call, lane, names, sheet):
            yield f"{_INDENT}{sheet.paint('gutter', bar)}   {line}"


def _call(call: Call, lane: Lane, names: Mapping[str, str], sheet: Sheet) -> Iterator[str]:
    """The call and where it goes; what decides it on the same line where there is room."""
    paint, room = sheet.paint, sheet.width - len(_INDENT) - 4
    asked = clean(f"{call.actions} {_arrow(sheet)} {_target(call, lane, names)}")
    place = clean(str(call.hop.evidence[0].span)) if call.hop.evidence else ""
    line = f"{paint.mark(call.hop.outcome)} {paint('quoted', asked)}"
    if place and cells(asked) + cells(place) + 4 <= room:
        gap = " " * (room - cells(asked) - cells(place) - 2)
        yield f"{line}{gap}{paint('dim', place)}"
    else:
        yield line
        if place:
            yield f"    {paint('gutter', '-->')} {paint('dim', place)}"
    yield from _way(call, sheet)
    if call.hop.outcome != "allow":
        yield from (f"    {each}" for each in _reason(call, sheet, room - 4))


def _arrow(sheet: Sheet) -> str:
    return "→" if sheet.paint.unicode else "->"


def _target(call: Call, lane: Lane, names: Mapping[str, str]) -> str:
    owner = call.hop.owner
    elsewhere = f" of {named(owner, names)}" if owner and owner != lane.account else ""
    return f"{name_in(call.hop.resource)}{elsewhere}"


def _way(call: Call, sheet: Sheet) -> Iterator[str]:
    """The endpoint it goes through, and the keys that what is read or written is under."""
    if call.hop.via:
        yield sheet.paint("dim", f"    through {clean(call.hop.via)}")
    for key in call.keys:
        yield sheet.paint("dim", f"    under {clean(key)}")


def _reason(call: Call, sheet: Sheet, room: int) -> Iterator[str]:
    hop, paint = call.hop, sheet.paint
    head = head_of(hop)
    first, *rest = wrap(f"{head}: {clean(reason_of(hop))}", room)
    cut = min(len(head), len(first))
    yield paint(hop.outcome, first[:cut]) + paint.prose(first[cut:])
    yield from map(paint.prose, rest)
    for evidence in hop.evidence[:1]:
        yield from (paint("dim", line) for line in wrap(clean(evidence.says), room))


SKETCH = Sketch("full", draw)

"""The board in Markdown: a table for each pipeline action, its rows in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..calls import Call, Lane, lanes_of, name_in, named
from ..terminal.cells import clean
from ..verdicts import ActionVerdict, PipelineVerdict, Report
from ..words.sentence import head_of, reason_of
from . import Sheet, Sketch

_MARKS = {"allow": "✅", "deny": "❌", "unknown": "❔"}
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|~$"} | {"\n": " "})
_HEAD = "| | account | as | asks for | of | decided at |\n|---|---|---|---|---|---|"


def draw(report: Report, _sheet: Sheet) -> str:
    """Every pipeline, a heading for each stage."""
    return "\n".join(
        "".join(f"{line}\n" for line in _pipeline(pipeline, report.accounts))
        for pipeline in report.pipelines
    )


def _pipeline(pipeline: PipelineVerdict, names: Mapping[str, str]) -> Iterator[str]:
    where = _text(f"{named(pipeline.account, names)}, {pipeline.region}")
    yield f"## {_MARKS[pipeline.verdict]} {_text(pipeline.name)} ({where}): {pipeline.verdict}"
    for stage in pipeline.stages:
        yield f"\n### {_MARKS[stage.verdict]} {_text(stage.name)}: {stage.verdict}"
        for action in stage.actions:
            yield from _action(action, names)


def _action(action: ActionVerdict, names: Mapping[str, str]) -> Iterator[str]:
    yield f"\n**{_text(action.name)}** ({_text(action.provider)}): {action.verdict}\n"
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
        _text(named(lane.account, names) or "AWS"),
        _code(name_in(lane.principal)),
        ", ".join(_code(action) for action in call.actions.split(", ")),
        f"{_code(name_in(resource))}{_text(elsewhere)}{_way(call)}",
        _decided(call),
    )
    return f"| {' | '.join(cells)} |"


def _way(call: Call) -> str:
    through = f"<br>through {_code(call.hop.via)}" if call.hop.via else ""
    return through + "".join(f"<br>under {_code(key)}" for key in call.keys)


def _decided(call: Call) -> str:
    place = _code(str(call.hop.evidence[0].span)) if call.hop.evidence else ""
    if call.hop.outcome == "allow":
        return place
    reason = _text(f"{head_of(call.hop)}: {reason_of(call.hop)}")
    return f"{reason}<br>{place}" if place else reason


def _code(text: str) -> str:
    """The text as code in a table: no backtick ends it, no bar ends the cell."""
    plain = clean(text).replace("`", "'").replace("|", "\\|")
    return f"`{' '.join(plain.split())}`"


def _text(text: str) -> str:
    return clean(text).translate(_ESCAPED)


SKETCH = Sketch("markdown", draw)

"""Causes: what stops stages, each told once with its request, where it is decided, and the change to make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...finding import Evidence, Finding
from ...page.contents import Contents, Stop
from ...terminal.comment import Part, folded
from ...terminal.markdown_text import code, prose
from ...verdicts import HopVerdict, PipelineVerdict, StageVerdict
from .. import Options
from .mending import mending

_OPEN = 3
_NAMED = 8
"""Names in one line: stages, actions, resources."""
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """The first request that is refused, all that are for the same reason, and the stages they stop."""

    number: int
    hop: HopVerdict
    alike: tuple[HopVerdict, ...]
    at: tuple[Stop, ...]
    finding: Finding | None
    decided: Evidence | None

    def stops(self, pipeline: PipelineVerdict, stage: StageVerdict) -> bool:
        """Is it a reason why this very stage is not allowed?"""
        return any(each.pipeline is pipeline and each.stage is stage for each in self.at)


def causes_of(contents: Contents) -> tuple[Cause, ...]:
    """What stops stages, in the order in which it does, denials first; what is accepted stops nothing."""
    hops: dict[_Key, dict[HopVerdict, None]] = {}
    stopped: dict[_Key, list[Stop]] = {}
    for stop in contents.stops:
        if stop.stage.accepted:
            continue
        for _, hop in stop.broken:
            key = _key(hop, contents)
            hops.setdefault(key, {})[hop] = None
            at = stopped.setdefault(key, [])
            if stop not in at[-1:]:
                at.append(stop)
    return tuple(
        _cause(number, tuple(those), tuple(stopped[key]), contents)
        for number, (key, those) in enumerate(hops.items(), 1)
    )


def _key(hop: HopVerdict, contents: Contents) -> _Key:
    """What one change mends together: one finding's requests of one principal."""
    cause = contents.cause(hop)
    if cause is not None:
        return hop.outcome, cause, hop.principal
    return hop.outcome, hop.principal, hop.because, hop.depends_on


def _cause(
    number: int, hops: tuple[HopVerdict, ...], at: tuple[Stop, ...], contents: Contents
) -> Cause:
    finding, decided = contents.explained(hops[0]), contents.decided_at(hops[0])
    return Cause(number, hops[0], hops, at, finding, decided)


def told(causes: tuple[Cause, ...], options: Options) -> Iterator[Part]:
    """The first of them, and the others folded away."""
    said = [_told(each, options) for each in causes]
    words = ("cause of a stage's verdict", "causes of stages' verdicts")
    if said:
        yield Part(tuple(said[:_OPEN]), *words)
    if rest := tuple(said[_OPEN:]):
        title = "1 more cause" if len(rest) == 1 else f"{len(rest)} more causes"
        yield folded(title, Part(rest, *words))


def _told(cause: Cause, options: Options) -> str:
    rows = "\n".join(f"| {name} | {text} |" for name, text in _rows(cause, options))
    first, _, others = rows.partition("\n")
    change = mending(cause.finding.fix, options) if cause.finding and cause.finding.fix else ()
    head = f"#### {cause.number}. {prose(cause.hop.step)}"
    return "\n\n".join((head, f"{first}\n| --- | --- |\n{others}", *change))


def _rows(cause: Cause, options: Options) -> Iterator[tuple[str, str]]:
    hop = cause.hop
    yield "Denied" if hop.outcome == "deny" else "Not decided", _stages(cause.at)
    yield "Principal", code(hop.principal)
    yield "Action", _few(tuple(dict.fromkeys(each.action for each in cause.alike)))
    yield "Resource", _few(tuple(dict.fromkeys(each.resource for each in cause.alike)))
    yield "Because", f"{prose(hop.because)}{_depends(hop)}"
    if cause.decided:
        said = f"{code(options.place(cause.decided.span))} {prose(cause.decided.says)}"
        yield "Decided at", said.rstrip()
    fix = cause.finding.fix if cause.finding else None
    yield "Change", prose(fix.summary) if fix else "none is known that would allow it"


def _stages(stops: tuple[Stop, ...]) -> str:
    """Stages by pipeline; one that is all of its pipeline by its name alone."""
    names: dict[str, list[str]] = {}
    for each in stops:
        names.setdefault(each.pipeline.name, []).append(each.stage.name)
    said = [
        code(pipeline)
        if stages == [pipeline]
        else f"{_few(tuple(dict.fromkeys(stages)))} of {code(pipeline)}"
        for pipeline, stages in names.items()
    ]
    more = f"; and of {len(said) - _NAMED} more pipelines" if len(said) > _NAMED else ""
    return "; ".join(said[:_NAMED]) + more


def _few(names: tuple[str, ...]) -> str:
    said = ", ".join(map(code, names[:_NAMED]))
    return f"{said} and {len(names) - _NAMED} more" if len(names) > _NAMED else said


def _depends(hop: HopVerdict) -> str:
    unsaid = [name for name in hop.depends_on if name not in hop.because]
    return f" (depends on {', '.join(map(code, unsaid))})" if unsaid else ""

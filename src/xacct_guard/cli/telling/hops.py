"""Access paths as text: each hop with who, what, where, the verdict, and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...finding import Evidence
from ...terminal.cells import cells, clean, wrap
from ...terminal.paint import Paint
from ...verdicts import ActionVerdict, HopVerdict, PipelineVerdict, StageVerdict
from ...words.sentence import head_of, reason_of

_INDENT = " " * 11


@dataclass(frozen=True, slots=True)
class Telling:
    """How paths are told: the paint, the width in cells, and whether nothing is left out."""

    paint: Paint
    width: int
    verbose: bool = False


def described(pipelines: tuple[PipelineVerdict, ...], telling: Telling) -> str:
    """Every hop of every stage, in order."""
    return "\n".join(
        "".join(f"{line}\n" for line in _pipeline(pipeline, telling)) for pipeline in pipelines
    )


def _pipeline(pipeline: PipelineVerdict, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    where = f"({clean(pipeline.account)}, {clean(pipeline.region)})"
    verdict = paint(pipeline.verdict, pipeline.verdict)
    yield f"{paint('strong', 'pipeline ' + clean(pipeline.name))} {where}: {verdict}"
    for stage in pipeline.stages:
        yield ""
        yield from _stage(stage, telling)


def _stage(stage: StageVerdict, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    accepted = " (accepted)" if stage.accepted else ""
    verdict = paint(stage.verdict, stage.verdict)
    yield f"  {paint('strong', 'stage ' + clean(stage.name))}: {verdict}{accepted}"
    for action in stage.actions:
        yield from _action(action, telling)


def _action(action: ActionVerdict, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    provider = paint("dim", f"({clean(action.provider)})")
    yield f"    {clean(action.name)} {provider}: {paint(action.verdict, action.verdict)}"
    for number, hop in enumerate(action.hops, start=1):
        yield from _hop(f"{number}.", hop, telling)
    if not action.hops:
        yield paint("dim", "        makes no request")
    if action.optional and telling.verbose:
        yield paint("dim", "        also asked, but a refusal stops nothing:")
        for hop in action.optional:
            yield from _hop("-", hop, telling)


def _hop(number: str, hop: HopVerdict, telling: Telling) -> Iterator[str]:
    paint = telling.paint
    yield f"      {paint.mark(hop.outcome)} {number:<2} {paint('strong', clean(hop.step))}"
    yield f"{_INDENT}{paint('dim', clean(hop.principal))}"
    yield from _asked(hop, telling)
    if hop.via:
        yield _INDENT + paint("dim", f"through {clean(hop.via)}")
    room = telling.width - len(_INDENT)
    yield from (_INDENT + line for line in verdict_lines(hop, paint, room))
    yield from _evidence(hop, telling)
    if telling.verbose:
        yield _INDENT + paint("dim", f"source: {clean(hop.source)} ({clean(hop.confidence)})")


def _asked(hop: HopVerdict, telling: Telling) -> Iterator[str]:
    """The action, the resource, and where that is: on one line if there is room."""
    paint = telling.paint
    target = f"{clean(hop.action)} {'→' if paint.unicode else '->'} {clean(hop.resource)}"
    place = "/".join(clean(part) for part in (hop.account, hop.region) if part)
    fits = len(_INDENT) + cells(target) + cells(place) + 3 <= telling.width
    between = " " if fits else f"\n{_INDENT}"
    yield (
        _INDENT + paint("quoted", target) + (between + paint("dim", f"[{place}]") if place else "")
    )


def verdict_lines(hop: HopVerdict, paint: Paint, room: int) -> Iterator[str]:
    """`implicit deny (resource policy): because`, wrapped."""
    head = head_of(hop)
    first, *rest = wrap(f"{head}: {clean(reason_of(hop))}", room)
    cut = min(len(head), len(first))
    yield paint(hop.outcome, first[:cut]) + paint.prose(first[cut:])
    yield from map(paint.prose, rest)


def _evidence(hop: HopVerdict, telling: Telling) -> Iterator[str]:
    """The deciding statement; with `verbose`, every place that was named."""
    shown = hop.evidence if telling.verbose else hop.evidence[:1]
    yield from (_INDENT + line for line in evidence_lines(shown, telling, len(_INDENT)))


def evidence_lines(evidence: Iterable[Evidence], telling: Telling, indent: int) -> Iterator[str]:
    """`--> file:1:1 what it says`, on two lines where one is too short."""
    paint = telling.paint
    for one in evidence:
        place, says = clean(str(one.span)), clean(one.says)
        arrow = paint("gutter", "--> ")
        room = telling.width - indent - 4
        if cells(place) + 1 + cells(says) <= room:
            yield f"{arrow}{place} {paint('dim', says)}".rstrip()
            continue
        yield arrow + place
        yield from (f"    {paint('dim', line)}" for line in wrap(says, room))

"""Worlds: the ways in which conditions that nobody can decide may turn out, each decided by itself.

A condition of a template stays open where a parameter was not given. What is the same in every world
is the answer; else the answer is unknown, and depends on the condition's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .errors import XacctGuardError
from .finding import Confidence, Finding, Kind, Severity
from .graph.access_graph import AccessGraph
from .iam.decision import Verdict
from .load import Estate
from .span import Span
from .trace import AccessPath, Hop

MOST = 4
"""Conditions told apart: sixteen worlds. What hangs on further ones stays unknown."""

Supposed = Mapping[str, bool]
"""What is supposed of conditions, by stack and name (`train.IsProduction`)."""
_CONDITION = re.compile(r"condition (\w+) of stack ([^()`{}]+?)(?= \(|$|[`{}(),])")


@dataclass(frozen=True, slots=True)
class World:
    """The estate as it is under what is supposed, and its access paths."""

    supposed: Supposed
    estate: Estate
    graph: AccessGraph
    paths: tuple[AccessPath, ...]


def worlds(first: World, make: Callable[[Supposed], World]) -> tuple[World, ...]:
    """The first world, or those it falls apart into: one by one for conditions that matter to a path."""
    if len(_open(first)) > MOST:
        return (first,)
    return tuple(_split(first, make))


def _split(world: World, make: Callable[[Supposed], World]) -> Iterator[World]:
    name = next(iter(_open(world)), None)
    if name is None or len(world.supposed) >= MOST:
        yield world
        return
    for holds in (True, False):
        yield from _split(make({**world.supposed, name: holds}), make)


def _open(world: World) -> tuple[str, ...]:
    """The conditions on which an unknown request of a path depends."""
    unknown = (
        hop
        for path in world.paths
        for hop in (*path.hops, *path.beyond)
        if hop.decision.verdict is Verdict.UNKNOWN
    )
    texts = (
        text
        for hop in unknown
        for text in (*hop.decision.depends_on, hop.step.principal, hop.step.resource)
    )
    found = (f"{stack}.{name}" for text in texts for name, stack in _CONDITION.findall(text))
    return tuple(name for name in dict.fromkeys(found) if name not in world.supposed)


def merged_paths(every: tuple[World, ...]) -> tuple[AccessPath, ...]:
    """The access paths of all worlds, hop by hop."""
    if len(every) == 1:
        return every[0].paths
    by_action: dict[tuple[str, str, str], list[AccessPath]] = {}
    for path in (path for world in every for path in world.paths):
        key = path.pipeline.place, path.stage.name, path.action.name
        by_action.setdefault(key, []).append(path)
    names = tuple(dict.fromkeys(name for world in every for name in world.supposed))
    return tuple(_merged(paths, tuple(map(_in_words, names))) for paths in by_action.values())


def _merged(paths: list[AccessPath], depends_on: tuple[str, ...]) -> AccessPath:
    hops, optional, beyond = (
        _merged_hops([getattr(path, kind) for path in paths], depends_on)
        for kind in ("hops", "optional", "beyond")
    )
    return replace(paths[0], hops=hops, optional=optional, beyond=beyond)


def _merged_hops(lists: list[tuple[Hop, ...]], depends_on: tuple[str, ...]) -> tuple[Hop, ...]:
    """Each request once. What some worlds do not ask for is allowed, or nobody knows."""
    found: dict[tuple[str, str, str, str], list[Hop]] = {}
    for hop in (hop for hops in lists for hop in hops):
        step = hop.step
        found.setdefault((step.says, step.principal, step.action, step.resource), []).append(hop)
    return tuple(_one_hop(hops, len(lists), depends_on) for hops in found.values())


def _one_hop(hops: list[Hop], worlds: int, depends_on: tuple[str, ...]) -> Hop:
    first, verdicts = hops[0], {hop.decision.verdict for hop in hops}
    is_agreed = len(verdicts) == 1 and (len(hops) == worlds or verdicts == {Verdict.ALLOW})
    if is_agreed and len({hop.decision.depends_on for hop in hops}) == 1:
        return first
    own = {reason for hop in hops for reason in hop.decision.depends_on}
    if is_agreed:
        return replace(first, decision=replace(first.decision, depends_on=tuple(sorted(own))))
    decision = replace(
        first.decision,
        verdict=Verdict.UNKNOWN,
        denied_by=None,
        depends_on=tuple(sorted({*depends_on, *own})),
        reason=f"depends on {', '.join(f'`{name}`' for name in depends_on)}",
    )
    return replace(first, decision=decision)


def merged_findings(
    every: Iterable[tuple[Supposed, tuple[Finding, ...]]],
) -> tuple[Finding, ...]:
    """The findings of all worlds; one that not all have says in which it was found."""
    given = tuple(every)
    found: dict[Finding, list[Supposed]] = {}
    for supposed, findings in given:
        for finding in findings:
            found.setdefault(replace(finding, fix=None), []).append(supposed)
    fixes = {replace(f, fix=None): f.fix for _, findings in given for f in findings}
    return tuple(
        replace(
            finding if len(those) >= len(given) else _conditional(finding, those),
            fix=fixes[finding],
        )
        for finding, those in found.items()
    )


def merged_failures(first: World, every: Iterable[World]) -> tuple[XacctGuardError, ...]:
    """What could not be done, in whichever world; what fails in some only says in which."""
    known = {_said(failure): failure for failure in first.estate.failures}
    found: dict[tuple[str, Span | None], list[Supposed]] = {}
    given = tuple(every)
    for world in given:
        for failure in world.estate.failures:
            if _said(failure) not in known:
                found.setdefault(_said(failure), []).append(world.supposed)
    some = {_said(each): each for world in given for each in world.estate.failures}
    return (
        *known.values(),
        *(_failing(some[said], those, len(given)) for said, those in found.items()),
    )


def _said(failure: XacctGuardError) -> tuple[str, Span | None]:
    return failure.message, failure.at


def _failing(failure: XacctGuardError, those: list[Supposed], worlds: int) -> XacctGuardError:
    when = _when(those) if len(those) < worlds else ""
    message = f"{failure.message} (if {when})" if when else failure.message
    return type(failure)(message, at=failure.at, help=failure.help)


def _when(those: list[Supposed]) -> str:
    """What all of these suppose, in words."""
    common = dict(those[0].items())
    for supposed in those[1:]:
        common = {name: holds for name, holds in common.items() if supposed.get(name) is holds}
    return " and ".join(
        f"{_in_words(name)} is {'true' if holds else 'false'}" for name, holds in common.items()
    )


def _conditional(finding: Finding, those: list[Supposed]) -> Finding:
    """What may block is no more than a warning; what may be exposed stays what it is."""
    when = _when(those)
    severity = finding.severity
    if finding.kind is Kind.BLOCKS and severity.rank < Severity.MEDIUM.rank:
        severity = Severity.MEDIUM
    message = f"{finding.message} (if {when})" if when else finding.message
    return replace(finding, message=message, severity=severity, confidence=Confidence.LOW)


def _in_words(name: str) -> str:
    stack, _, condition = name.rpartition(".")
    return f"condition {condition} of stack {stack}"

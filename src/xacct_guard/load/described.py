"""What templates describe of live accounts: it is what will be deployed, and goes before what was collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from ..graph.model import Attached, Parts, Resource, Role
from ..graph.pipeline import Pipeline
from ..iam.policy import PolicyKind
from ..iam.symbol import has_symbol
from ..span import Span

_MOST = 3
_Thing = Role | Resource | Pipeline


def templates_first(parts: list[Parts], assume: Callable[[str, str, str], None]) -> list[Parts]:
    """The parts, without what a snapshot says of things that something else describes, which is put down.

    Things are the same where their ARNs are: one whose name AWS draws stands beside the one that is there.
    A resource policy that no template speaks of stays where it is. What adds to a policy stays as well: no
    template makes grants or takes them away.
    """
    written = frozenset(
        arn
        for part in parts
        for arn in (*(each.arn for each in _things(part) if not each.span.address), *_apart(part))
        if not has_symbol(arn)
    )
    if not any(each.span.address and each.arn in written for p in parts for each in _things(p)):
        return parts
    guarded = frozenset(_guarded(parts))
    gone: dict[str, Span] = {}
    left = [_without(part, written, guarded, gone) for part in parts]
    files = ", ".join(f"`{name}`" for name in dict.fromkeys(_file(at) for at in gone.values()))
    names, more = tuple(gone)[:_MOST], len(gone) - _MOST
    about = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    assume(about, "as the templates describe it", f"{files} has it as well, as it is now")
    return left


def _things(part: Parts) -> Iterator[_Thing]:
    yield from part.roles
    yield from part.resources
    yield from part.pipelines


def _apart(part: Parts) -> Iterator[str]:
    """Managed policies, which have an ARN and are no thing."""
    of_identity = (each for each in part.attached if each.policy.kind is PolicyKind.IDENTITY)
    yield from (each.to for each in of_identity if not each.span.address and ":policy/" in each.to)


def _guarded(parts: Iterable[Parts]) -> Iterator[str]:
    """The resources whose policy something else than a snapshot tells."""
    for part in parts:
        for resource in part.resources:
            if not resource.span.address and (resource.policy or not resource.policy_held):
                yield resource.arn
        for each in part.attached:
            if not each.span.address and not each.adds:
                yield each.to


def _without(
    part: Parts, written: frozenset[str], guarded: frozenset[str], gone: dict[str, Span]
) -> Parts:
    def stays(each: _Thing | Attached) -> bool:
        arn = each.to if isinstance(each, Attached) else each.arn
        if isinstance(each, Attached) and each.adds:
            return True
        is_described = each.span.address is not None and arn in written
        if is_described:
            gone.setdefault(arn, each.span)
        return not is_described

    policies = _policies_of(part.resources, written, guarded)
    return replace(
        part,
        roles=tuple(filter(stays, part.roles)),
        resources=tuple(filter(stays, part.resources)),
        pipelines=tuple(filter(stays, part.pipelines)),
        attached=(*filter(stays, part.attached), *policies),
    )


def _policies_of(
    resources: Iterable[Resource], written: frozenset[str], guarded: frozenset[str]
) -> Iterator[Attached]:
    """The policies of resources that templates describe, and say nothing of the policy of."""
    for each in resources:
        if each.span.address and each.arn in written - guarded and each.policy is not None:
            yield Attached(each.arn, each.policy, each.span)


def _file(span: Span) -> str:
    return PurePath(span.source.name).name

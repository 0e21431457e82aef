"""GENERATE: access paths become least-privilege policies, each for the account that has to make it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from ..graph.access_graph import AccessGraph
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..iam.quota import (
    MANAGED_POLICIES_OF_ONE,
    MANAGED_POLICY,
    OF_KINDS,
    OF_RESOURCES,
    PRINCIPALS,
    TRUST_BY_DEFAULT,
)
from ..iam.symbol import shown
from ..services import of_arn
from ..trace import AccessPath
from .document import Json, Line, document_of, key_administration, lines_of, size_of
from .grant import Grant
from .needs import Beyond, Needs
from .pins import pins_of
from .shorter import by_account, by_condition
from .together import together


@dataclass(frozen=True, slots=True)
class Generated:
    """A policy document and what carries it: texts may hold symbols, as the graph has them.

    `part` counts the managed policies of a role that needs several, from 1; 0 where one is enough. `named_by`
    says how principals are named where there are too many to name each.
    """

    account: str
    kind: PolicyKind
    attached_to: str
    lines: tuple[Line, ...]
    part: int = 0
    named_by: str = ""

    @property
    def document(self) -> Json:
        """The policy as JSON."""
        return document_of(self.lines)

    @property
    def because(self) -> tuple[str, ...]:
        """The pipeline actions that need something of it."""
        return tuple(sorted({each for line in self.lines for each in line.because}))


@dataclass(frozen=True, slots=True)
class Generation:
    """The policies, what could not be kept within a quota, and the requests that no policy can allow."""

    policies: tuple[Generated, ...]
    warnings: tuple[str, ...]
    beyond: tuple[Beyond, ...]


Seen = tuple[tuple[AccessPath, ...], AccessGraph]
"""An estate as it may turn out: its access paths, and the graph on which they were walked."""


def generate(
    paths: tuple[AccessPath, ...], graph: AccessGraph, *, optional: bool = True
) -> Generation:
    """The policies that all requests of these paths need, and no more.

    With `optional` also what only requests need whose refusal stops nothing, in statements of their own.
    """
    return generate_over(((paths, graph),), optional=optional)


def generate_over(worlds: Iterable[Seen], *, optional: bool = True) -> Generation:
    """The policies that are enough however the estate turns out: what each of its worlds needs.

    What is refused whoever asks is refused in all of them.
    """
    needs = tuple(Needs(paths, graph, optional) for paths, graph in worlds)
    policies: list[Generated] = []
    warnings: list[str] = []
    grants: dict[tuple[str, PolicyKind], tuple[Grant, ...]] = {
        (bucket, PolicyKind.RESOURCE): () for each in needs for bucket in each.on_buckets
    }
    every = together(grant for each in needs for grant in each.grants)
    for at, those in groupby(every, key=lambda grant: (grant.to, grant.kind)):
        grants[at] = tuple(those)
    for to, kind in sorted(grants):
        pins = _pins(to, needs) if kind is PolicyKind.RESOURCE else ()
        whole = _whole(to, kind, grants[to, kind], pins, needs)
        policies += _within_quota(whole, warnings)
    beyond = {(one.hop.asked, one.why): one for each in needs for one in each.beyond}
    return Generation(tuple(policies), tuple(warnings), tuple(beyond.values()))


def _pins(to: str, needs: tuple[Needs, ...]) -> tuple[Line, ...]:
    """What a bucket refuses whoever asks, and in whichever world."""
    requests = tuple(request for each in needs for request in each.on_buckets.get(to, ()))
    if not requests:
        return ()
    first, *others = (pins_of(to, each.graph.resources.get(to), requests) for each in needs)
    return tuple(line for line in first if all(line in those for those in others))


def _whole(
    to: str,
    kind: PolicyKind,
    grants: Iterable[Grant],
    pins: tuple[Line, ...],
    needs: tuple[Needs, ...],
) -> Generated:
    arn = Arn.parse(to)
    held = next((one for each in needs if (one := each.graph.resources.get(to))), None)
    account = held.account if held else arn.account if arn else ""
    if kind is PolicyKind.IDENTITY:
        short = lines_of(part for grant in grants for part in _short(grant))
        return Generated(account, kind, to, short)
    is_key = kind is PolicyKind.RESOURCE and arn is not None and arn.service == "kms"
    administration = (key_administration(account, arn.partition),) if arn and is_key else ()

    def written(grants: Iterable[Grant]) -> Generated:
        return Generated(account, kind, to, (*administration, *lines_of(grants), *pins))

    return _that_fits(tuple(grants), written, account)


def _that_fits(
    grants: tuple[Grant, ...], written: Callable[[Iterable[Grant]], Generated], account: str
) -> Generated:
    """The policy with everybody named, or in fewer characters where AWS would not take it."""
    named = written(grants)
    if _is_taken(named):
        return named
    by_name = replace(written(by_account(grants, account)), named_by="accounts and a role name")
    if _most_principals(named) is None:
        return min((named, by_name), key=lambda one: size_of(one.document))
    everybody = replace(written(by_condition(grants)), named_by="a condition on everybody")
    return next(filter(_is_taken, (by_name, everybody)), named)


def _is_taken(one: Generated) -> bool:
    """Would AWS take it without being asked for more?"""
    limit = TRUST_BY_DEFAULT if one.kind is PolicyKind.TRUST else _quota(one)[1]
    most = _most_principals(one)
    return size_of(one.document) <= limit and (most is None or _principals(one) <= most)


def _most_principals(one: Generated) -> int | None:
    row = of_arn(one.attached_to)
    return PRINCIPALS.get(row.name) if row else None


def _principals(one: Generated) -> int:
    """How many principals its statements name."""
    named = (line.written.get("Principal") for line in one.lines)
    lists = (each for of in named for each in (of.values() if isinstance(of, Mapping) else (of,)))
    return sum(len(each) if isinstance(each, list) else 1 for each in lists)


def _short(grant: Grant) -> Iterator[Grant]:
    """The grant in as many as fit into a managed policy each; its resources, then its actions are parted."""
    if size_of(document_of(lines_of((grant,)))) <= MANAGED_POLICY:
        yield grant
    elif (half := len(grant.resources) // 2) > 0:
        yield from _short(replace(grant, resources=grant.resources[:half]))
        yield from _short(replace(grant, resources=grant.resources[half:]))
    elif (half := len(grant.actions) // 2) > 0:
        yield from _short(replace(grant, actions=grant.actions[:half]))
        yield from _short(replace(grant, actions=grant.actions[half:]))
    else:
        yield grant


def _within_quota(whole: Generated, warnings: list[str]) -> Iterator[Generated]:
    """The document, or the managed policies it is split into; what is too long all the same is said."""
    if whole.kind is PolicyKind.IDENTITY:
        parts = tuple(_parts(whole.lines))
        for number, lines in enumerate(parts, 1):
            part = number if len(parts) > 1 else 0
            one = Generated(whole.account, whole.kind, whole.attached_to, lines, part)
            _warn(one, "a managed policy", MANAGED_POLICY, warnings)
            yield one
        if len(parts) > MANAGED_POLICIES_OF_ONE:
            warnings.append(
                f"`{shown(whole.attached_to)}` needs {len(parts)} managed policies,"
                f" and AWS attaches {MANAGED_POLICIES_OF_ONE} unless asked for more"
            )
        return
    what, limit = _quota(whole)
    if whole.kind is PolicyKind.TRUST and size_of(whole.document) <= limit:
        limit = TRUST_BY_DEFAULT
    _warn(whole, what, limit, warnings)
    _warn_of_principals(whole, warnings)
    yield whole


def _parts(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """The lines in as many documents as they need, in order."""
    begun: tuple[Line, ...] = ()
    for line in lines:
        if begun and size_of(document_of((*begun, line))) > MANAGED_POLICY:
            yield begun
            begun = ()
        begun = (*begun, line)
    yield begun


def _quota(one: Generated) -> tuple[str, int]:
    if one.kind in OF_KINDS:
        return OF_KINDS[one.kind]
    row = of_arn(one.attached_to)
    return OF_RESOURCES.get(row.name if row else "", ("a resource policy", 20_480))


def _warn(one: Generated, what: str, limit: int, warnings: list[str]) -> None:
    if (size := size_of(one.document)) > limit:
        raised = " unless asked for more" if limit == TRUST_BY_DEFAULT else ""
        warnings.append(
            f"the policy of `{shown(one.attached_to)}` has about {size} characters,"
            f" and AWS takes {limit} in {what}{raised}"
        )


def _warn_of_principals(one: Generated, warnings: list[str]) -> None:
    """Say where roles are not named, and where AWS takes fewer of them."""
    most = _most_principals(one)
    if one.named_by:
        warnings.append(
            f"the policy of `{shown(one.attached_to)}` names its principals by {one.named_by}"
            " (`aws:PrincipalArn`), since AWS takes no policy that names each"
        )
    elif most is not None and _principals(one) > most:
        warnings.append(
            f"the policy of `{shown(one.attached_to)}` names {_principals(one)} principals,"
            f" and AWS takes {most}: let fewer in, or share the resource by another way"
        )

"""Picture: accounts, what is in them, and who reaches what; what a drawing needs and no more.

An arrow is a request that was traced, with its verdict, or a statement that declares one side of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource, Role
from ..iam.arn import Arn
from ..iam.context import role_of_session
from ..iam.policy import Effect, Policy, PolicyKind
from ..iam.symbol import has_symbol, shown
from ..trace import AccessPath

DECLARED = "declared"
_WORST = ("deny", "unknown", "allow", DECLARED)
_KEYS = ("kms",)
_READS = ("Get", "List", "Describe", "Batch", "Head", "Find", "Search", "Download", "View")
_INVOKES = ("Invoke", "Start", "Run", "Send", "Publish")
_ANYONE = "*"


@dataclass(frozen=True, slots=True)
class Box:
    """A principal or a resource. `kind` is `role`, `user`, `service`, `account`, or a resource type."""

    id: str
    name: str
    kind: str
    account: str
    arn: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a box to another, by their ids: what for, which actions, and what AWS would say.

    `verdict` is `allow`, `deny`, `unknown`, or `declared` for what a policy lets in and nobody is
    known to use.
    """

    source: str
    target: str
    kind: str
    verdict: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes by account and arrows, in an order that only the estate determines.

    `accounts` gives the words for each account; what belongs to none stands under the empty one.
    """

    accounts: Mapping[str, str]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def picture_of(graph: AccessGraph, paths: Iterable[AccessPath]) -> Picture:
    """The picture of an estate and of what its pipelines and flows do."""
    traced = _joined(_traced(graph, paths))
    used = {_ends(arrow) for arrow in traced}
    principals = {role.arn: (_held(role), tuple(_whom(role))) for role in graph.bare()}
    declared = (each for each in _declared(principals.values(), graph) if _ends(each) not in used)
    arrows = (*traced, *_joined(declared))
    ends = {end for arrow in arrows for end in _ends(arrow)}
    boxes = (
        principals[arn][0] if arn in principals else _box(arn, graph)
        for arn in ends | principals.keys() | graph.resources.keys()
    )
    return numbered(boxes, arrows, lambda account: _account(account, graph))


def numbered(boxes: Iterable[Box], arrows: Iterable[Arrow], words: Callable[[str], str]) -> Picture:
    """The picture of these, in order; `words` are those for an account."""
    placed = sorted(boxes, key=lambda box: (box.account, box.kind, box.name, box.arn))
    ids = {box.id: f"n{number}" for number, box in enumerate(placed, 1)}
    named = tuple(replace(box, id=ids[box.id]) for box in placed)
    drawn = (replace(a, source=ids[a.source], target=ids[a.target]) for a in arrows)
    return Picture(
        {box.account: words(box.account) for box in named},
        named,
        tuple(sorted(drawn, key=lambda a: (_number(a.source), _number(a.target), a.kind))),
    )


def _ends(arrow: Arrow) -> tuple[str, str]:
    return arrow.source, arrow.target


def _number(id: str) -> int:
    return int(id[1:])


def _traced(graph: AccessGraph, paths: Iterable[AccessPath]) -> Iterator[Arrow]:
    for path in paths:
        for hop in path.hops:
            step = hop.step
            source, target = role_of_session(step.principal), _whole(step.resource, graph)
            if target is not None and source != target:
                verdict = hop.decision.verdict
                said = "deny" if verdict.denied else verdict.value
                yield Arrow(source, target, kind_of(step.action), said, (shown(step.action),))


def _whole(resource: str, graph: AccessGraph) -> str | None:
    """What a request is about as one thing: the bucket of an object; nothing where it names none."""
    if resource == _ANYONE:
        return None
    held = graph.resource(resource)
    if held is not None:
        return held.arn
    arn = Arn.parse(resource)
    if arn is None:
        return resource if has_symbol(resource) else None
    return resource.partition("/")[0] if arn.service == "s3" else resource


def kind_of(action: str) -> str:
    """What an action does to its resource, in a word or two."""
    service, _, name = action.partition(":")
    if service == "sts" and name.startswith("AssumeRole"):
        return "assumes"
    if action == "iam:PassRole":
        return "passes"
    if service in _KEYS:
        return "uses key"
    if name.startswith(_READS):
        return "reads"
    return "invokes" if name.startswith(_INVOKES) else "writes"


def _whom(role: Role) -> Iterator[Arrow]:
    return _let_in(role.trust, role.arn, "may assume")


def _declared(
    principals: Iterable[tuple[Box, tuple[Arrow, ...]]], graph: AccessGraph
) -> Iterator[Arrow]:
    for _, arrows in principals:
        yield from arrows
    for resource in graph.resources.values():
        yield from _let_in(resource.policy, resource.arn, "may use")


def _let_in(policy: Policy | None, target: str, kind: str) -> Iterator[Arrow]:
    """Whom a trust or resource policy lets in."""
    for statement in policy.statements if policy else ():
        if statement.effect is not Effect.ALLOW or statement.principals is None:
            continue
        who = statement.principals
        actions = tuple(shown(action.text) for action in statement.actions)
        for written in (*who.aws, *who.service, *who.federated):
            source = role_of_session(written.text)
            if source != target and policy is not None and policy.kind is not PolicyKind.ENDPOINT:
                yield Arrow(source, target, kind, DECLARED, actions)


def _joined(arrows: Iterable[Arrow]) -> tuple[Arrow, ...]:
    """One arrow for each pair and kind, with the worst verdict of those it stands for."""
    found: dict[tuple[str, str, str], Arrow] = {}
    for arrow in arrows:
        key = (arrow.source, arrow.target, arrow.kind)
        known = found.get(key, arrow)
        verdict = min(known.verdict, arrow.verdict, key=_WORST.index)
        actions = tuple(dict.fromkeys((*known.actions, *arrow.actions)))
        found[key] = replace(known, verdict=verdict, actions=actions)
    return tuple(_side_by_side(found.values()))


def _side_by_side(arrows: Iterable[Arrow]) -> Iterator[Arrow]:
    """One arrow for what goes between the same two with the same verdict: `reads, writes`."""
    found: dict[tuple[str, str, str], Arrow] = {}
    for arrow in arrows:
        key = (arrow.source, arrow.target, arrow.verdict)
        known = found.get(key)
        if known is not None:
            actions = tuple(dict.fromkeys((*known.actions, *arrow.actions)))
            arrow = replace(known, kind=f"{known.kind}, {arrow.kind}", actions=actions)  # noqa: PLW2901
        found[key] = arrow
    yield from found.values()


def _held(held: Role | Resource) -> Box:
    kind = held.type if isinstance(held, Resource) else _kind(Arn.parse(held.arn))
    # A name that AWS will make up tells less than the one it has in its template.
    name = held.place.rpartition("/")[2] if has_symbol(held.name) else held.name
    return Box(held.arn, shown(name or held.name), kind, held.account, shown(held.arn))


def _box(arn: str, graph: AccessGraph) -> Box:
    """The box of a resource, or of what is not in the estate."""
    if arn in graph.resources:
        return _held(graph.resources[arn])
    parsed = Arn.parse(arn)
    if arn == _ANYONE:
        return Box(arn, "anyone", "account", "", arn)
    if parsed is None:
        kind = "unknown" if has_symbol(arn) else "account" if arn.isdigit() else "service"
        return Box(arn, shown(arn), kind, arn if arn.isdigit() else "", shown(arn))
    if parsed.resource == "root":
        return Box(
            arn, "any principal let in by the account", "account", parsed.account, shown(arn)
        )
    name = parsed.name if parsed.service != "s3" else parsed.resource
    return Box(arn, shown(name or parsed.resource), _kind(parsed), parsed.account, shown(arn))


def _kind(arn: Arn | None) -> str:
    if arn is None:
        return "unknown"
    if arn.service == "iam":
        return arn.type or "account"
    return f"{arn.service}:{arn.type or ('bucket' if arn.service == 's3' else 'resource')}"


def _account(id: str, graph: AccessGraph) -> str:
    if not id:
        return "outside every account"
    known = graph.accounts.get(id)
    return f"{known.name} ({shown(id)})" if known and known.name != id else shown(id)

"""What goes with the last entry of a list: an empty one is no policy that AWS would take."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import EditError
from ..span import Route
from .changes import Changes
from .entries import children

_ELEMENTS = frozenset(
    ("Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Effect")
)
_OWN_RESOURCES = frozenset(
    (
        *("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"),
        *("AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::S3::BucketPolicy"),
        *("AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy", "AWS::SQS::QueuePolicy"),
        *("AWS::SQS::QueueInlinePolicy", "AWS::SecretsManager::ResourcePolicy"),
    )
)
"""Resources that are nothing but a policy."""
_DOCUMENT = frozenset(("PolicyDocument", "ResourcePolicy"))
_WORD = re.compile(r"\w+")


def settled(every: tuple[Changes, ...]) -> tuple[Changes, ...]:
    """The changes, with what must go as well. Raises EditError where what is left could not stand."""
    for changes in every:
        _settle(changes)
        for route, inner in tuple(changes.inner.items()):
            if _settle(inner, within=True):
                del changes.inner[route]
                changes.takes.add(_policy(changes, route))
        _settle(changes)
    return every


def _settle(changes: Changes, *, within: bool = False) -> bool:
    """Widen what is taken until nothing empty is left; True if a text within has nothing left to say."""
    while (emptied := _emptied(changes)) is not None:
        node = changes.node(emptied)
        if emptied[-1] == "Statement":
            if within:
                return True
            _replace(changes, emptied, _policy(changes, emptied[:-1]))
        elif _is_optional(emptied):
            _replace(changes, emptied, emptied)
        elif (emptied and emptied[-1] in _ELEMENTS) or (
            len(emptied) > 1 and emptied[-2] in _ELEMENTS
        ):
            raise EditError(f"nothing would be left of `{_named(emptied)}`", at=node.span)
        else:
            return False
    return False


def _emptied(changes: Changes) -> Route | None:
    """The deepest list or mapping that loses all it has and gets nothing, if that means something."""
    parents = {route[:-1] for route in changes.takes if route}
    found = [
        parent
        for parent in parents
        if not changes.adds.get(parent) and _loses_all(parent, changes) and _has_meaning(parent)
    ]
    singles = [r for r in changes.takes if r and r[-1] == "Statement" and not changes.adds.get(r)]
    return max((*found, *singles), key=len, default=None)


def _loses_all(parent: Route, changes: Changes) -> bool:
    return all((*parent, step) in changes.takes for step in children(changes.node(parent)))


def _has_meaning(parent: Route) -> bool:
    return bool(parent) and (
        parent[-1] in ("Statement", "Policies")
        or parent[-1] in _ELEMENTS
        or _is_optional(parent)
        or (len(parent) > 1 and parent[-2] in _ELEMENTS)
    )


def _is_optional(route: Route) -> bool:
    """A `Condition` without an operator, an operator without a key, `Policies` without a policy."""
    return route[-1:] in (("Condition",), ("Policies",)) or (
        len(route) > 1 and route[-2] == "Condition" and isinstance(route[-1], str)
    )


def _replace(changes: Changes, emptied: Route, wider: Route) -> None:
    """Take what is around an emptied list instead of its entries."""
    inside = {route for route in changes.takes if route[: len(emptied)] == emptied}
    changes.takes -= inside
    others = [r for r in changes.routes() if r[: len(wider)] == wider and r not in changes.takes]
    if others:
        raise EditError("two changes of the same text exclude each other")
    changes.takes = {r for r in changes.takes if r[: len(wider)] != wider}
    changes.takes.add(wider)


def _named(route: Route) -> str:
    return str(next(step for step in reversed(route) if step in _ELEMENTS))


def _policy(changes: Changes, document: Route) -> Route:
    """What holds a policy document that has nothing left to say, and can go with it."""
    at = changes.node(document).span
    holder = document[:-1]
    if len(holder) > 1 and isinstance(holder[-1], int) and holder[-2] == "Policies":
        return holder
    if document[-1:] and document[-1] in _DOCUMENT and holder[-1:] == ("Properties",):
        resource = holder[:-1]
        node = changes.node(resource)
        if node.text_at("Type") in _OWN_RESOURCES:
            _refuse_mentioned(changes, resource)
            return resource
    raise EditError("this is the only statement of a policy that cannot go without it", at=at)


def _refuse_mentioned(changes: Changes, resource: Route) -> None:
    """A resource that another part of the template names cannot be taken out."""
    name, around = str(resource[-1]), changes.node(resource[:-1])
    if len(around.mapping) == 1:
        raise EditError("this is the only resource of its template", at=changes.node(resource).span)
    for key, part in changes.root.mapping.items():
        for other, member in part.mapping.items() if isinstance(part.value, Mapping) else ():
            if (key, other) == resource:
                continue
            if any(name in _WORD.findall(node.text or "") for node in member.walk()):
                raise EditError(
                    f"this is the only statement of `{name}`, which `{other}` refers to",
                    at=changes.node(resource).span,
                )

"""STRANGERS: what is live and in no template, less what nobody has to write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from .. import services
from ..graph.model import Role
from ..services import ResourceType
from .answer import Extra, Unsure
from .comparable import readable
from .item import Item
from .seen import Made, Seen
from .told import Told

_MOST = 100
"""Principals that no template makes of whom each is asked what it may."""
_BY_SERVICES = ":role/aws-service-role/", ":role/aws-reserved/"
_STACK = "cloudformation:stack"
_IAM = {"AWS::IAM::Role": "iam:role", "AWS::IAM::User": "iam:user"}
_PARTS = 4


def is_of_aws(one: Item, seen: Seen) -> bool:
    """Does AWS make it, or is it a part of something that is told as a whole?"""
    if isinstance(one.it, Role):
        return any(path in one.arn for path in _BY_SERVICES)
    steps = one.place.split("/", _PARTS - 1)
    is_known = len(steps) == _PARTS and (steps[0], steps[2], steps[3]) in seen.of_aws
    return is_known or one.type not in readable()


def strangers(
    extra: Iterable[Item], written: Collection[str], seen: Seen, told: Told
) -> Iterator[Item]:
    """Those of whom it is asked what they may; all are told: what another stack made, as one.

    What has no policy lets nobody do anything. `written` are the ARNs of stacks of which there is a template.
    """
    made = _makers(seen)
    whole: dict[Made, list[Item]] = defaultdict(list)
    asked = 0
    for one in extra:
        maker = made.get((one.account, one.type, one.name))
        if maker is not None and maker.arn not in written:
            whole[maker].append(one)
        elif one.type != _STACK:
            told.extra.append(Extra(one.account, one.arn, one.type, one.span))
            asked += isinstance(one.it, Role)
            if asked <= _MOST if isinstance(one.it, Role) else one.it.policy is not None:
                yield one
    for stack, those in whole.items():
        told.extra.append(Extra(stack.account, stack.arn, _STACK, those[0].span, len(those)))
    if asked > _MOST:
        why = f"only {_MOST} principals that no template makes are asked about one by one"
        told.unsure.append(Unsure("", "what further principals may", why, None, asked - _MOST))


def _makers(seen: Seen) -> Mapping[tuple[str, str, str], Made]:
    """The stack that made something, by account, type and name."""
    found: dict[tuple[str, str, str], Made] = {}
    for stack in seen.stacks:
        for type, physical in (stack.resources or {}).values():
            row = services.of_cloudformation(type)
            kind = row.name if isinstance(row, ResourceType) else _IAM.get(type)
            if kind is not None and physical:
                for text in (physical, *(physical.rpartition(end)[2] for end in "/:|")):
                    found.setdefault((stack.account, kind, text), stack)
    return found

"""Asked: a request of SageMaker's API with the context keys that its parameters bring.

A key is there only when its parameter is. Source: service authorization reference,
list_amazonsagemaker.html. Keys for KMS keys are listed there as `…KmsKeyArn`, and as `…KmsKey` in older copies:
a request is taken to bear both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.request import ContextValue
from ..span import Node
from . import kms_key
from .pages import REFERENCE
from .parameter import Route, is_open, is_unknown, nodes_at, texts_at

Keys = Mapping[str, tuple[Route, ...]]
"""The context keys of an action, in lower case, and the parameters any of which brings them."""

_MANY = frozenset(
    {
        *("sagemaker:acceleratortypes", "sagemaker:instancetypes"),
        *("sagemaker:vpcsecuritygroupids", "sagemaker:vpcsubnets"),
    }
)
_ON_KEYS = ("sagemaker:outputkmskey", "sagemaker:volumekmskey")
_TAGS = frozenset({"aws:tagkeys", "aws:requesttag/*"})


@dataclass(frozen=True, slots=True)
class Brought:
    """The context keys that the parameters of a request bring: with values, not at all, nobody knows."""

    values: Mapping[str, ContextValue] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


def asked(
    says: str,
    action: str,
    resource: str,
    caller: Caller,
    parameters: Node,
    *,
    keys: Keys | None = None,
    page: Page = REFERENCE,
    more: Mapping[str, ContextValue] | None = None,
    optional: bool = False,
) -> Step:
    """The request of an API call; `more` are keys that no single parameter brings."""
    brought = brought_by(parameters, keys or {}, caller)
    tags = tags_of(parameters)
    values = {**brought.values, **tags.values, **(more or {})}
    absent = (brought.absent | tags.absent) - values.keys()
    step = caller.ask(
        says, action, resource, page, context=values, absent=absent, optional=optional
    )
    return replace(step, unknown=(brought.unknown | tags.unknown) - values.keys())


def brought_by(parameters: Node, keys: Keys, caller: Caller) -> Brought:
    """What the parameters bring of these keys."""
    values: dict[str, ContextValue] = {}
    unknown: set[str] = set()
    for key, routes in keys.items():
        found = tuple(text for route in routes for text in texts_at(parameters, *route))
        if any(is_unknown(parameters, *route) for route in routes):
            unknown |= set(_names(key))
        elif found:
            value = _value(key, found, caller)
            values |= dict.fromkeys(_names(key), value)
    every = frozenset(name for key in keys for name in _names(key))
    return Brought(values, every - values.keys() - unknown, frozenset(unknown))


def _names(key: str) -> tuple[str, ...]:
    return (key, f"{key}arn") if key in _ON_KEYS else (key,)


def _value(key: str, found: tuple[str, ...], caller: Caller) -> ContextValue:
    if key in _ON_KEYS:
        found = tuple(kms_key.key_arn_of(each, caller) for each in found)
    return found if key in _MANY or len(found) > 1 else found[0]


def tags_of(parameters: Node, member: str = "Tags") -> Brought:
    """`aws:RequestTag/…` and `aws:TagKeys`, which only a request with tags has."""
    if not any(True for _ in nodes_at(parameters, member)):
        return Brought(absent=_TAGS)
    pairs = [
        (each.text_at("Key"), each.text_at("Value") or "") for each in nodes_at(parameters, member)
    ]
    if any(key is None for key, _ in pairs):
        return Brought(unknown=frozenset({"aws:tagkeys"}))
    values: dict[str, ContextValue] = {
        f"aws:requesttag/{(key or '').lower()}": value for key, value in pairs
    }
    return Brought({**values, "aws:tagkeys": tuple(key or "" for key, _ in pairs)}, absent=_TAGS)


def tagging(action: str, resource: str, caller: Caller, parameters: Node) -> Iterator[Step]:
    """`sagemaker:AddTags` on what is created, where the request has tags; where that is open it may not."""
    tags = tuple(nodes_at(parameters, "Tags"))
    if not tags:
        return
    yield asked(
        "tag it",
        "sagemaker:AddTags",
        resource,
        caller,
        parameters,
        more={"sagemaker:taggingaction": action.partition(":")[2]},
        optional=all(map(is_open, tags)),
    )

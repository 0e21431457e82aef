"""Usual: a witness as it might really happen, an action with a resource of a type that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from .. import reference
from ..arn import Arn
from ..symbol import has_symbol
from .automaton import Automaton
from .tokens import Tokens, arn_tokens

_REGION, _ACCOUNT, _PARTITION = "us-east-1", "111122223333", "aws"
_NAMELESS = re.compile("\ue000[^\ue002]*\ue002")
_FREE = re.compile(r"\$\{([^}]*)\}")


@lru_cache(maxsize=1 << 12)
def types_of(action: str) -> tuple[Tokens, ...] | None:
    """The patterns of the resources an action takes; None where the reference does not say."""
    known = reference.action(action)
    service = reference.service(action.partition(":")[0]) if known else None
    if known is None or service is None or not known.resource_types:
        return None
    types = (service.resource_types.get(one.name) for one in known.resource_types)
    return tuple(arn_tokens(_pattern(arn)) for one in types if one for arn in one.arns)


def _pattern(arn: str) -> str:
    return _FREE.sub(lambda found: "?" * 12 if found[1] == "Account" else "?*", arn)


def takes_any(action: str) -> bool:
    """Does the reference know the action, and no type of resource for it?"""
    known = reference.action(action)
    return known is not None and not known.resource_types


def fits(action: str, resource: str) -> bool:
    """Is the resource of a type that the action takes, as far as the reference knows?"""
    if resource == "*":
        return takes_any(action) or types_of(action) is None
    types = types_of(action)
    if types is None:
        return not takes_any(action)
    known = reference.action(action)
    if known is not None and resource.split(":")[2:3] == ["s3"]:
        is_object = any(one.name == "object" for one in known.resource_types)
        if is_object != ("/" in resource):
            return False
    return Automaton(types).reads(_NAMELESS.sub("example", resource)) != 0


def nicer(resource: str, account: str | None) -> Iterator[str]:
    """The resource with names that are usual, where anything would do; at last as it is."""
    arn = Arn.parse(resource)
    if arn is not None and not has_symbol(resource):
        partition = arn.partition if arn.partition.startswith("aws") else _PARTITION
        owner = account if account and account.isdigit() else _ACCOUNT
        is_global = arn.service in ("s3", "iam")
        region = "" if is_global else _REGION if len(arn.region) < 2 else arn.region
        whose = arn.account if arn.account.isdigit() or arn.service == "s3" else owner
        filled = re.sub(r"(?<![A-Za-z0-9])x(?![A-Za-z0-9])", "example", arn.resource)
        yield f"arn:{partition}:{arn.service}:{region}:{whose}:{filled}"
        yield f"arn:{partition}:{arn.service}:{arn.region}:{arn.account}:{filled}"
        yield f"arn:{partition}:{arn.service}:{arn.region}:{arn.account}:{arn.resource}"
    yield resource


def spread(actions: Sequence[str], most: int) -> Iterable[str]:
    """Some of the actions, from all over."""
    step = max(1, len(actions) // most)
    return actions[::step]

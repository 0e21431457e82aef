"""A KMS key as SageMaker takes it: by its id, its alias, or the ARN of either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.step import Page, Step
from ..iam.request import ContextValue

# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
_CALLED_VIA = frozenset({"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"})


def arn_of(given: str, caller: Caller) -> str:
    """The ARN of what is given; an id or an alias is one of the caller's own account and Region."""
    return key_arn(given, caller.region, caller.account)


def key_arn_of(given: str, caller: Caller) -> str:
    """The ARN of the key itself, behind its alias where it has one: what context keys and headers hold."""
    return caller.graph.behind(arn_of(given, caller))


def is_by_arn(given: str) -> bool:
    """Is it the ARN of a key, not an id and not an alias?"""
    return given.startswith("arn:") and ":alias/" not in given


def used_through(
    service: str,
    caller: Caller,
    says: str,
    action: str,
    given: str,
    *,
    page: Page,
    context: Mapping[str, ContextValue] | None = None,
    unknown: frozenset[str] = frozenset(),
    optional: bool = False,
) -> Step:
    """A request on the key that a service makes with the session of the caller, from its own network."""
    forwarded: dict[str, ContextValue] = {
        "kms:viaservice": f"{service}.{caller.region}.amazonaws.com",
        "aws:viaawsservice": "true",
    }
    step = replace(caller, stand=None).ask(
        says,
        action,
        arn_of(given, caller),
        page,
        context={**forwarded, **(context or {})},
        optional=optional,
    )
    return replace(step, unknown=_CALLED_VIA | unknown)

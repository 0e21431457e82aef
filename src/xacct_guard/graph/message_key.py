"""The KMS key behind a topic or a queue: what is asked of it for each message.

Sources: SNS developer guide, sns-key-management.html; SQS developer guide, sqs-key-management.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..iam.arn import Arn
from ..iam.request import ContextValue
from .key import key_arn
from .model import Resource
from .step import Page, Step

_SOURCE = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"})


def behind_message(
    step: Step, held: Resource | None, service: str, actions: tuple[str, ...], page: Page
) -> Iterator[Step]:
    """The requests on the key of a topic or queue, as whoever sends to it or reads from it.

    `service` is `sns` or `sqs`. The key that AWS manages (`alias/aws/sns`) is open to the principals of its
    own account; a service cannot use it, and nobody can change that.
    """
    key = _key(held)
    if held is None or key is None:
        return
    managed = f":alias/aws/{service}" in key
    asking = Arn.parse(step.principal)
    if managed and asking is not None and asking.account == held.account:
        return
    closed = _closed(service) if managed and asking is None else step.cannot
    asks = replace(
        _as_asked(step, held, service),
        says=f"{step.says}: use the key of {held.place}",
        resource=key,
        page=page,
        key=None,
        local=False,
        cannot=closed,
    )
    for action in actions:
        yield replace(asks, action=action)


def _as_asked(step: Step, held: Resource, service: str) -> Step:
    """The step with the context keys that KMS sees: a role comes through the service, which says so.

    What comes with a service's own request is told for its source alone.
    """
    name = "topicArn" if service == "sns" else "arn"
    about: dict[str, ContextValue] = {
        f"kms:encryptioncontext:aws:{service}:{name.lower()}": held.arn,
        "kms:encryptioncontextkeys": (f"aws:{service}:{name}",),
    }
    if Arn.parse(step.principal) is None:
        known = {key: value for key, value in step.context.items() if key in _SOURCE}
        unknown = frozenset({"kms:viaservice", *about})
        return replace(step, context=known, absent=step.absent & _SOURCE, unknown=unknown)
    through: dict[str, ContextValue] = {
        "kms:viaservice": f"{service}.{held.region}.amazonaws.com",
        "aws:viaawsservice": "true",
    }
    return replace(step, context=about | through, absent=frozenset())


def _closed(service: str) -> str:
    return (
        f"the policy of `alias/aws/{service}` lets no service in, and nobody can edit it: a customer managed"
        " key is needed"
    )


def _key(held: Resource | None) -> str | None:
    """The ARN of the key a topic or queue names, by its id, its alias or its ARN."""
    said = held.facts.get("key") if held else None
    text = said.text if said else None
    return key_arn(text, held.region, held.account) if held and text else None

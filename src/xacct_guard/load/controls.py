"""Control policies that documents attach to accounts and units of the organization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..graph.model import Attached, Parts
from ..iam.policy import PolicyKind
from ..iam.symbol import shown
from .policies import Attachment
from .reading import Reading

_ROOT = "organizations:root"


def controls(
    parts: Iterable[Parts], accounts: Iterable[str], reading: Reading
) -> Iterator[Attachment]:
    """Each control policy for each account that it stands above."""
    every = tuple(accounts)
    for each in (attached for part in parts for attached in part.attached):
        if each.policy.kind not in (PolicyKind.SCP, PolicyKind.RCP):
            continue
        below = _below(each, every)
        for account in below:
            yield Attachment(each.to, each.policy, account, each.span, each.span)
        if not below:
            reading.assume(
                f"`{each.policy.name}` on {shown(each.to)}",
                "it stands above no account here",
                "nobody says which accounts are there; name it under `policies:` with its accounts",
            )


def _below(each: Attached, every: tuple[str, ...]) -> tuple[str, ...]:
    if each.of == _ROOT:
        return every
    return (each.place.account,) if each.place is not None else ()

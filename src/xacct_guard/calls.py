"""Calls: the hops of a pipeline action by who makes them, and what ARNs are called for short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from .verdicts import ActionVerdict, HopVerdict


@dataclass(frozen=True, slots=True)
class Call:
    """What one principal asks of one resource: the hops are decided alike, for the same reason."""

    hops: tuple[HopVerdict, ...]

    @property
    def hop(self) -> HopVerdict:
        """The first of them, for what they have in common."""
        return self.hops[0]

    @property
    def actions(self) -> str:
        """The actions, in order."""
        return ", ".join(dict.fromkeys(hop.action for hop in self.hops))

    @property
    def keys(self) -> tuple[str, ...]:
        """The KMS keys that the objects are under."""
        return tuple(dict.fromkeys(hop.key for hop in self.hops if hop.key))


@dataclass(frozen=True, slots=True)
class Lane:
    """What one principal does, one call after the other, before somebody else goes on."""

    account: str
    principal: str
    calls: tuple[Call, ...]


def lanes_of(action: ActionVerdict) -> Iterator[Lane]:
    """The lanes of a pipeline action, in the order in which its requests are made."""
    for (account, principal), hops in groupby(action.hops, key=_whose):
        yield Lane(account, principal, tuple(_calls(hops)))


def _whose(hop: HopVerdict) -> tuple[str, str]:
    return account_of(hop.principal) or hop.account or "", hop.principal


def _calls(hops: Iterable[HopVerdict]) -> Iterator[Call]:
    for _, alike in groupby(hops, key=_alike):
        yield Call(tuple(alike))


def _alike(hop: HopVerdict) -> tuple[object, ...]:
    place = str(hop.evidence[0].span) if hop.evidence else ""
    return hop.resource, hop.verdict, hop.because, hop.via, place, hop.depends_on


def parts_of(arn: str) -> list[str]:
    """The six parts of an ARN; of anything else one, also where an ARN stands in its name."""
    return arn.split(":", 5) if arn.startswith("arn:") else [arn]


def account_of(arn: str) -> str:
    """The account in an ARN; empty where there is none."""
    parts = parts_of(arn)
    return parts[4] if len(parts) > 5 else ""


def name_in(arn: str) -> str:
    """What an ARN is called, without what says where it is: `role/Deployer` is `Deployer`."""
    parts = parts_of(arn)
    if len(parts) < 6:
        return arn
    service, rest = parts[2], parts[5]
    if service in ("iam", "sts"):
        return rest.partition("/")[2] or rest
    return rest if service == "s3" else f"{service} {rest}"


def named(account: str, names: Mapping[str, str]) -> str:
    """An account by the configuration's name for it, and its id."""
    name = names.get(account, "")
    return f"{name} {account}".strip() if name != account else account

"""Seen: what a snapshot tells that is not in the graph made of it: how far it looked, and who made what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..snapshot.read import Snapshot
from ..snapshot.rows import Document, Missing

Key = tuple[str, str, str]
"""Account, kind and name of a document."""
_PRINCIPALS = "iam:authorization-details"


@dataclass(frozen=True, slots=True)
class Made:
    """A stack: `resources` gives what it made by logical id, as type and physical id; None: not read."""

    account: str
    region: str
    name: str
    arn: str
    resources: Mapping[str, tuple[str, str]] | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """`regions` are those that were asked in each account that was collected; `of_aws` what nobody made."""

    regions: Mapping[str, tuple[str, ...]]
    missing: tuple[Missing, ...] = ()
    stacks: tuple[Made, ...] = ()
    of_aws: frozenset[Key] = frozenset()

    def unread(self, account: str, region: str, kind: str) -> str | None:
        """Why nobody knows which things of a kind there are; None where that is known."""
        kind = _PRINCIPALS if kind in ("iam:role", "iam:user") else kind
        for row in self.missing:
            is_there = row.account == account and row.region in ("", region) and not row.name
            if is_there and row.kind in ("", kind):
                return f"`{row.operation}` failed: {row.error}"
        return None


def seen(snapshot: Snapshot) -> Seen:
    """What an open snapshot tells. Raises InputError where it cannot be read."""
    collected = (account for account in snapshot.accounts() if account.collected)
    return Seen(
        {account.id: account.regions for account in collected},
        tuple(snapshot.missing()),
        tuple(map(_stack, snapshot.of_kind("cloudformation:stack"))),
        frozenset(_of_aws(snapshot)),
    )


def _stack(document: Document) -> Made:
    listed: Any = document.record.get("list_stack_resources")
    told: Any = document.record.get("describe_stacks") or {}
    found = (
        {each["Logical"]: (each["Type"], each.get("Physical") or "") for each in listed}
        if isinstance(listed, list)
        else None
    )
    arn = str(told.get("StackId", ""))
    return Made(document.account, document.region, document.name, arn, found)


def _of_aws(snapshot: Snapshot) -> Iterator[Key]:
    for kind, is_of_aws in _BY_AWS.items():
        for each in snapshot.of_kind(kind):
            if is_of_aws(each.record):
                yield each.account, kind, each.name


def _is(*route: str, value: object) -> Callable[[Any], bool]:
    def ask(record: Any) -> bool:  # noqa: ANN401 (JSON)
        for step in route:
            record = (record or {}).get(step)
        return bool(record == value)

    return ask


def _is_main(record: Any) -> bool:  # noqa: ANN401 (JSON)
    ties = record.get("describe_route_tables", {}).get("Associations") or ()
    return any(tie.get("Main") for tie in ties)


def _is_managed(record: Any) -> bool:  # noqa: ANN401 (JSON)
    return bool(record.get("list_rules", {}).get("ManagedBy"))


def _is_bare_default(record: Any) -> bool:  # noqa: ANN401 (JSON)
    """Is it the bus that every account has, as it is given?"""
    is_default = record.get("list_event_buses", {}).get("Name") == "default"
    return is_default and not (record.get("describe_event_bus") or {}).get("Policy")


_BY_AWS: Mapping[str, Callable[[Any], bool]] = {
    "ec2:route-table": _is_main,
    "ec2:security-group": _is("describe_security_groups", "GroupName", value="default"),
    "ec2:subnet": _is("describe_subnets", "DefaultForAz", value=True),
    "ec2:vpc": _is("describe_vpcs", "IsDefault", value=True),
    "events:event-bus": _is_bare_default,
    "events:rule": _is_managed,
    "kms:key": _is("describe_key", "KeyMetadata", "KeyManager", value="AWS"),
}
"""What AWS makes for every account, or by itself for a service, and nobody has to write."""

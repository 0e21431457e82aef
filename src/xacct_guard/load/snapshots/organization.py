"""The organization as it was collected: where its accounts are, and which policies stand above them.

organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...errors import XacctGuardError
from ...graph.model import Account
from ...iam.grammar import parse_policy
from ...iam.policy import Policy, PolicyKind
from ...iam.symbol import has_symbol
from ...live import Kind, kinds
from ...read import read_embedded
from ...shape import at
from ...snapshot.rows import Document
from ...span import Address, Node, Source, Span
from .record import record_of
from .unread import Unread

OF_ORGANIZATION = "organizations:"
_KINDS = {
    "organizations:service-control-policy": PolicyKind.SCP,
    "organizations:resource-control-policy": PolicyKind.RCP,
}
_TYPES = {PolicyKind.SCP: "SERVICE_CONTROL_POLICY", PolicyKind.RCP: "RESOURCE_CONTROL_POLICY"}
Levels = tuple[tuple[Policy, ...], ...]


class Organization:
    """What the management account tells. Without it nothing is said of any account's place."""

    def __init__(self, source: Source, unread: Unread) -> None:
        self.source = source
        self.id: str | None = None
        self._unread = unread
        self._management: str | None = None
        self._names: dict[str, str] = {}
        self._above: dict[str, str] = {}
        self._enabled: dict[str, bool] = {}
        self._targets: dict[tuple[PolicyKind, str], list[Policy]] = defaultdict(list)
        self._asked: str | None = None
        self._lost: str | None = None
        self._kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds()}

    def take(self, document: Document) -> None:
        """Read a document of the organization."""
        kind = self._kinds.get(document.kind)
        if kind is None:
            return
        record = record_of(document, kind, self.source)
        listed = record.mapping[kind.lists.key]
        if document.kind == "organizations:organization":
            self.id = listed.text_at("Id")
            self._management = listed.text_at("MasterAccountId")
        elif document.kind == "organizations:account":
            self._names[document.name] = listed.text_at("Name") or document.name
        elif document.kind in _KINDS:
            self._policy(record, _KINDS[document.kind])
        else:
            self._unit(record, document, listed)

    def _unit(self, record: Node, document: Document, listed: Node) -> None:
        self._asked = document.account
        for look in ("list_accounts_for_parent", "units"):
            inside = at(record, look)
            if inside is not None and has_symbol(inside.text or ""):
                self._lost = f"what is in {document.name}"
                continue
            for below in inside.items if inside else ():
                self._above[below.text or ""] = document.name
        for type in _items(listed, "PolicyTypes"):
            is_enabled = type.text_at("Status") == "ENABLED"
            self._enabled[type.text_at("Type") or ""] = is_enabled

    def _policy(self, record: Node, kind: PolicyKind) -> None:
        name = record.mapping["list_policies"].text_at("Name") or ""
        policy = _read(record, kind, name)
        targets = at(record, "list_targets_for_policy")
        if targets is not None and has_symbol(targets.text or ""):
            self._lost = f"what {kind.value} {name} stands above"
            return
        for target in targets.items if targets else ():
            self._targets[kind, target.text or ""].append(policy)

    def units(self) -> Mapping[str, tuple[str, ...]]:
        """The accounts in each unit, those of units within it as well; not the management account."""
        found: dict[str, list[str]] = defaultdict(list)
        for account in self._names:
            if account != self._management:
                for unit in self._path(account)[:-1]:
                    found[unit].append(account)
        return {unit: tuple(accounts) for unit, accounts in found.items()}

    def accounts(self, known: Mapping[str, Account]) -> dict[str, Account]:
        """The accounts, with what stands above each. What nobody may ask about stays as it was."""
        return {id: self._placed(account) for id, account in known.items()}

    def _placed(self, account: Account) -> Account:
        named = replace(account, name=self._names.get(account.id, account.name))
        if self._asked is None or not self._may_be_in_it(account.id):
            return named
        return replace(
            named,
            scps=self._levels(account.id, PolicyKind.SCP),
            rcps=self._levels(account.id, PolicyKind.RCP),
            is_management=account.id == self._management,
        )

    def _may_be_in_it(self, account: str) -> bool:
        """Is the account one of the organization, as far as anybody knows?"""
        if account in self._names or account in self._above:
            return True
        return self._is_unread("organizations:account")

    def _is_unread(self, kind: str) -> bool:
        return self._unread.listing(self._asked or "", "", kind) is not None

    def _levels(self, account: str, kind: PolicyKind) -> Levels:
        """The policies above an account, a level each, root first.

        What somebody who may see the organization was refused may deny anything.
        """
        if not self._enabled.get(_TYPES[kind], False):
            return ()
        name = next(name for name, each in _KINDS.items() if each is kind)
        lost = f"which {kind.value} policies there are" if self._is_unread(name) else self._lost
        if lost is not None or account not in self._above:
            lost = lost or f"where account {account} is"
            at = Span(self.source, (Address(account),))
            return ((Policy(kind, kind.value, (), at, unresolved=f"{lost}, which was not read"),),)
        return tuple(tuple(self._targets[kind, place]) for place in self._path(account))

    def _path(self, account: str) -> tuple[str, ...]:
        """The root, the units and the account, from the top."""
        path = [account]
        while (above := self._above.get(path[-1])) is not None and above not in path:
            path.append(above)
        return tuple(reversed(path))


def _read(record: Node, kind: PolicyKind, name: str) -> Policy:
    """The policy; one that was not read, or cannot be, may deny anything."""
    content = at(record, "describe_policy.Content")
    why = f"{kind.value} {name}"
    if content is None or has_symbol(content.text or ""):
        return Policy(kind, name, (), record.span, unresolved=f"{why}, which was not read")
    try:
        return parse_policy(read_embedded(content), kind, name)
    except XacctGuardError:
        return Policy(kind, name, (), record.span, unresolved=why)


def _items(node: Node, name: str) -> Iterator[Node]:
    found = node.get(name)
    yield from found.items if found else ()

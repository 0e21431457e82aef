"""COLLECT: what live accounts answer becomes a snapshot, one account after the other, many at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..live import Kind
from ..snapshot import rows
from ..snapshot.write import Writer
from .access import Access, Accounts
from .account import Account
from .events import Event, Tell
from .lanes import Lanes, Task
from .reach import ACCOUNTS, REGIONS, TAKE_ROLE
from .refusal import Refusal
from .target import Plan, Regions, Target, regions

_OF_ORGANIZATION = "organizations"
_ONLY_ORGANIZATION = Refusal("NotAsked", "only what it says of the organization was asked for")
_PATIENT = 5.0


@dataclass(slots=True)
class Outcome:
    """What became of the accounts: ids, and for those that could not be reached the reason."""

    collected: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unreachable: dict[str, Refusal] = field(default_factory=dict)
    refused: int = 0
    seconds: float = 0.0


def collect(
    accounts: Accounts,
    plan: Plan,
    kinds: tuple[Kind, ...],
    writer: Writer,
    *,
    executor: Executor,
    tell: Tell,
    kept: frozenset[str] = frozenset(),
) -> Outcome:
    """Collect what is planned into a snapshot, except for the accounts that it has.

    The executor's threads do the asking, and nothing else: the snapshot is written by ours. An interruption
    leaves a snapshot that can be gone on with.
    """
    lanes = Lanes(executor, accounts.limits.in_flight)
    run = _Run(accounts, plan, kinds, writer, lanes, tell)
    try:
        return run.all_of(kept)
    except BaseException:
        accounts.stop()
        executor.shutdown(wait=False, cancel_futures=True)
        raise


@dataclass(slots=True)
class _Run:
    accounts: Accounts
    plan: Plan
    kinds: tuple[Kind, ...]
    writer: Writer
    lanes: Lanes
    tell: Tell
    outcome: Outcome = field(default_factory=Outcome)
    open: dict[str, Account | None] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    told: float = 0.0

    def all_of(self, kept: frozenset[str]) -> Outcome:
        """Every account, and the word that it is done."""
        started = time.monotonic()
        found = self.plan.targets
        self.writer.expect(map(self._row, found))
        waiting = deque(self._to_be_collected(found, kept))
        self.tell(Event("started", count=len(waiting)))
        while waiting or self.open:
            while waiting and len(self.open) < self.accounts.limits.accounts:
                self._reach(waiting.popleft())
            self.lanes.step()
            self._wait_aloud()
        self.writer.tell({"finished": now()})
        self.outcome.seconds = time.monotonic() - started
        self.tell(Event("finished", seconds=self.outcome.seconds))
        return self.outcome

    def _to_be_collected(self, found: Iterable[Target], kept: frozenset[str]) -> Iterator[Target]:
        for target in found:
            if not target.active:
                self._skip(target)
            elif target.id in kept:
                self.outcome.kept.append(target.id)
                self.tell(Event("account-kept", target.id))
            else:
                yield target

    def _skip(self, target: Target) -> None:
        """An account that is suspended or being closed: named, and nothing is asked of it."""
        message = "the account is suspended, or being closed or set up"
        said = Refusal("AccountNotActive", message)
        self._without(self._row(target, now()), ACCOUNTS.operation, said)
        self.outcome.skipped.append(target.id)
        self.tell(Event("account-skipped", target.id, message=message))

    def _reach(self, target: Target) -> None:
        self.open[target.id] = None
        self.begun[target.id] = time.monotonic()

        def run() -> tuple[Access, Regions] | Refusal:
            access = self.accounts.into(target.id, self.plan.own)
            if isinstance(access, Refusal) or not target.whole:
                return access if isinstance(access, Refusal) else (access, Regions(()))
            return access, regions(self.plan.wanted, access)

        def then(said: tuple[Access, Regions] | Refusal, _: float) -> Iterable[Task]:
            if isinstance(said, Refusal):
                self._unreachable(target, said)
                return ()
            return self._begin(target, *said)

        lane = (
            self.plan.own.account,
            TAKE_ROLE.client,
        )  # it is our own account's STS that is asked
        self.lanes.add((Task(lane, "", TAKE_ROLE.operation, run, then),))

    def _begin(self, target: Target, access: Access, found: Regions) -> Iterable[Task]:
        if found.unknown is not None and found.unknown.is_expiry:
            self._unreachable(target, found.unknown)
            return
        account = Account(
            access,
            self._kinds_of(target),
            found.asked,
            self.tell,
            lambda done: self._done(target, done),
        )
        self.open[target.id] = account
        self.tell(Event("account-started", target.id))
        for region in found.disabled:
            said = Refusal("RegionDisabled", "the Region is not enabled in this account")
            account.lacks(region, REGIONS.operation, said)
        if found.unknown is not None:
            account.lacks("", REGIONS.operation, found.unknown)
        if not target.whole:
            account.lacks("", TAKE_ROLE.operation, _ONLY_ORGANIZATION)
        yield from account.begin()

    def _kinds_of(self, target: Target) -> tuple[Kind, ...]:
        """What is asked of an account: of the organization only our own is asked."""
        ours = target.id == self.plan.own.account
        return tuple(
            kind
            for kind in self.kinds
            if (ours if kind.lists.client == _OF_ORGANIZATION else target.whole)
        )

    def _done(self, target: Target, account: Account) -> None:
        """Nothing more is asked of an account: all of it goes into the snapshot at once."""
        if account.access is not self.plan.own:
            account.access.close()
        if account.expired is not None:
            self._unreachable(target, account.expired)
            return
        row = rows.Account(target.id, target.name, account.access.partition, account.regions, now())
        self.writer.put(row, account.documents.values(), sorted(account.missing, key=_place))
        del self.open[target.id]
        if target.whole:
            self.outcome.collected.append(target.id)
        self.outcome.refused += len(account.missing)
        seconds = time.monotonic() - self.begun.pop(target.id)
        self.tell(Event("account-done", target.id, seconds=seconds, count=len(account.documents)))

    def _unreachable(self, target: Target, said: Refusal) -> None:
        del self.open[target.id]
        self._without(self._row(target), TAKE_ROLE.operation, said)
        self.outcome.unreachable[target.id] = said
        self.tell(Event("account-unreachable", target.id, error=said.error, message=said.message))

    def _without(self, account: rows.Account, operation: str, said: Refusal) -> None:
        row = rows.Missing(account.id, "", "", "", operation, said.error, said.message)
        self.writer.put(account, (), (row,))

    def _row(self, target: Target, collected: str | None = None) -> rows.Account:
        partition = self.plan.own.partition
        return rows.Account(target.id, target.name, partition, collected=collected)

    def _wait_aloud(self) -> None:
        """Say what is waited for, now and then."""
        since = time.monotonic()
        if since - self.told < _PATIENT:
            return
        self.told = since
        for task, seconds in self.lanes.slowest():
            if seconds < _PATIENT:
                return
            account, service = task.lane
            operation = f"{service}:{task.operation}"
            self.tell(Event("waiting", account, task.region, operation=operation, seconds=seconds))
            return


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(row: rows.Missing) -> tuple[str, str, str, str]:
    return row.region, row.kind, row.name, row.operation

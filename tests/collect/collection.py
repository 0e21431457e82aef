"""Collecting the estate in a test, and what the snapshot then holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.collect import estate
from xacct_guard import live
from xacct_guard.collect.access import Accounts
from xacct_guard.collect.collect import collect
from xacct_guard.collect.guard import operations
from xacct_guard.collect.limits import Limits
from xacct_guard.collect.role import Role
from xacct_guard.collect.target import Wanted, plan
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.snapshot.write import create, resume

ABOUT = {
    "tool": "xacct-guard test",
    "started": "2026-01-01T00:00:00Z",
    "regions": ",".join(estate.REGIONS),
}
BY_NAME = {kind.name: kind for kind in live.kinds()}
FEW = tuple(
    BY_NAME[name]
    for name in (
        "iam:authorization-details",
        "s3:bucket",
        "kms:key",
        "sqs:queue",
        "events:event-bus",
        "events:rule",
    )
)
"""Kinds for what does not depend on which they are: all of them take their time."""
LIMITS = Limits(read=10, connect=5)


def collected(path: Path, kinds=None, *, accounts=(estate.OWN, estate.OTHER), again=False, **more):
    """Collect the estate; the outcome and the events."""
    limits = more.pop("limits", LIMITS)
    kinds = live.kinds() if kinds is None else kinds
    wanted = more.pop("wanted", Wanted(accounts, estate.REGIONS))
    events = []
    into = Accounts(operations(kinds), limits, role=Role(estate.ROLE, **more))
    planned = plan(wanted, into.own())
    writer, kept = resume(path, ABOUT) if again else (create(path, ABOUT), frozenset())
    with writer, ThreadPoolExecutor(16) as executor:
        outcome = collect(
            into,
            planned,
            kinds,
            writer,
            executor=executor,
            tell=events.append,
            kept=kept,
        )
    return outcome, events


def only(found, names, accounts=(estate.OWN, estate.OTHER)):
    """Of what is in a snapshot, the documents of some kinds and accounts."""
    documents, _ = found
    return {
        key: record for key, record in documents.items() if key[2] in names and key[0] in accounts
    }


def content(path: Path):
    """All that a snapshot holds, but for times."""
    with Snapshot(path) as snapshot:
        documents = {(d.account, d.region, d.kind, d.name): d.record for d in snapshot.documents()}
        return documents, list(snapshot.missing())

"""A snapshot as its JSON Schema shows it."""

from __future__ import annotations

from typing import Any

from xacct_guard.snapshot.read import Snapshot
from xacct_guard.snapshot.rows import Account, Missing


def shown(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "about": dict(snapshot.about),
        "accounts": [
            {**members(each, Account), "regions": list(each.regions)}
            for each in snapshot.accounts()
        ],
        "documents": [
            {
                "account": each.account,
                "region": each.region,
                "kind": each.kind,
                "name": each.name,
                "body": dict(each.record),
            }
            for each in snapshot.documents()
        ],
        "missing": [members(each, Missing) for each in snapshot.missing()],
    }


def members(row: object, of: type) -> dict[str, Any]:
    return {name: getattr(row, name) for name in of.__dataclass_fields__}

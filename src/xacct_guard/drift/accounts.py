"""ACCOUNTS: what stands above the accounts, as templates say it and as it is live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.model import Account, Role
from .answer import Unsaid, Unsure
from .item import Item
from .seen import Seen
from .strangers import is_of_aws
from .told import Told


def accounts(wanted: AccessGraph, live: AccessGraph, told: Told) -> dict[str, Account]:
    """The accounts of both; what the templates do not say of one is as it is live."""
    found = dict(wanted.accounts)
    for id, other in live.accounts.items():
        one = wanted.accounts.get(id)
        if one is None:
            found[id] = other
            continue
        for kind in ("scps", "rcps"):
            said, there = getattr(one, kind), getattr(other, kind)
            if said is not None and there is None:
                why = "the organization was not collected"
                told.unsure.append(Unsure(id, f"the {kind.upper()} of the account", why, one.span))
            if said is None or there is None:
                one = replace(one, **{kind: there})
        found[id] = replace(one, is_management=other.is_management)
    return found


def unsaid(there: Iterable[Item], scope: Collection[str], seen: Seen) -> Iterator[Unsaid]:
    """The accounts that no template speaks of, and how much is in each."""
    asked = (id for id, regions in seen.regions.items() if regions and id not in scope)
    counts: dict[str, Counter[bool]] = {id: Counter() for id in asked}
    for one in there:
        if one.account in counts and not is_of_aws(one, seen):
            counts[one.account][isinstance(one.it, Role)] += 1
    for id, count in counts.items():
        yield Unsaid(id, count[True], count[False])

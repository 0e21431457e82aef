"""COMPARABLE: what of the templates can be held against a snapshot, and why the rest cannot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from .. import services
from ..graph.model import Role
from ..iam.symbol import has_symbol, shown
from ..live import kinds
from ..services import ResourceType
from .answer import Unsure
from .item import Item
from .same import Same
from .seen import Seen
from .told import Told

_NO_KIND = "a snapshot holds nothing of its kind"
_OPEN = "it is not live, and the templates leave open whether it is made"


def comparable(
    ours: Mapping[str, Item], there: Mapping[str, Item], same: Same, seen: Seen, told: Told
) -> dict[str, Item]:
    """What can be compared. Of the rest it is told why not, of what may be live under another name each."""
    kept: dict[str, Item] = {}
    beside: Counter[tuple[str, str]] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for arn, one in ours.items():
        why = None if arn in there else _why_not(one, same, seen)
        if why is None:
            kept[arn] = one
        elif why is _NO_KIND:
            kinds[one.account][one.type] += 1
        elif (arn in same.open or why is _OPEN) and one.account in seen.regions:
            what = f"{one.kind} `{shown(one.place or one.arn)}`"
            told.unsure.append(Unsure(one.account, what, why, one.span))
        else:
            beside[one.account, why] += 1
    for account, types in kinds.items():
        why = f"a snapshot holds nothing of these kinds: {', '.join(sorted(types))}"
        told.unsure.append(Unsure(account, "", why, None, types.total()))
    for (account, why), count in beside.items():
        told.unsure.append(Unsure(shown(account), "", why, None, count))
    return kept


@cache
def readable() -> frozenset[str]:
    """The types of resources that a snapshot holds."""
    rows = (services.of_cloudformation(kind.cfn) for kind in kinds() if kind.cfn)
    return frozenset(row.name for row in rows if isinstance(row, ResourceType))


def _why_not(one: Item, same: Same, seen: Seen) -> str | None:
    if has_symbol(one.account) or has_symbol(one.region):
        return f"nobody says in which account and Region `{shown(one.stack)}` is"
    if one.account not in seen.regions:
        return "the account was not collected"
    if one.region and one.region not in seen.regions[one.account]:
        return f"{one.region} was not asked"
    if not one.type.startswith("iam:") and one.type not in readable():
        return _NO_KIND
    lost = seen.unread(one.account, one.region, one.type)
    if lost is not None:
        return f"which {one.type} there are was not read ({lost})"
    if one.arn in same.gone or not one.is_open:
        return _unmade(one)
    return _undecided(one, same)


def _unmade(one: Item) -> str | None:
    """Why it need not be live, though the templates tell of it."""
    is_held = one.it.held if isinstance(one.it, Role) else one.it.policy_held
    return None if is_held else _OPEN


def _undecided(one: Item, same: Same) -> str:
    """Why nobody can tell which live thing it is."""
    count = len(same.open.get(one.arn, ()))
    may_be = f"{count} of its kind may be it" if count else "nothing of its kind may be it"
    stack = same.stacks.of(one)
    if stack is not None and stack.resources is None:
        return f"AWS draws its name, and what stack `{one.stack}` made was not read; {may_be}"
    if stack is None:
        return f"AWS draws its name, and no stack `{one.stack}` is known there; {may_be}"
    return f"AWS draws its name, and nothing tells which it is; {may_be}"

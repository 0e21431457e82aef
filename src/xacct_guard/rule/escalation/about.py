"""What an action is about: the kinds of resource it has to be allowed on, and some of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ...iam import reference
from ...iam.arn_pattern import match_resource
from ...iam.symbol import Symbol
from ...iam.truth import Truth

EVERYTHING = "*"
NEW = str(Symbol("any name", created=True))
"""A name that nobody has used before: only a wildcard stands for it."""
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_PARTS = 6


@cache
def kinds(action: str) -> tuple[tuple[str, str], ...]:
    """The types of resource an action has to be allowed on, each with its ARN; none: it takes `*` only.

    Source: the service authorization reference, "required" resource types. What is AWS's own, in an
    account named `aws`, stands there beside what is the caller's.
    """
    said, service = reference.action(action), reference.service(action.partition(":")[0])
    if said is None or service is None:
        return ()
    types = (each.name for each in said.resource_types if each.required)
    found = ((name, service.resource_types[name].arns[0]) for name in types)
    return tuple((name, arn) for name, arn in found if ":aws:" not in arn)


def some(template: str, entries: Iterable[str], home: tuple[str, str, str]) -> Iterator[str]:
    """ARNs of this kind that a caller may choose: any, then one for each entry that speaks of such.

    `home` is the partition, the Region and the account where none is asked for.
    """
    yield _filled(template, home, NEW)
    partition, _, account = home
    anywhere = _filled(template, (partition, "*", account), "*")
    at_home = _filled(template, home, "*").split(":", _PARTS - 1)
    for entry in entries:
        chosen = _chosen(entry, at_home)
        if chosen is not None and match_resource(anywhere, chosen) is Truth.YES:
            yield chosen


def _filled(template: str, home: tuple[str, str, str], name: str) -> str:
    known = dict(zip(("Partition", "Region", "Account"), home, strict=True))
    return _PLACEHOLDER.sub(lambda found: known.get(found[1], name), template)


def _chosen(entry: str, at_home: list[str]) -> str | None:
    """One of the resources that an entry stands for; where it leaves the place open, the one at home."""
    parts = entry.split(":", _PARTS - 1)
    if len(parts) < _PARTS or parts[-1] == EVERYTHING:
        return None
    where = [home if _is_open(part) else part for part, home in zip(parts, at_home, strict=True)]
    return ":".join((*where[:-1], parts[-1].replace("*", "any").replace("?", "x")))


def _is_open(part: str) -> bool:
    return "*" in part or "?" in part

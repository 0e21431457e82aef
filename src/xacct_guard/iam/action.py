"""Action names: which exist, and which one somebody may have meant."""

from __future__ import annotations

import difflib
from datetime import date

from . import reference
from .likeness import only_near
from .pattern import match
from .truth import Truth

_DAYS_OF_TRUST = 60
_UNLISTED = ("apigateway:TagResource", "apigateway:UntagResource")
"""Actions that AWS asks for, and that its reference does not list: refusals name them.

https://github.com/aws-cloudformation/cfn-lint/issues/4280
"""
_LOOKS = frozenset({"List", "Read"})


def is_known_service(prefix: str) -> bool:
    """Does the service authorization reference have this service prefix?"""
    return prefix.lower() in reference.services()


def is_known_action(pattern: str) -> bool:
    """Does an action pattern match at least one action that is known?"""
    if pattern == "*" or reference.actions_matching(pattern):
        return True
    return any(match(pattern, name, ignore_case=True) is Truth.YES for name in _UNLISTED)


def closest_action(name: str) -> str | None:
    """The action of the same service that is most like a name, if one is like it."""
    service = reference.service(name.partition(":")[0].lower())
    if service is None:
        return None
    known = {action.lower(): action for action in service.actions}
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return known[close[0]] if close else None


def no_such_action(name: str) -> str | None:
    """A remark on an action that the packed reference does not know; None: it does."""
    if is_known_action(name):
        return None
    prefix = name.partition(":")[0]
    if not is_known_service(prefix):
        return f"`{prefix}` is no service that the packed reference knows"
    close = closest_action(name)
    hint = f": did you mean `{close}`?" if close else ""
    return f"`{name}` is no action that the packed reference knows{hint}"


def meant_action(name: str) -> str | None:
    """The one action of the same service that a misspelt name surely means."""
    service = reference.service(name.partition(":")[0].lower())
    return only_near(name, service.actions) if service else None


def reference_is_old(today: date | None = None) -> bool:
    """Is the packed reference older than the age at which an unknown action may be a new one?"""
    packed = date.fromisoformat(reference.dates()["service authorization reference"])
    return ((today or date.today()) - packed).days > _DAYS_OF_TRUST


def changes_something(pattern: str) -> bool:
    """Does an entry of `Action` name an action that does more than read or list?"""
    levels = (reference.action(name) for name in reference.actions_matching(pattern))
    return any(each is not None and each.access_level not in _LOOKS for each in levels)

"""Method: one way to come to hold another role, and what has to be allowed for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...graph.step import Page


class Takes(StrEnum):
    """What is taken, and so of what the requests speak.

    `PASSED`: a role that the caller passes to a service. `KEPT`: the role that a thing has already. `ROLE`,
    `USER`: the role or user that the requests name. `SELF`: nobody's, the caller gives itself everything.
    `NEW`: a principal that the caller makes, and gives everything.
    """

    PASSED = "passed"
    KEPT = "kept"
    ROLE = "role"
    USER = "user"
    SELF = "self"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Method:
    """A row of the table: all of `actions` have to be allowed, on what they are about.

    `says` goes on after "may". `service` is the one that a role is passed to: `iam:PassRole` is then asked
    besides. `thing` is the type of what has to be there already, `role_at` the route among its facts to its
    role. With `empowers` the role or user that is taken is given everything first.
    """

    says: str
    actions: tuple[str, ...]
    page: Page
    takes: Takes
    service: str = ""
    thing: str = ""
    role_at: str = "role"
    empowers: bool = False

    @property
    def needed(self) -> frozenset[str]:
        """All actions that have to be allowed."""
        return frozenset(self.actions) | ({"iam:PassRole"} if self.service else frozenset())

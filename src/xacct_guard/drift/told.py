"""Told: what is found beside the changes of access, while two graphs are levelled."""

from __future__ import annotations

from dataclasses import dataclass, field

from .answer import Extra, Lacking, Setting, Unsaid, Unsure
from .item import Item


@dataclass(slots=True)
class Told:
    """What is put down on the way; `written` are the things of the templates that can be compared, by ARN."""

    extra: list[Extra] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    unsaid: list[Unsaid] = field(default_factory=list)
    written: dict[str, Item] = field(default_factory=dict)
    same: int = 0

    def say(self, one: Setting | Unsure) -> None:
        """Put down a setting, or what cannot be told of one."""
        if isinstance(one, Setting):
            self.settings.append(one)
        else:
            self.unsure.append(one)

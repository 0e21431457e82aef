"""What is told while accounts are collected: to a terminal, and to an event log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `what` is one of `WHATS`; what has no place in it stays empty."""

    what: str
    account: str = ""
    region: str = ""
    kind: str = ""
    name: str = ""
    operation: str = ""
    error: str = ""
    message: str = ""
    seconds: float | None = None
    count: int | None = None


Tell = Callable[[Event], None]

WHATS = {
    "started": "collecting begins; `count` accounts are to be collected",
    "account-started": "an account is reached",
    "region-done": "nothing more is asked in a Region (empty: what has none); `count` documents, `seconds`",
    "account-done": "an account is in the snapshot whole; `count` documents, `seconds`",
    "account-kept": "an account was in the snapshot already",
    "account-skipped": "an account is suspended or being closed: it is named, and nothing is asked of it",
    "account-unreachable": "nothing of an account could be read; it is collected again by `--resume`",
    "refused": "an operation was refused or not answered: it is in the table `missing`",
    "gone": "what was listed was no more when it was looked at; it is left out",
    "slow": "an operation took long; `seconds`",
    "waiting": "an operation is waited for; `seconds` so far",
    "finished": "all accounts were tried; `seconds`",
    "interrupted": "somebody stopped it; `--resume` goes on",
}
"""What each event means."""

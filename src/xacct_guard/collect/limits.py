"""How hard a service may be asked, and how long it is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """`in_flight` calls at once for each account and service; `accounts` that are collected at once.

    A call is tried `attempts` times, of which `silences` may go without an answer; seconds to connect and
    to wait for an answer.
    """

    in_flight: int = 4
    accounts: int = 8
    attempts: int = 10
    silences: int = 3
    connect: float = 5
    read: float = 20
    retry_mode: str = "adaptive"

    @property
    def threads(self) -> int:
        """As many as one service of each account that is collected at once may be asked by."""
        return self.accounts * self.in_flight

    def client_config(self) -> Any:
        """Them, in botocore's words."""
        from botocore.config import Config

        return Config(
            connect_timeout=self.connect,
            read_timeout=self.read,
            max_pool_connections=max(self.in_flight, 10),
            retries={"mode": self.retry_mode, "max_attempts": self.attempts},
            user_agent_extra="xacct-guard",
        )

"""When a call is given up: an endpoint that does not answer, or somebody who wants to stop."""

from __future__ import annotations

from threading import Event
from typing import Any

from ..errors import CollectError


class StoppedError(CollectError):
    """Nothing more is asked: somebody interrupted us."""


def lose_patience(session: Any, silences: int, stop: Event) -> None:
    """Let the clients of a session give up after so many calls in vain of the same request, or when told.

    What throttles is asked again as often as botocore's retries have it; what does not answer at all
    would keep us for minutes, and again at the next request.
    """
    from botocore.exceptions import (
        ConnectTimeoutError,
        EndpointConnectionError,
        ReadTimeoutError,
    )

    silent = (ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError)

    def give_up(attempts: int, caught_exception: Exception | None, **_: object) -> None:
        if isinstance(caught_exception, silent) and attempts >= silences:
            raise caught_exception
        give_way()

    def give_way(**_: object) -> None:
        if stop.is_set():
            raise StoppedError("stopped")

    emitter = session.get_component("event_emitter")
    emitter.register_first("needs-retry", give_up)
    emitter.register("before-call", give_way)

"""The guard: a client asks what the tables name, and nothing else leaves the machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import CollectError
from ..live import Ask, Kind
from .reach import REACH

_BEFORE_ANYTHING = "provide-client-params"
_BEFORE_IT_IS_SIGNED = "before-call"


class NotAllowedError(CollectError):
    """An operation that stands in no table; nothing was sent."""


Operations = frozenset[tuple[str, str]]
"""Services and operations, as boto3 names them."""


def operations(kinds: Iterable[Kind]) -> Operations:
    """What may be asked: the operations of these kinds, and those that reaching accounts takes."""
    return frozenset((ask.client, ask.operation) for ask in (*REACH, *asks(kinds)))


def asks(kinds: Iterable[Kind]) -> tuple[Ask, ...]:
    """Every ask of these kinds."""
    return tuple(ask for kind in kinds for ask in (kind.lists, *kind.looks))


def hold(session: Any, allowed: Operations) -> None:
    """Hold a botocore session, and every client that it makes, to these operations.

    An operation is refused twice: before its parameters are looked at, and once more when the request is made,
    so that what some handler of botocore itself asks is held to the list as well.
    """

    def refuse(model: Any, **_: object) -> None:
        _refuse(model, allowed)

    for event in (_BEFORE_ANYTHING, _BEFORE_IT_IS_SIGNED):
        session.get_component("event_emitter").register_first(event, refuse)


def _refuse(model: Any, allowed: Operations) -> None:
    from botocore import xform_name

    service, operation = model.service_model.service_name, xform_name(model.name)
    if (service, operation) not in allowed:
        raise NotAllowedError(
            f"`{service}:{model.name}` is not among the operations that an audit may ask",
            help="what it may ask stands in `live` and in `collect/reach.py`, and only reads",
        )

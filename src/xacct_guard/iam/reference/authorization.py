"""The packed service authorization reference: one document a service, kept once read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .pack import Json, Pack, open_pack

_SHARED = "*"


@cache
def pack() -> Pack:
    """The pack, its head read once."""
    return open_pack(Path(__file__).with_name("authorization.pack"))


@cache
def services() -> tuple[str, ...]:
    """The prefix of every known service, sorted."""
    return tuple(name for name in pack().places if name != _SHARED)


@cache
def rcp_services() -> frozenset[str]:
    """The prefixes of the services whose resources a resource control policy reaches."""
    return frozenset(shared_document()["rcp"])


def service_document(prefix: str) -> Mapping[str, Json] | None:
    """What is packed for a service, as `tools/pack_reference.py` writes it; None if nothing."""
    return _document(prefix) if prefix != _SHARED and prefix in pack().places else None


def shared_document() -> Mapping[str, Json]:
    """What is packed of things that belong to no one service."""
    return _document(_SHARED)


def key_set(packed: Mapping[str, Json], index: int | None) -> tuple[str, ...] | None:
    """The condition keys a service's document lists under `index`; None where it has no say."""
    return None if index is None else tuple(packed["sets"][index])


@cache
def _document(name: str) -> Mapping[str, Json]:
    packed: Mapping[str, Json] = pack().read(name)
    return packed

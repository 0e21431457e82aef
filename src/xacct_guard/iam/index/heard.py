"""Heard: all that the law asks of one request, as truths."""

from __future__ import annotations

from typing import NamedTuple

from ..policy import PolicyKind
from ..request import PrincipalKind
from .principals import Ways
from .truths import NO, YES

NOT_AT_ALL: Ways = (NO, NO, NO, NO, NO)


class Heard(NamedTuple):
    """What each layer says, gates that are not in force as if they allowed.

    `denier` is the first layer that denies; the rest then says nothing. `barred` is why whoever asks
    cannot call the action at all. `denied` is NO or OPEN,
    `scps` the strictest level. `at_home`: do principal and resource share an account; `lone`: is this a
    federated session without a policy; `closed`: is the bucket policy void for whoever asks.
    `ways` and `grants` are what the resource's policy and the grants on a key allow, by the way in
    which they name whoever asks.
    """

    denier: PolicyKind | None
    kind: PrincipalKind
    barred: str | None = None
    at_home: int = NO
    denied: int = NO
    scps: int = YES
    endpoint: int = YES
    identity: int = NO
    boundary: int = YES
    session: int = YES
    lone: bool = False
    ways: Ways = NOT_AT_ALL
    closed: int = NO
    grants: Ways = NOT_AT_ALL

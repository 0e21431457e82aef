"""Requests for which nobody needs a permission."""

from __future__ import annotations

from collections.abc import Mapping

from .answer import Answer, every, some
from .request import PrincipalKind, Request
from .voices import Voices

_SIGNED = (
    PrincipalKind.USER,
    PrincipalKind.SESSION,
    PrincipalKind.FEDERATED_USER,
    PrincipalKind.ROOT,
)
_WHO: Mapping[str, tuple[PrincipalKind, ...]] = {
    "sts:getcalleridentity": _SIGNED,
    "sts:getsessiontoken": (PrincipalKind.USER, PrincipalKind.ROOT),
}


def needs_no_permission(request: Request) -> bool:
    """Anyone may ask who they are, and a user for a token of its own; no Deny takes it away.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
    """
    return request.principal.kind in _WHO.get(request.action.lower(), ())


def passes_others(voices: Voices) -> Answer:
    """Do the policies let it pass that are not the identity's own?

    The pages speak of an identity's policies. Of organization and endpoint policies they are silent.
    """
    others = (*voices.scps, *voices.rcps, *((voices.endpoint,) if voices.endpoint else ()))
    denied = some(voice.denies for voice in others)
    return every((*(gate.allows for gate in voices.gates), ~denied))

"""Voices: what every layer says about one request."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .answer import NO, YES, Answer, every, some, unknown
from .callers import may_be_owner_of_policy
from .control import free_of_rcps, free_of_scps
from .home import is_at_home
from .layers import Layer, Layers
from .policy import PolicyKind
from .request import PrincipalKind, Request
from .semantics import Semantics
from .voice import Voice, hear

BARE = (PrincipalKind.SERVICE, PrincipalKind.PROVIDER, PrincipalKind.ANONYMOUS)
"""Who has neither identity policies nor a boundary or session policy around them."""


@dataclass(frozen=True, slots=True)
class Voices:
    """One voice a layer that is in force. `own_side` is what the principal's account gives."""

    identity: Voice
    resource: Voice
    scps: tuple[Voice, ...]
    rcps: tuple[Voice, ...]
    endpoint: Voice | None
    boundary: Voice | None
    session: Voice | None
    own_side: Answer
    lone_federation: bool

    @property
    def all(self) -> tuple[Voice, ...]:
        """Every voice, in the order in which a deny is told."""
        rest = (self.endpoint, self.resource, self.identity, self.boundary, self.session)
        return (*self.scps, *self.rcps, *(voice for voice in rest if voice))

    @property
    def gates(self) -> tuple[Voice, ...]:
        """The gates on the way to the resource that must allow."""
        return (*self.scps, *((self.endpoint,) if self.endpoint else ()))

    @property
    def limiting(self) -> tuple[Voice, ...]:
        """The gates around the principal: boundary and session policy."""
        return tuple(voice for voice in (self.boundary, self.session) if voice)

    @property
    def limits(self) -> Answer:
        """Do boundary and session policy allow, where there are any?"""
        return every(voice.allows for voice in self.limiting)


def hear_all(request: Request, layers: Layers, semantics: Semantics) -> Voices:
    """What each layer in force says."""
    bounded = is_bounded(layers)
    kind = PolicyKind.TRUST if semantics.is_trust_policy else PolicyKind.RESOURCE
    identity = _hear_identity(layers, request)
    bare = request.principal.kind in BARE
    boundary = None if bare else _hear_gate(layers.boundary, PolicyKind.BOUNDARY, request)
    session = None if bare else _hear_gate(layers.session, PolicyKind.SESSION, request)
    lone = request.principal.kind is PrincipalKind.FEDERATED_USER and session is None
    if lone:
        session = hear(Layer(), PolicyKind.SESSION, request)
    return Voices(
        identity=identity,
        resource=_for_owner(hear(layers.resource, kind, request, bounded=bounded), request),
        scps=_hear_scps(layers, request),
        rcps=_hear_rcps(layers, request),
        endpoint=_hear_endpoint(layers, request, bounded),
        boundary=boundary,
        session=session,
        own_side=own_side(request, identity, boundary, session),
        lone_federation=lone,
    )


def own_side(
    request: Request, identity: Voice, boundary: Voice | None, session: Voice | None
) -> Answer:
    """What the principal's own account gives it. The root user needs no policy.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    if request.principal.kind is PrincipalKind.ROOT:
        return YES
    sides = (identity, boundary, session)
    return every(voice.allows for voice in sides if voice)


def is_bounded(layers: Layers) -> Answer:
    """Has the principal a permissions boundary?"""
    boundary = layers.boundary
    if boundary is None or not is_in_force(boundary):
        return NO
    return YES if boundary.held else unknown(boundary.absent or "the permissions boundary")


def is_in_force(layer: Layer) -> bool:
    """Does the layer hold a policy, or may it?"""
    return bool(layer.policies) or not layer.held


def _for_owner(voice: Voice, request: Request) -> Voice:
    """The resource's voice: at home, the root user is not denied its bucket's policy by that."""
    if not may_be_owner_of_policy(request):
        return voice
    denies = every((voice.denies, ~is_at_home(request)))
    return replace(voice, denies=denies, denying=() if denies.is_no else voice.denying)


def _hear_identity(layers: Layers, request: Request) -> Voice:
    bare = request.principal.kind in BARE
    return hear(Layer() if bare else layers.identity, PolicyKind.IDENTITY, request)


def _hear_gate(layer: Layer | None, kind: PolicyKind, request: Request) -> Voice | None:
    return hear(layer, kind, request) if layer is not None and is_in_force(layer) else None


def _hear_scps(layers: Layers, request: Request) -> tuple[Voice, ...]:
    free = free_of_scps(request) if layers.scps else YES
    if free.is_yes:
        return ()
    return tuple(
        _freed(hear(level, PolicyKind.SCP, request, name=level_name(PolicyKind.SCP, number)), free)
        for number, level in enumerate(layers.scps, 1)
    )


def _hear_rcps(layers: Layers, request: Request) -> tuple[Voice, ...]:
    """Every level allows by `RCPFullAWSAccess`, written or not."""
    free = free_of_rcps(request) if layers.rcps else YES
    if free.is_yes:
        return ()
    return tuple(
        replace(
            _freed(
                hear(level, PolicyKind.RCP, request, name=level_name(PolicyKind.RCP, number)), free
            ),
            allows=YES,
        )
        for number, level in enumerate(layers.rcps, 1)
    )


def level_name(kind: PolicyKind, number: int) -> str:
    """What a level of control policies is called; the root's number is 1."""
    what = "service" if kind is PolicyKind.SCP else "resource"
    return f"{what} control policies, level {number}"


def _freed(voice: Voice, free: Answer) -> Voice:
    """The same voice for someone whom it may not bind."""
    if free.is_no:
        return voice
    return replace(
        voice,
        allows=some((free, voice.allows)),
        denies=every((~free, voice.denies)),
    )


def _hear_endpoint(layers: Layers, request: Request, bounded: Answer) -> Voice | None:
    if layers.endpoint is None or not is_in_force(layers.endpoint):
        return None
    return hear(
        layers.endpoint,
        PolicyKind.ENDPOINT,
        request,
        bounded=bounded,
        gateway=layers.endpoint_is_gateway,
    )

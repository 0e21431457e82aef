"""Plan: what every layer has to say about one action, and what they say of one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..answer import NO as UNBOUNDED
from ..answer import Answer
from ..callers import cannot_call
from ..control import MADE_BY_SERVICES, free_of_rcps, free_of_scps
from ..home import is_at_home
from ..kms_grants import granted
from ..layers import Layer, Layers
from ..policy import PolicyKind
from ..public_access import is_public
from ..request import PrincipalKind
from ..symbol import START
from ..voice import layer_name
from ..voices import BARE, is_bounded, is_in_force, level_name
from .asked import Asked
from .heard import NOT_AT_ALL, Heard
from .principals import ORDER, Ways
from .speech import Speech, speech_of
from .truths import NO, OPEN, YES, Test

_Denials = tuple[tuple[PolicyKind, Test], ...]
_LINKED = "aws-service-role/"


class Plan:
    """The speeches of all layers about one action; `carried` is the kind of the resource's policy."""

    __slots__ = (
        *("_boundary", "_denials", "_endpoint", "_identity", "_public", "_rcps_deny"),
        *("_not_for_all", "_scps", "_session", "_takes_grants", "_voids", "boundary"),
        *("endpoint", "identity", "layers", "rcps", "resource", "scps", "session"),
    )

    def __init__(self, layers: Layers, action: str, carried: PolicyKind) -> None:
        self.layers = layers
        bounded = is_bounded(layers)
        self.scps = tuple(_levels(layers.scps, PolicyKind.SCP, action))
        self.rcps = tuple(_levels(layers.rcps, PolicyKind.RCP, action))
        self.endpoint = _gate(
            layers.endpoint, PolicyKind.ENDPOINT, action, bounded, layers.endpoint_is_gateway
        )
        self.resource = _speech(layers.resource, carried, action, bounded)
        self.identity = _speech(layers.identity, PolicyKind.IDENTITY, action)
        self.boundary = _gate(layers.boundary, PolicyKind.BOUNDARY, action)
        self.session = _gate(layers.session, PolicyKind.SESSION, action)
        self._scps = tuple(filter(None, map(_limit, self.scps)))
        self._endpoint, self._identity = _limit(self.endpoint), self.identity.allowing.hold
        self._boundary, self._session = _limit(self.boundary), _limit(self.session)
        self._rcps_deny = any(not one.denying.is_silent for one in self.rcps)
        self._denials: dict[int, _Denials] = {}
        name, block = action.lower(), layers.public_access_block
        restricts = block is not None and block.restrict_public_buckets
        self._voids = restricts and name.startswith("s3:")
        self._public: int | None = None
        self._takes_grants = bool(layers.kms_grants) and name.startswith("kms:")
        self._not_for_all = name if any(cannot_call(kind, name) for kind in PrincipalKind) else None

    def _who_denies(self, by_scps: int, by_rcps: int, bare: bool) -> _Denials:
        """Who may deny, in the order in which a deny is told."""
        flags = 2 * by_scps + by_rcps + bare
        found = self._denials.get(flags)
        if found is None:
            told = self.told(scps=by_scps == YES, rcps=by_rcps == YES, bare=bare)
            denying = (speech for speech in told if not speech.denying.is_silent)
            found = tuple((speech.kind, speech.denying.hold) for speech in denying)
            self._denials[flags] = found
        return found

    def told(self, *, scps: bool, rcps: bool, bare: bool) -> Iterator[Speech]:
        """The layers in force, in the order in which they are told."""
        yield from self.scps if scps else ()
        yield from self.rcps if rcps else ()
        of_resource = (self.endpoint, self.resource)
        of_principal = () if bare else (self.identity, self.boundary, self.session)
        yield from (one for one in (*of_resource, *of_principal) if one)

    def of_kind(self, kind: PolicyKind) -> tuple[Speech, ...]:
        """The layers of a kind: the levels of control policies, or the one there is."""
        match kind:
            case PolicyKind.SCP:
                return self.scps
            case PolicyKind.RCP:
                return self.rcps
        rest = (self.endpoint, self.resource, self.identity, self.boundary, self.session)
        return tuple(one for one in rest if one and one.kind is kind)

    def hear(self, asked: Asked) -> Heard | None:
        """What the layers say; None where nobody knows whom the control policies bind."""
        kind, bare = asked.kind, asked.kind in BARE
        by_scps = scps_bind(asked) if self.scps else NO
        by_rcps = rcps_bind(asked) if self._rcps_deny else NO
        if OPEN in (by_scps, by_rcps):
            return None
        denied = NO
        for denier, denies in self._who_denies(by_scps, by_rcps, bare):
            truth = denies(asked)
            if truth == YES:
                return Heard(denier, kind)
            if truth == OPEN:
                denied = OPEN
        scps = YES
        for allows in self._scps if by_scps else ():
            scps = min(scps, allows(asked))
        at_home = identity = NO
        boundary = session = YES
        lone = kind is PrincipalKind.FEDERATED_USER and self.session is None
        if not bare:
            at_home, identity = _is_at_home(asked), self._identity(asked)
            boundary = self._boundary(asked) if self._boundary else YES
            session = self._session(asked) if self._session else NO if lone else YES
        return Heard(
            None,
            kind,
            cannot_call(kind, self._not_for_all) if self._not_for_all else None,
            at_home,
            denied,
            scps,
            self._endpoint(asked) if self._endpoint else YES,
            identity,
            boundary,
            session,
            lone,
            self.resource.ways(asked),
            self._is_closed(kind, at_home) if self._voids else NO,
            self._granted(asked) if self._takes_grants else NOT_AT_ALL,
        )

    def _is_closed(self, kind: PrincipalKind, at_home: int) -> int:
        """Does Block Public Access void the bucket policy for whoever asks?"""
        if kind is PrincipalKind.SERVICE:
            return NO
        if self._public is None:
            self._public = int(is_public(self.layers.resource).truth)
        return min(YES - at_home, self._public)

    def _granted(self, asked: Asked) -> Ways:
        found = granted(self.layers.kms_grants, asked.request)
        direct, role, user, account, star = (
            int(said.truth) if (said := found.get(by)) else NO for by in ORDER
        )
        return direct, role, user, account, star


def _speech(layer: Layer, kind: PolicyKind, action: str, bounded: Answer = UNBOUNDED) -> Speech:
    return speech_of(layer, kind, layer_name(layer, kind), action, bounded=bounded)


def _limit(gate: Speech | None) -> Test | None:
    """What a gate allows, where it does not allow everything."""
    return gate.allowing.hold if gate and gate.allowing.least < YES else None


def _levels(levels: Iterable[Layer], kind: PolicyKind, action: str) -> Iterator[Speech]:
    for number, level in enumerate(levels, 1):
        yield speech_of(level, kind, level_name(kind, number), action)


def _gate(
    layer: Layer | None,
    kind: PolicyKind,
    action: str,
    bounded: Answer = UNBOUNDED,
    gateway: bool = False,
) -> Speech | None:
    if layer is None or not is_in_force(layer):
        return None
    return speech_of(layer, kind, layer_name(layer, kind), action, bounded=bounded, gateway=gateway)


def scps_bind(asked: Asked) -> int:
    """Do service control policies bind whoever asks?"""
    organization = asked.request.organization
    if organization.principal_account_is_management or not organization.principal_in_org:
        return NO
    role = asked.role
    is_plain = role is not None and _LINKED not in role
    if role and is_plain and (MADE_BY_SERVICES not in role or asked.knows_path):
        return YES
    return YES - int(free_of_scps(asked.request).truth)


def rcps_bind(asked: Asked) -> int:
    """Do resource control policies bind the request?"""
    return YES - int(free_of_rcps(asked.request).truth)


def _is_at_home(asked: Asked) -> int:
    """As `home.is_at_home`, which answers where an account is not given or not known."""
    own, other = asked.request.principal.account, asked.request.resource_account
    if own and other and START not in other:
        return YES if own == other else NO
    return int(is_at_home(asked.request).truth)

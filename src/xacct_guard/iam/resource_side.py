"""ResourceSide: what the owner of a resource gives to the one who asks."""

from __future__ import annotations

from .answer import NO, Answer, every, some
from .kms_grants import granted
from .layers import Layers
from .principal import By, Named
from .public_access import restricted
from .request import Request
from .semantics import AccountTrust, Semantics
from .voice import Voice


class ResourceSide:
    """The resource's policy, by the way it names the principal, and the grants on a key.

    Empty for resources that take no policy. `closed`: the policy is void for the one who asks,
    because it is public and the bucket blocks that.
    """

    __slots__ = ("_policy", "closed", "grants", "kind")

    def __init__(
        self, request: Request, layers: Layers, policy: Voice, semantics: Semantics
    ) -> None:
        takes_none = semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY
        self.kind = policy.kind
        self._policy: Named = {} if takes_none else policy.by
        self.closed = restricted(request, layers)
        self.grants: Named = {} if takes_none else granted(layers.kms_grants, request)

    def by(self, *how: By) -> Answer:
        """Does the policy allow, naming the principal in one of these ways?"""
        return every((some(self._policy.get(one, NO) for one in how), ~self.closed))

    @property
    def gives(self) -> Answer:
        """Does this side allow in any way at all?"""
        return some((self.by(*By), *self.grants.values()))

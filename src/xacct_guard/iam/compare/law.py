"""The law of `decide` over formulas: function for function, each layer's voice a formula.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from ..answer import Answer
from ..callers import cannot_call, may_be_owner_of_policy
from ..home import is_at_home
from ..no_permission import needs_no_permission
from ..principal import By
from ..request import PrincipalKind, Request
from ..semantics import AccountTrust, Semantics
from ..voices import BARE
from .formula import FALSE, TRUE, Formula, Formulas, negation
from .truths import Truths

_BARE_SIDE = (PrincipalKind.SERVICE, PrincipalKind.PROVIDER)


@dataclass(frozen=True, slots=True)
class Voiced:
    """What a layer says: whether it allows and whether it denies; `by`: in which way, if it matters."""

    allows: Formula = FALSE
    denies: Formula = FALSE
    by: Mapping[By, Formula] | None = None


@dataclass(frozen=True, slots=True)
class Chorus:
    """What all layers say. `limits` are boundary and session policy, `gates` those on the way.

    `grants` are those on a key, by the way they name who asks; `closed`: the bucket's policy is
    void for who asks. `denials` are of all layers but the resource's own.
    """

    identity: Voiced
    resource: Voiced
    gates: tuple[Voiced, ...]
    others: tuple[Voiced, ...]
    limits: tuple[Voiced, ...]
    grants: Mapping[By, Formula]
    closed: Formula


class Law:
    """The verdict on a request, of which context keys are still open."""

    __slots__ = ("_f", "_truths")

    def __init__(self, truths: Truths) -> None:
        self._truths = truths
        self._f: Formulas = truths.formulas

    def allowed(self, request: Request, heard: Chorus, semantics: Semantics) -> Formula:
        """No deny; every gate allows; the grants suffice."""
        gates = self._f.every(gate.allows for gate in heard.gates)
        if needs_no_permission(request):
            return self._without_permission(request, heard, gates)
        denies = [self._of_owner(request, heard.resource.denies)]
        denies += (voice.denies for voice in self._around(heard))
        denied = self._f.some(denies)
        return self._f.every((negation(denied), gates, self._granted(request, heard, semantics)))

    def _around(self, heard: Chorus) -> Iterable[Voiced]:
        return (heard.identity, *heard.gates, *heard.others, *heard.limits)

    def _without_permission(self, request: Request, heard: Chorus, gates: Formula) -> Formula:
        denied = self._f.some(voice.denies for voice in (*heard.gates, *heard.others))
        doubt = self._truths.doubt(
            ("no permission", request.action.lower()),
            f"whether control or endpoint policies stop `{request.action}`",
        )
        return self._f.some((self._f.every((gates, negation(denied))), doubt))

    def _of_owner(self, request: Request, denies: Formula) -> Formula:
        if not may_be_owner_of_policy(request):
            return denies
        return self._f.every((denies, negation(self._home(request))))

    def _home(self, request: Request) -> Formula:
        return self._said(is_at_home(request), ("home", request.principal.account))

    def _said(self, answer: Answer, what: Hashable) -> Formula:
        return self._truths.said(answer, what)

    def _granted(self, request: Request, heard: Chorus, semantics: Semantics) -> Formula:
        """At home one side may suffice; from another account both must allow."""
        kind = request.principal.kind
        if cannot_call(kind, request.action.lower()):
            return FALSE
        side = self._side(heard, semantics)
        if kind in _BARE_SIDE:
            doubt = self._truths.doubt("everyone", "whether an Allow to `*` reaches services")
            everyone = self._f.every((side(By.STAR), doubt))
            return self._f.some((side(By.DIRECT), everyone, *heard.grants.values()))
        if kind is PrincipalKind.ANONYMOUS:
            return side(By.STAR)
        at_home = self._home(request)
        home = self._own_account(request, heard, semantics)
        away = self._other_account(request, heard, semantics)
        return self._f.some(
            (self._f.every((at_home, home)), self._f.every((negation(at_home), away)))
        )

    def _side(self, heard: Chorus, semantics: Semantics) -> _Side:
        takes_none = semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY
        named = {} if takes_none else heard.resource.by or {}
        return _Side(self._f, named, heard.closed)

    def _own_side(self, request: Request, heard: Chorus) -> Formula:
        if request.principal.kind is PrincipalKind.ROOT:
            return TRUE
        return self._f.every((heard.identity.allows, self._limits(heard)))

    def _limits(self, heard: Chorus) -> Formula:
        return self._f.every(voice.allows for voice in heard.limits)

    def _own_account(self, request: Request, heard: Chorus, semantics: Semantics) -> Formula:
        side = self._side(heard, semantics)
        delegated = semantics.account_trust is AccountTrust.IF_POLICY_SAYS
        handed_over = side(By.ACCOUNT) if delegated else TRUE
        limits = self._limits(heard)
        return self._f.some(
            (
                self._f.every((handed_over, self._own_side(request, heard))),
                side(By.DIRECT, By.STAR),
                self._f.every((side(By.ROLE, By.FEDERATING_USER), limits)),
                self._granted_at_home(request, heard, semantics, limits),
            )
        )

    def _granted_at_home(
        self, request: Request, heard: Chorus, semantics: Semantics, limits: Formula
    ) -> Formula:
        """Grants on a key; what a boundary is to them, or an account's grant by itself, is open."""
        if semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY:
            return FALSE
        direct = self._f.some(said for by, said in heard.grants.items() if by is not By.ACCOUNT)
        account = heard.grants.get(By.ACCOUNT, FALSE)
        own = self._own_side(request, heard)
        return self._f.some(
            (
                self._f.every((direct, self._unless(limits, "a boundary limits a grant"))),
                self._f.every((account, self._unless(own, "a grant to an account is enough"))),
            )
        )

    def _unless(self, sure: Formula, doubt: str) -> Formula:
        return self._f.some((sure, self._truths.doubt(doubt, f"whether {doubt}")))

    def _other_account(self, request: Request, heard: Chorus, semantics: Semantics) -> Formula:
        own = self._own_side(request, heard)
        side = self._side(heard, semantics)
        takes_none = semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY
        grants = FALSE if takes_none else self._f.some(heard.grants.values())
        enough = self._unless(own, "a grant to another account is enough")
        return self._f.some((self._f.every((side(*By), own)), self._f.every((grants, enough))))


class _Side:
    """What the resource's policy allows, naming who asks in some ways."""

    __slots__ = ("_closed", "_f", "_named")

    def __init__(self, formulas: Formulas, named: Mapping[By, Formula], closed: Formula) -> None:
        self._f, self._named, self._closed = formulas, named, closed

    def __call__(self, *how: By) -> Formula:
        found = self._f.some(self._named.get(by, FALSE) for by in how)
        return self._f.every((found, negation(self._closed)))


def is_bare(request: Request) -> bool:
    """Has who asks neither identity policies nor a boundary or session policy?"""
    return request.principal.kind in BARE

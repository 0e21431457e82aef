"""What each layer says of one request, in evaluation order; the layers that are not there, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..finding import Evidence
from ..graph.access_graph import AccessGraph
from ..graph.model import Account
from ..iam.decision import Miss, Verdict
from ..iam.explain import nearest_miss
from ..iam.layers import Layer, Layers
from ..iam.policy import Policy, PolicyKind, Statement
from ..iam.request import PrincipalKind, Request
from ..iam.semantics import AccountTrust, Semantics, semantics_of
from ..iam.symbol import shown
from ..iam.voice import Voice
from ..iam.voices import hear_all
from ..repair.home import home_of
from ..trace.decide import layers_of
from ..words import is_near
from ..words.conditions import says_of
from ..words.kinds import LAYERS

_WITHOUT_ACCOUNT = (PrincipalKind.SERVICE, PrincipalKind.PROVIDER, PrincipalKind.ANONYMOUS)


@dataclass(frozen=True, slots=True)
class Missed:
    """The element of the closest statement that did not match: what it says, what the request has."""

    element: str
    wanted: str
    got: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LayerSaid:
    """What one layer says.

    `says` is `allows`, `denies`, `may allow`, `may deny`, `silent`, `not held` (the estate does not
    hold it), `not given` (nobody gave it: taken to be none) or `none` (there is none, or it does not
    bind here).
    """

    kind: PolicyKind
    title: str
    says: str
    because: str
    evidence: tuple[Evidence, ...] = ()
    missed: Missed | None = None


def layers_said(request: Request, verdict: Verdict, graph: AccessGraph) -> tuple[LayerSaid, ...]:
    """What every kind of policy says of a request with this verdict, in evaluation order."""
    asked = _Asked(request, verdict, graph)
    return tuple(said for kind in asked.kinds for said in asked.of(kind))


class _Asked:
    """One request before all its layers."""

    def __init__(self, request: Request, verdict: Verdict, graph: AccessGraph) -> None:
        self.request, self.verdict, self.graph = request, verdict, graph
        self.semantics: Semantics = semantics_of(request.action, request.resource)
        self.layers: Layers = layers_of(request, graph)
        self.voices = hear_all(request, self.layers, self.semantics)

    @property
    def kinds(self) -> tuple[PolicyKind, ...]:
        """The kinds in evaluation order; a role's own policy is its trust policy."""
        carried = PolicyKind.TRUST if self.semantics.is_trust_policy else PolicyKind.RESOURCE
        before = (PolicyKind.SCP, PolicyKind.RCP, PolicyKind.ENDPOINT, carried)
        return (*before, PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION)

    def of(self, kind: PolicyKind) -> Iterator[LayerSaid]:
        """What the layers of one kind say, else why there is none."""
        why_not = self._not_there(kind)
        voices = [voice for voice in self.voices.all if voice.kind is kind]
        if why_not is not None:
            yield LayerSaid(kind, self._title(kind), *why_not)
            return
        yield from map(self._said, voices)

    def _title(self, kind: PolicyKind, name: str = "") -> str:
        where = home_of(kind, self.request, self.graph).where
        known = kind not in (PolicyKind.SCP, PolicyKind.RCP) or where
        return f"{name or LAYERS[kind]} of {where}" if known else LAYERS[kind]

    def _said(self, voice: Voice) -> LayerSaid:
        title = self._title(voice.kind, voice.name if voice.kind in _LEVELLED else "")
        if voice.denies.is_yes:
            says, statements = "denies", voice.denying
        elif voice.denying:
            says, statements = "may deny", (*voice.denying, *voice.allowing)
        elif voice.allowing:
            says = "allows" if voice.allows.is_yes else "may allow"
            statements = voice.allowing
        else:
            return self._silent(voice, title)
        evidence = tuple(Evidence(one.span, says_of(one, self.request)) for one in statements)
        return LayerSaid(voice.kind, title, says, _counted(statements), evidence)

    def _silent(self, voice: Voice, title: str) -> LayerSaid:
        """Nothing in it applies; or it is not held, or cannot be read whole."""
        if not voice.denies.is_no:
            names = ", ".join(f"`{shown(name)}`" for name in sorted(voice.denies.depends))
            return LayerSaid(voice.kind, title, "not held", f"the estate does not hold {names}")
        if voice.kind is PolicyKind.RCP:
            return LayerSaid(voice.kind, title, "allows", "no Deny applies")
        if not any(policy.statements for policy in voice.layer.policies):
            return LayerSaid(voice.kind, title, "none", "there is none")
        missed = self._missed(voice)
        because = "nothing in it allows this, and nothing denies it"
        return LayerSaid(voice.kind, title, "silent", because, (), missed)

    def _missed(self, voice: Voice) -> Missed | None:
        """The closest miss among the statements that speak of the service at all."""
        policies = tuple(self._of_service(policy) for policy in voice.layer.policies)
        near = replace(voice, layer=Layer(policies))
        miss = None if self.verdict is Verdict.ALLOW else nearest_miss(near, self.request)
        return _in_words(miss) if miss is not None and is_near(miss) else None

    def _of_service(self, policy: Policy) -> Policy:
        starts = (f"{self.request.service}:", "*")
        statements = (
            one
            for one in policy.statements
            if one.not_actions or any(w.text.lower().startswith(starts) for w in one.actions)
        )
        return replace(policy, statements=tuple(statements))

    def _not_there(self, kind: PolicyKind) -> tuple[str, str] | None:
        """Why no layer of a kind has a say: what to call it, and the reason."""
        match kind:
            case PolicyKind.SCP:
                return self._no_scps()
            case PolicyKind.RCP:
                return self._no_rcps()
            case PolicyKind.ENDPOINT:
                return self._no_endpoint()
            case PolicyKind.RESOURCE | PolicyKind.TRUST:
                return self._no_resource_policy()
            case PolicyKind.IDENTITY:
                return self._no_identity_policies()
        return self._no_limit(kind)

    def _no_scps(self) -> tuple[str, str] | None:
        principal = self.request.principal
        if principal.kind in _WITHOUT_ACCOUNT:
            return "none", f"they bind no {principal.kind.value.lower()}"
        if self.layers.scps:
            return None if self.voices.scps else ("none", _FREE_OF_SCPS)
        return _not_given(self.graph.accounts.get(principal.account or ""), "scps")

    def _no_rcps(self) -> tuple[str, str] | None:
        if self.layers.rcps:
            free = f"they do not bind this request of `{self.request.service}`"
            return None if self.voices.rcps else ("none", free)
        return _not_given(self.graph.accounts.get(self.request.resource_account or ""), "rcps")

    def _no_endpoint(self) -> tuple[str, str] | None:
        if self.layers.endpoint is not None:
            return None
        if "aws:sourcevpce" not in self.request.context.values:
            return "none", "no VPC endpoint was named"
        return "not given", "not given: taken to allow everything"

    def _no_resource_policy(self) -> tuple[str, str] | None:
        service = f"`{self.request.service}`"
        if self.request.resource == "*":
            return "none", "no single resource is asked"
        if self.semantics.same_account_only:
            return "none", "passing a role asks the caller's own policies only"
        if self.semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY:
            return "none", f"{service} has no resource policy here"
        layer = self.layers.resource
        return ("none", "it has none") if layer.held and not layer.policies else None

    def _no_identity_policies(self) -> tuple[str, str] | None:
        kind = self.request.principal.kind
        if kind in _WITHOUT_ACCOUNT:
            return "none", f"a {kind.value.lower()} principal has none"
        if kind is PrincipalKind.ROOT:
            return "none", "the root user needs none"
        layer = self.layers.identity
        return ("none", "it has none") if layer.held and not layer.policies else None

    def _no_limit(self, kind: PolicyKind) -> tuple[str, str] | None:
        principal = self.request.principal
        if principal.kind in (*_WITHOUT_ACCOUNT, PrincipalKind.ROOT):
            return "none", f"a {principal.kind.value.lower()} principal has none"
        if any(voice.kind is kind for voice in self.voices.limiting):
            return None
        if kind is PolicyKind.SESSION:
            return "none", "none was given"
        held = (principal.role or principal.arn) in self.graph.roles
        return (
            ("none", "it has none") if held else ("not held", "the estate does not hold the role")
        )


_LEVELLED = (PolicyKind.SCP, PolicyKind.RCP)
_FREE_OF_SCPS = (
    "they do not bind the management account, service-linked roles and other organizations"
)


def _not_given(account: Account | None, name: str) -> tuple[str, str]:
    if account is None:
        return "not given", "the account is not in the configuration: taken to be none"
    given = account.scps if name == "scps" else account.rcps
    if given is None:
        return "not given", "not given: taken to be none"
    return "none", "there are none"


def _counted(statements: tuple[Statement, ...]) -> str:
    return "by a statement" if len(statements) == 1 else f"by {len(statements)} statements"


def _in_words(miss: Miss) -> Missed:
    wanted, got = shown(miss.wanted), shown(miss.got)
    name = f"`{miss.statement.sid}`" if miss.statement.sid else "this"
    says = f"{name} comes closest, but its {miss.element} says `{wanted}`; the request has `{got}`"
    return Missed(miss.element, wanted, got, Evidence(miss.span, says))

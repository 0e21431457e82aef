"""Compiled: the policies of one set of layers, ready for many requests."""

from __future__ import annotations

from dataclasses import replace

from ..context import in_order
from ..decide import Judgement, decide, judge
from ..decision import Decision, Verdict
from ..explain import sentence
from ..layers import Layer, Layers
from ..policy import PolicyKind
from ..request import Request
from ..semantics import DEFAULT, Semantics
from ..symbol import has_symbol
from ..voices import hear_all
from .asked import Asked, ask
from .because import denying, outcomes
from .heard import Heard
from .plan import Plan
from .policies import index_of
from .rulings import Ruling, rulings_under

_ACTIONS = 1024


class Compiled:
    """Decides requests under the same layers; what it says, `decide.decide` says.

    Nothing is compiled before it is asked for.
    """

    __slots__ = ("_plans", "_rulings", "_trust_plans", "layers")

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._plans: dict[str, Plan] = {}
        self._trust_plans: dict[str, Plan] = {}
        self._rulings = rulings_under(DEFAULT)

    def verdict(
        self, request: Request, semantics: Semantics
    ) -> tuple[Verdict, PolicyKind | None, tuple[str, ...]]:
        """The verdict, the layer a denial is put down to, and what an UNKNOWN depends on."""
        asked = ask(request)
        heard = self._plan(request.action, semantics).hear(asked) if asked else None
        if heard is not None:
            found = self._rule(heard, request, semantics)
            if found.verdict is not Verdict.UNKNOWN:
                return found.verdict, found.denied_by, ()
        verdict, by, _, depends = self._judged(request, semantics)
        return verdict, by, in_order(depends)

    def ruling(self, request: Request, semantics: Semantics) -> Ruling:
        """The verdict and the reason for it in words."""
        asked = ask(request)
        plan = self._plan(request.action, semantics)
        heard = plan.hear(asked) if asked else None
        if asked is None or heard is None:
            found = decide(request, self._nearby(request.action), semantics)
            return Ruling(found.verdict, found.denied_by, found.depends_on, found.reason)
        return self._told(asked, plan, heard, semantics)

    def decide(self, request: Request, semantics: Semantics) -> Decision:
        """The whole decision, layer by layer."""
        asked = ask(request)
        plan = self._plan(request.action, semantics)
        heard = plan.hear(asked) if asked else None
        if asked is None or heard is None:
            return decide(request, self.layers, semantics)
        verdict, by, depends, reason = self._told(asked, plan, heard, semantics)
        layer_by_layer = outcomes(plan, asked, verdict)
        return Decision(request, verdict, by, depends, reason, layer_by_layer)

    def _told(self, asked: Asked, plan: Plan, heard: Heard, semantics: Semantics) -> Ruling:
        """The ruling, with what hangs on more than was heard."""
        found = self._rule(heard, asked.request, semantics)
        verdict, by, _, reason = found
        if reason:
            return found
        if verdict is Verdict.UNKNOWN:
            names = in_order(self._judged(asked.request, semantics).depends)
            return Ruling(verdict, by, names, sentence(verdict, by, names))
        statement = denying(plan, asked, by) if by else None
        return Ruling(verdict, by, (), sentence(verdict, by, denying=statement))

    def _plan(self, action: str, semantics: Semantics) -> Plan:
        plans = self._trust_plans if semantics.is_trust_policy else self._plans
        plan = plans.get(action)
        if plan is None:
            if len(plans) >= _ACTIONS:
                plans.clear()
            carried = PolicyKind.TRUST if semantics.is_trust_policy else PolicyKind.RESOURCE
            plan = plans[action] = Plan(self.layers, action, carried)
        return plan

    def _rule(self, heard: Heard, request: Request, semantics: Semantics) -> Ruling:
        rulings = self._rulings
        if rulings.semantics is not semantics:
            rulings = self._rulings = rulings_under(semantics)
        return rulings.on(heard, request, self.layers)

    def _judged(self, request: Request, semantics: Semantics) -> Judgement:
        """The law's own judgement, on the statements that speak about the action."""
        layers = self._nearby(request.action)
        return judge(request, layers, hear_all(request, layers, semantics), semantics)

    def _nearby(self, action: str) -> Layers:
        """The layers without the statements about other actions, which never change a verdict.

        But for a bucket's policy: whether it is public hangs on all its statements.
        """
        if has_symbol(action):
            return self.layers
        layers = self.layers
        return replace(
            layers,
            identity=_about(layers.identity, action),
            resource=layers.resource
            if layers.public_access_block
            else _about(layers.resource, action),
            scps=tuple(_about(level, action) for level in layers.scps),
            rcps=tuple(_about(level, action) for level in layers.rcps),
            boundary=_about(layers.boundary, action) if layers.boundary else None,
            session=_about(layers.session, action) if layers.session else None,
            endpoint=_about(layers.endpoint, action) if layers.endpoint else None,
        )


def _about(layer: Layer, action: str) -> Layer:
    """The same policies, with the statements that speak about the action."""
    found = (
        replace(
            policy,
            statements=tuple(one.statement for one, _ in index_of(policy).found(action)),
        )
        for policy in layer.policies
    )
    return replace(layer, policies=tuple(found))

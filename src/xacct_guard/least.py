"""LEAST: the policies that an estate needs and no more, and how far its own are from these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .model import Model

if TYPE_CHECKING:
    from .blueprint.written import Written
    from .grants.generate import Seen
    from .grants.prove import Proof


def generated(model: Model, *, optional: bool = True) -> Written:
    """The policies that the paths of the estate need, as they can be deployed.

    With `optional` also what only requests need whose refusal is not known to stop anything.
    """
    from .blueprint.deployment import Deployment
    from .blueprint.written import Written
    from .grants.generate import generate_over

    generation = generate_over(_worlds(model), optional=optional)
    return Written(generation, Deployment.of(generation, model.graph, model.estate.parts))


def proved(model: Model, *, generated: bool = False, necessary: bool = False) -> Proof:
    """What the policies of the estate are worth; with `generated` what those are that could replace them."""
    from .grants.prove import prove

    if generated:
        return _proved_of_generated(model, necessary=necessary)
    return prove(model.graph, model.paths, necessary=necessary)


def _proved_of_generated(model: Model, *, necessary: bool) -> Proof:
    """The proof of generated policies, and what they change where there are policies in force."""
    from .blueprint.deployment import Deployment
    from .grants.against import against
    from .grants.alone import alone
    from .grants.generate import generate_over
    from .grants.prove import prove
    from .trace import trace

    worlds = _worlds(model)
    policies = Deployment.of(generate_over(worlds), model.graph).policies
    instead = alone(model.graph, policies)
    paths = (trace(alone(graph, policies)) for _, graph in worlds)
    proof = prove(instead, tuple(path for those in paths for path in those), necessary=necessary)
    if not any(model.graph.policies()):
        return proof
    return replace(proof, beside=against(model.graph, instead, proof.hops))


def _worlds(model: Model) -> tuple[Seen, ...]:
    return tuple((world.paths, world.graph) for world in model.worlds)

"""Surroundings: what of the layers is not in their statements."""

from __future__ import annotations

from collections.abc import Hashable

from ..layers import Layers
from ..voices import is_bounded, is_in_force


def surroundings(layers: Layers) -> Hashable:
    """Equal where two sides differ in nothing but statements; like nothing else where more matters."""
    if layers.public_access_block is not None:
        return object()
    gates = (layers.boundary, layers.session, layers.endpoint)
    held = (layers.identity, layers.resource, *layers.scps, *layers.rcps, *filter(None, gates))
    return (
        tuple(gate is not None and is_in_force(gate) for gate in gates),
        is_bounded(layers),
        len(layers.scps),
        len(layers.rcps),
        layers.endpoint_is_gateway,
        repr(layers.kms_grants),
        tuple((one.held, one.absent, tuple(two.unresolved for two in one.policies)) for one in held)
        if any(not one.held or any(two.unresolved for two in one.policies) for one in held)
        else (),
    )


def may_allow_unspoken(layers: Layers) -> bool:
    """May something else than a statement allow: a policy that nobody holds or can read whole, a grant?"""
    either = (layers.identity, layers.resource)
    hidden = any(not one.held or any(two.unresolved for two in one.policies) for one in either)
    return hidden or bool(layers.kms_grants)

"""Where the two engines are known to differ: each as a rewriting of the scenario.

The page that decides each, and a minimal scenario, are in `disagreements.yaml` under the same id.
They are tried in this order: what changes how a text is read comes before what reads it.
"""

from __future__ import annotations

from . import layers, principals, public_access, request, resources, sets, values, variables
from .peculiarity import Peculiarity

PECULIARITIES: tuple[Peculiarity, ...] = (
    *request.FOUND,
    *variables.FOUND,
    *values.FOUND,
    *sets.FOUND,
    *resources.FOUND,
    *principals.FOUND,
    *layers.FOUND,
    *public_access.FOUND,
)

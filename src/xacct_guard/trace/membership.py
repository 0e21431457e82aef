"""Membership: the context keys by which a policy asks in which organization an account is.

The configuration names the accounts of its organization. Where in it an account is, nobody says here: the path
begins with the organization, and the rest is open.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping

from ..graph.access_graph import AccessGraph
from ..iam.arn import Arn
from ..iam.request import ContextValue, Principal, PrincipalKind
from ..iam.symbol import Symbol

_SOURCE = "aws:sourceaccount"


def membership(
    principal: Principal,
    action: str,
    resource: str,
    graph: AccessGraph,
    *,
    owner: str | None,
    sent: Mapping[str, ContextValue],
) -> dict[str, ContextValue]:
    """The organization of the accounts in a request, as far as these are of it.

    `owner` is whose the resource is, where that is known; `sent` are keys that the request has. Whose
    organization the principal is of, the engine tells itself: only the path is told here.
    """
    source = sent.get(_SOURCE) if principal.kind is PrincipalKind.SERVICE else None
    whose = owner if _tells_owner(resource, graph) and not _is_silent(action) else None
    return {
        **_told("source", source if isinstance(source, str) else None, graph),
        **_told("resource", whose, graph),
        **_path("principal", principal.account, graph),
    }


def _is_silent(action: str) -> bool:
    """May a request for this lack the keys that tell whose the resource is?"""
    name = action.lower()
    return name in _WITHOUT_OWNER or name.startswith("ebs:")


_WITHOUT_OWNER = frozenset(
    {
        *("ec2:createvpcendpoint", "ec2:createvpcpeeringconnection"),
        "route53:associatevpcwithhostedzone",
    }
)
"""Of these the page on condition keys says that they do not support `aws:ResourceOrgID`."""


def _tells_owner(resource: str, graph: AccessGraph) -> bool:
    """Is it certain whose the resource is? The ARN of a bucket that nobody holds does not say."""
    arn = Arn.parse(resource)
    says = arn is not None and bool(arn.account or arn.service in _OF_WHOEVER_ASKS)
    return says or resource == "*" or graph.resource(resource) is not None


_OF_WHOEVER_ASKS = frozenset({"apigateway"})
"""Services whose ARNs name no account, and that are asked for things of one's own alone.

https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
"""


def _told(of: str, account: str | None, graph: AccessGraph) -> dict[str, ContextValue]:
    path = _path(of, account, graph)
    return {f"aws:{of}orgid": graph.organization, **path} if path and graph.organization else {}


def _path(of: str, account: str | None, graph: AccessGraph) -> dict[str, ContextValue]:
    if graph.organization is None or account not in graph.accounts:
        return {}
    below = Symbol(f"where account {account} is in the organization", "r-*/")
    return {f"aws:{of}orgpaths": (f"{graph.organization}/{below}",)}

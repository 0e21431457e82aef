"""Principal, Context, Request: who asks for what, with what circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ContextValue = str | tuple[str, ...]


class PrincipalKind(StrEnum):
    """The forms a principal can take; the value is what `aws:PrincipalType` says where it does."""

    USER = "User"
    SESSION = "AssumedRole"
    FEDERATED_USER = "FederatedUser"
    ROOT = "Account"
    SERVICE = "Service"
    PROVIDER = "Provider"
    ANONYMOUS = "Anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    `arn` is the session, user, federated user or root ARN, the provider's ARN, the service's name or
    `*`; `account` is None for services, providers and anonymous. `role` is the ARN of the
    role behind a session (with its path where known), for SESSION only. A role given without a
    session is "some session of it": its `arn` is the role's ARN and equals `role`. `knows_path`:
    False where only the session's ARN tells the role, which leaves out the path it may be under.
    """

    kind: PrincipalKind
    arn: str
    account: str | None = None
    role: str | None = None
    knows_path: bool = True


class Otherwise(StrEnum):
    """What a context key that nobody mentions is."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """The request context. Keys are lower-case; a value is a text or a tuple of texts.

    `unknown` keys may be absent or present with any value; `absent` keys are not there (a whole family of
    them is `aws:requesttag/*`); what is in none of the three is as `otherwise` says (after the keys AWS
    always sends are derived).
    """

    values: Mapping[str, ContextValue] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    otherwise: Otherwise = Otherwise.ABSENT


@dataclass(frozen=True, slots=True)
class Organization:
    """What the organization has to do with this request."""

    id: str | None = None
    principal_in_org: bool = False
    principal_account_is_management: bool = False
    resource_account_is_management: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One action by one principal on one resource. ARNs may hold symbols."""

    principal: Principal
    action: str
    resource: str
    resource_account: str | None = None
    region: str | None = None
    context: Context = Context()
    organization: Organization = Organization()

    @property
    def service(self) -> str:
        """The service prefix of the action, lower-case."""
        return self.action.partition(":")[0].lower()

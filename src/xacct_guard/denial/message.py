"""Denial: what an AccessDenied message says, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..iam.policy import PolicyKind


@dataclass(frozen=True, slots=True)
class Denial:
    """An AccessDenied message, read. What is None, empty or False is not said.

    `form` names the form of the message, `actions` has several where AWS does not say which. `kind`
    is the policy kind that AWS names, `explicit` whether by a Deny, `policy` its ARN. `service` is
    the action prefix of the service that answered, `operation` the API operation, `context` what a
    CloudTrail event tells of the circumstances, `means` what is known of this form of message.
    `encoded`: there is a part that only AWS can read.
    """

    form: str
    principal: str | None = None
    actions: tuple[str, ...] = ()
    resource: str | None = None
    kind: PolicyKind | None = None
    explicit: bool | None = None
    policy: str | None = None
    service: str | None = None
    operation: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    means: str = ""
    encoded: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What would have to be known to decide it: of `principal`, `action`, `resource`."""
        said = {"principal": self.principal, "action": self.actions, "resource": self.resource}
        return tuple(name for name, value in said.items() if not value)

    @property
    def ways_to_learn(self) -> tuple[str, ...]:
        """What to run to learn what the message leaves out."""
        found = []
        if self.encoded:
            found.append("aws sts decode-authorization-message --encoded-message MESSAGE")
        if "principal" in self.missing:
            found.append("aws sts get-caller-identity  # as whoever made the call")
        if self.missing:
            name = self.operation or "OPERATION"
            found.append(
                "aws cloudtrail lookup-events --lookup-attributes"
                f" AttributeKey=EventName,AttributeValue={name} --query 'Events[0].CloudTrailEvent'"
                " --output text | xacct-guard why --error -"
            )
        return tuple(found)

"""Form: a wording of a refusal, and what stands around any of them: which policy refused, and when.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..iam.operation import prefix_of
from ..iam.policy import PolicyKind
from .message import Denial

_KINDS = {
    "identity-based": PolicyKind.IDENTITY,
    "resource-based": PolicyKind.RESOURCE,
    "service control": PolicyKind.SCP,
    "resource control": PolicyKind.RCP,
    "permissions boundary": PolicyKind.BOUNDARY,
    "session": PolicyKind.SESSION,
    "sessions": PolicyKind.SESSION,
    "vpc endpoint": PolicyKind.ENDPOINT,
    "role trust": PolicyKind.TRUST,
}
_KIND = "|".join(_KINDS)
ARN = r"arn:aws[a-z-]*:[^\s\"'`<>]+"
_CAUSE = re.compile(
    rf"(?P<how>with an explicit deny in (?:an?|the)|because (?:no|the)) (?P<kind>{_KIND})"
    rf"(?: polic(?:y|ies))?(?: transitively through an? (?P<through>{_KIND}) policy)?"
    rf"(?::? ?(?P<policy>{ARN}))?",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"\(Service: (?P<service>[^;)]+);", re.IGNORECASE)
_CALL = re.compile(r"when calling the (?P<operation>\w+) operation", re.IGNORECASE)
_ENCODED = re.compile(r"Encoded authorization failure message", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of message: its name, how it is known, and what it says."""

    name: str
    pattern: re.Pattern[str]
    says: Callable[[re.Match[str]], Denial]

    def read(self, text: str) -> Denial | None:
        """What a message of this form says; None where it has another form."""
        found = self.pattern.search(text)
        return replace(_around(self.says(found), text), form=self.name) if found else None


def _around(denial: Denial, text: str) -> Denial:
    """What stands around a message: the policy kind, the operation, the part that is encoded."""
    cause, call = _CAUSE.search(text), _CALL.search(text)
    denial = replace(
        denial,
        service=service_in(text),
        encoded=_ENCODED.search(text) is not None,
        operation=denial.operation or (call["operation"] if call else None),
    )
    if cause is None:
        return denial
    kind = _KINDS[(cause["through"] or cause["kind"]).lower()]
    explicit = cause["how"].lower().startswith("with")
    policy = cause["policy"].rstrip(".,;)") if cause["policy"] else None
    return replace(denial, kind=kind, explicit=explicit, policy=policy)


def form(name: str, pattern: str, says: Callable[[re.Match[str]], Denial]) -> Form:
    """A form by its pattern, in letters of either case."""
    return Form(name, re.compile(pattern, re.IGNORECASE), says)


def service_in(text: str) -> str | None:
    """The action prefix of the service that a message says it comes from, `(Service: AmazonS3; …`."""
    found = _SERVICE.search(text)
    return prefix_of(found["service"]) if found else None

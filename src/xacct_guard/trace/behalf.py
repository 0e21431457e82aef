"""On whose behalf a service comes: it tells the account it works for, or tells nothing.

Where no page says which, both may be so, and no other: a policy that asks whether there is a source before it
asks for its organization is decided all the same.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from dataclasses import replace

from ..graph.step import Step
from ..iam.principal_kind import kind_of
from ..iam.request import PrincipalKind

_ACCOUNT = "aws:sourceaccount"


def told_or_not(step: Step) -> tuple[Step, ...]:
    """The step with the account and without it; none where it is known which of them it is."""
    known = step.context.keys() | step.absent | step.unknown
    if _ACCOUNT in known or kind_of(step.principal) is not PrincipalKind.SERVICE:
        return ()
    if not step.account:
        return ()
    told = replace(step, context={**step.context, _ACCOUNT: step.account})
    return told, replace(step, absent=step.absent | {_ACCOUNT})

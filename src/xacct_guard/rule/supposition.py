"""Supposition: what of live accounts has to be known whole where a rule concludes from what is not there.

Where that was refused the rule is not heard, or what it finds is in doubt and says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from ..finding import Confidence, Finding, Fix, Safety
from ..graph.access_graph import ANYONE, names_in
from ..graph.unread import Gap
from ..span import Address
from .facts import Facts, fact

STARTERS = frozenset({"events:rule", "scheduler:schedule", "pipes:pipe"})
"""What starts something by itself."""
WORKERS = STARTERS | {
    *("cloudformation:stack", "codebuild:project", "codecommit:repository"),
    *("codepipeline:pipeline", "events:event-bus", "lambda:alias", "lambda:destinations"),
    *("lambda:event-source-mapping", "lambda:function", "s3:bucket-notifications"),
    "sagemaker:endpoint",
    *("sagemaker:endpoint-config", "sagemaker:model", "sagemaker:pipeline"),
    *("sns:subscription", "sns:topic", "states:stateMachine"),
}
"""What makes requests, or sets something going that does."""
PRINCIPALS = frozenset({"iam:authorization-details"})
_THINGS = PRINCIPALS | {
    *("codeartifact:domain", "codeartifact:repository", "dynamodb:table", "ecr:repository"),
    *("kinesis:stream", "kms:alias", "kms:key", "s3:bucket", "sagemaker:model-package"),
    *("sagemaker:model-package-group", "secretsmanager:secret", "sqs:queue", "ssm:parameter"),
}
"""What requests are about: of what is not known nobody knows what a request on it drags along."""


class Abroad(Enum):
    """Whose gaps matter beside those of the account that a finding is about."""

    NOBODY = "nobody's"
    GUESTS = "those of the accounts that its policies let in"
    ANYBODY = "those of every account"


@dataclass(frozen=True, slots=True)
class Supposition:
    """That all things of some kinds are known: in the account that a finding is about, and `abroad`.

    Where the account's own could not be listed, nothing `is_said`; else what is said is in doubt. Without
    `looks` it is enough to know which things there are.
    """

    kinds: frozenset[str]
    is_said: bool = True
    looks: bool = True
    abroad: Abroad = Abroad.NOBODY


UNUSED = (
    Supposition(WORKERS, is_said=False, abroad=Abroad.ANYBODY),
    Supposition(_THINGS, looks=False, abroad=Abroad.ANYBODY),
)
"""Nothing is seen to need what is there: tidiness."""
UNINTENDED = (Supposition(WORKERS, abroad=Abroad.GUESTS),)
"""Nothing is seen to be meant to do what it could: an exposure, which is told all the same."""
UNSEEN = (
    Supposition(WORKERS, abroad=Abroad.ANYBODY),
    Supposition(_THINGS, looks=False, abroad=Abroad.ANYBODY),
)
"""Nothing anywhere is seen to do something."""


def upheld(finding: Finding, supposed: tuple[Supposition, ...], facts: Facts) -> Finding | None:
    """The finding as far as what it supposes is known; None where nothing can be said."""
    unread = facts.graph.unread
    if not unread or not supposed:
        return finding
    home = _account(finding)
    for each in supposed:
        gap = unread.in_account(home, each.kinds)
        if gap is not None and (each.looks or not gap.name):
            return doubted(finding, gap) if each.is_said or gap.name else None
    gaps = (gap for each in supposed if (gap := _abroad(each, home, facts)))
    gap = next(gaps, None)
    return finding if gap is None else doubted(finding, gap)


def doubted(finding: Finding, gap: Gap | None) -> Finding:
    """The finding as one of which nobody can be sure, with what it is that nobody knows."""
    if gap is None:
        return finding
    return replace(
        finding,
        message=f"{finding.message} (in doubt: nothing is known of {gap.says})",
        confidence=Confidence.LOW,
        fix=_unsafe(finding.fix),
    )


def _unsafe(fix: Fix | None) -> Fix | None:
    return replace(fix, safety=Safety.UNSAFE) if fix is not None else None


def _abroad(each: Supposition, home: str, facts: Facts) -> Gap | None:
    if each.abroad is Abroad.NOBODY:
        return None
    refused = facts.graph.unread.refused(each.kinds)
    gaps = (gap for gap in refused if each.looks or not gap.name)
    if each.abroad is Abroad.ANYBODY:
        return next(gaps, None)
    guests = _guests(home, facts)
    return next((gap for gap in gaps if gap.account in guests or ANYONE in guests), None)


@fact
def _known_guests(_: Facts) -> dict[str, frozenset[str]]:
    return {}


def _guests(account: str, facts: Facts) -> frozenset[str]:
    """The accounts that policies of an account name, `*` where one means everybody."""
    known = _known_guests(facts)
    if account not in known:
        policies = [role.trust for role in facts.graph.roles_in(account)]
        policies += [resource.policy for resource in facts.graph.resources_of(account)]
        known[account] = frozenset().union(*map(names_in, policies))
    return known[account]


def _account(finding: Finding) -> str:
    """The account that a finding is about; empty where neither it nor its place says so."""
    if finding.account:
        return finding.account
    first = finding.at.route[:1] if finding.at else ()
    return next((str(each).partition("/")[0] for each in first if isinstance(each, Address)), "")

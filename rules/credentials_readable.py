"""
A role may read credentials of others, which nothing shows it to need.

## Why
These actions hand out what opens something else: the credentials to the artifacts of any pipeline's
job (`codepipeline:PollForJobs`, `GetJobDetails`), every secret of the account, the password of a
database or a machine. Whoever takes over the role goes on from there, and no policy of the
role says how far.

Found are such actions on every resource, where no traced request of the role asks for them. A token
for the caller itself (ECR, CodeArtifact) is none of them. Of a role that code runs as nobody sees
all that it asks for: the confidence is lower there.

## Instead
Leave the action out. Where a secret is needed, name it.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetJobDetails.html
- https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html

Peers: parliament CREDENTIALS_EXPOSURE, Checkov CKV_AWS_107.
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Arn,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Span,
    Statement,
    Tier,
    attachments,
    is_everything,
    is_identity,
    is_narrowed,
    is_on_everything,
    is_unconditional,
    listed,
    needs,
    of_aws,
    roles_named,
    runs_code,
    wide_services,
)

_HANDING_OUT = (
    "codepipeline:GetJobDetails",
    "codepipeline:GetThirdPartyJobDetails",
    "codepipeline:PollForJobs",
    "codepipeline:PollForThirdPartyJobs",
    "ec2:GetPasswordData",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "rds-db:connect",
    "redshift-serverless:GetCredentials",
    "redshift:GetClusterCredentials",
    "redshift:GetClusterCredentialsWithIAM",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameterHistory",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, and for each place where a policy of AWS is attached."""
    for policy, statement in facts.statements.speaking_of(*_HANDING_OUT):
        if is_identity(policy):
            roles = facts.holders.get(policy.span, ())
            yield from _findings(policy, (statement,), roles, statement.span, facts)
    for each in attachments(facts):
        statements = each.policy.statements
        if of_aws(each.policy) and not wide_services(statements):
            yield from _findings(each.policy, statements, each.roles, each.span, facts)


def _findings(
    policy: Policy,
    statements: tuple[Statement, ...],
    roles: tuple[Role, ...],
    at: Span,
    facts: Facts,
) -> Iterator[Finding]:
    far = tuple(filter(_is_far, statements))
    given = [a for a in _HANDING_OUT if any(facts.covers(each, a) for each in far)]
    idle = [a for a in given if not any(_asks(role, a, facts) for role in roles)]
    holders = tuple(r for r in roles if any(not is_narrowed(r, action) for action in idle))
    if holders:
        yield RULE.finding(
            f"{roles_named(holders, facts)} may {listed(idle)} everywhere, and is not seen to need it",
            at=at,
            says=f"policy {policy.name}",
            evidence=(Evidence(role.span, "the role that may") for role in holders),
            confidence=Confidence.MEDIUM if any(map(runs_code, holders)) else None,
            account=holders[0].account,
            fix=Fix("leave the actions out, or name what is to be read", at=at),
        )


def _is_far(statement: Statement) -> bool:
    """Does it give what it gives everywhere, and is not found for giving more than that?"""
    if statement.not_actions or not is_unconditional(statement):
        return False
    on_all = is_on_everything(statement) or any(_is_every(e.text) for e in statement.resources)
    return on_all and not is_everything(statement) and not wide_services((statement,))


def _is_every(resource: str) -> bool:
    """Does an entry stand for all there is of a type: `secret:*`, `parameter/*`?"""
    arn = Arn.parse(resource)
    return arn is not None and re.fullmatch(r"[\w-]+[:/]\*", arn.resource) is not None


def _asks(role: Role, action: str, facts: Facts) -> bool:
    return any(hop.step.action == action for hop in needs(facts).by_principal.get(role.arn, ()))


RULE = Rule(
    check, severity=Severity.MEDIUM, kind=Kind.EXPOSES, tier=Tier.STRICT, supposes=UNINTENDED
)

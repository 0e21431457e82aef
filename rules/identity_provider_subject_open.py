"""
A role trusts an identity provider that serves everybody, and does not say whose token.

## Why
GitHub, GitLab and HCP Terraform sign tokens for all their customers with one key. A trust policy
that does not look at `sub`, or takes any (`repo:*`), lets the workflow of any repository of anybody
come as the role; `aud` does not help, as whoever asks for a token chooses it.

Where all repositories of an organization are meant, or all branches and pull requests of one, the
severity is low: whoever can open a branch there is the role.

## Instead
Add `StringEquals` on `sub` with one repository and branch or environment, as
`token.actions.githubusercontent.com:sub: repo:octo-org/models:ref:refs/heads/main`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
- https://docs.github.com/en/actions/concepts/security/openid-connect

Peers: Access Analyzer MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, MISSING_GITHUB_REPO_CONDITION_KEY,
SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED; Checkov CKV_AWS_358.
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Severity,
    Statement,
    Verdict,
    by_token,
    is_by,
)

_GITHUB = "token.actions.githubusercontent.com"
_SOMEBODY_ELSE = {
    _GITHUB: "repo:somebody-else/anything:ref:refs/heads/main",
    "gitlab.com": "project_path:somebody-else/anything:ref_type:branch:ref:main",
    "app.terraform.io": (
        "organization:somebody-else:project:anything:workspace:anything:run_phase:apply"
    ),
}
"""The providers that serve everybody, and the subject of somebody else's token."""
_REPOSITORY = re.compile(r"repo:(?P<owner>[^/:*?]+)/(?P<name>[^/:*?]+)?")
_WEB = "sts:AssumeRoleWithWebIdentity"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement: whose tokens it takes, the widest first."""
    for role in facts.graph.roles.values():
        for statement in facts.statements_of(role.trust):
            if statement.effect is Effect.ALLOW and facts.covers(statement, _WEB):
                for provider, host in _providers(statement):
                    yield from _found(provider, host, statement, role, facts)


def _providers(statement: Statement) -> Iterator[tuple[str, str]]:
    for entry in statement.principals.federated if statement.principals else ():
        host = entry.text.rpartition(":oidc-provider/")[2]
        if host in _SOMEBODY_ELSE:
            yield entry.text, host


def _found(
    provider: str, host: str, statement: Statement, role: Role, facts: Facts
) -> Iterator[Finding]:
    anybody = ("anybody", _SOMEBODY_ELSE[host], Severity.CRITICAL)
    for whose, subject, severity in (anybody, *_of_github(host, statement)):
        claims = {f"{host}:sub": subject, f"{host}:aud": _audience(host, statement)}
        decision = by_token(provider, role.arn, claims, facts)
        if decision.verdict is Verdict.ALLOW and is_by(statement, decision):
            yield RULE.finding(
                f"`{facts.name_of(role.arn)}` may be assumed with a token of `{host}` for {whose}",
                at=statement.span,
                says="does not say whose",
                severity=severity,
                account=role.account,
                fix=Fix(f"ask for one repository and branch in `{host}:sub`"),
            )
            return


def _of_github(host: str, statement: Statement) -> Iterator[tuple[str, str, Severity]]:
    """Tokens of any repository of those whom the policy names, then of anything in their repositories."""
    wanted = (c.values for c in statement.conditions if c.key.lower() == f"{host}:sub")
    texts = [value.text for values in wanted for value in values] if host == _GITHUB else []
    named = [found for found in map(_REPOSITORY.match, texts) if found]
    for found in named:
        any_of_them = f"repo:{found['owner']}/any-repository:ref:refs/heads/main"
        yield f"any repository of `{found['owner']}`", any_of_them, Severity.LOW
    for found in named:
        if found["name"]:
            repository = f"{found['owner']}/{found['name']}"
            whose = f"any branch and pull request of `{repository}`"
            yield whose, f"repo:{repository}:pull_request", Severity.LOW


def _audience(host: str, statement: Statement) -> str:
    """The audience that the policy asks for: whoever asks GitHub for a token may have any."""
    asked = (c.values for c in statement.conditions if c.key.lower() == f"{host}:aud")
    return next((values[0].text for values in asked if values), "sts.amazonaws.com")


RULE = Rule(check, severity=Severity.CRITICAL, kind=Kind.EXPOSES)

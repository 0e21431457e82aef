"""
One role is given to a service that deploys and to a service that runs code.

## Why
What CloudFormation, CodePipeline or CodeDeploy work as may create and change things. If SageMaker,
Lambda, CodeBuild or another service that runs code can take on the same role, the code it runs (a
training script and all that it imports) has those permissions as well. Nobody can say afterwards
which of the two a permission is for.

Where both are seen to take it on, the severity is high.

## Instead
Give each service a role of its own, with what that one needs.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Severity,
    Span,
    adoptions,
    services_of,
)

_DEPLOY = frozenset(
    {
        *("cloudformation.amazonaws.com", "codepipeline.amazonaws.com"),
        *("codedeploy.amazonaws.com", "servicecatalog.amazonaws.com"),
    }
)
_RUN_CODE = frozenset(
    {
        *("sagemaker.amazonaws.com", "lambda.amazonaws.com", "codebuild.amazonaws.com"),
        *("ecs-tasks.amazonaws.com", "ec2.amazonaws.com", "glue.amazonaws.com"),
        *("elasticmapreduce.amazonaws.com", "batch.amazonaws.com", "emr-serverless.amazonaws.com"),
    }
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that lets code in, however many roles have it."""
    found: dict[Span, Finding] = {}
    for role in facts.graph.roles.values():
        named = services_of(role)
        deploying, running = sorted(_DEPLOY & named.keys()), sorted(_RUN_CODE & named.keys())
        if deploying and running:
            finding = _finding(role, deploying, running, facts)
            at = named[running[0]].span
            found[at] = min(finding, found.get(at, finding), key=lambda each: each.severity.rank)
    yield from found.values()


def _finding(role: Role, deploying: list[str], running: list[str], facts: Facts) -> Finding:
    named, taken_on = services_of(role), adoptions(facts).get(role.arn, frozenset())
    is_both = not (taken_on.isdisjoint(deploying) or taken_on.isdisjoint(running))
    at = named[running[0]].span
    apart = dict.fromkeys(named[service].span for service in deploying)
    return RULE.finding(
        f"`{facts.name_of(role.arn)}` {'is' if is_both else 'may be'} the role of what deploys"
        f" (`{'`, `'.join(deploying)}`) and of what runs code (`{'`, `'.join(running)}`)",
        at=at,
        says="code may run as it",
        evidence=(Evidence(span, "deploys as it") for span in apart if span != at),
        severity=Severity.HIGH if is_both else None,
        account=role.account,
        fix=Fix("give each service a role of its own"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)

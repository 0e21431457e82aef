"""Breadth: how much a statement of an identity policy gives, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable

from ..graph.model import Role
from ..iam.pattern import match
from ..iam.policy import Condition, Effect, Policy, PolicyKind, Statement
from ..iam.reference import ActionReference, action, actions_matching
from ..iam.symbol import has_symbol
from ..iam.truth import Truth
from .statements import is_on_everything

_PERMISSIONS = "Permissions management"
# Keys that say how or to whom, and nothing of which resource.
_SAYING_LITTLE = frozenset(
    {
        "aws:multifactorauthpresent",
        "aws:requestedregion",
        "aws:securetransport",
        "iam:passedtoservice",
    }
)
_OF_INTERFACES = frozenset(
    {"ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterfacePermission"}
)
_SCALING = frozenset({"application-autoscaling", "autoscaling-plans"})
_TELEMETRY = frozenset(
    {
        "application-signals",
        "cloudwatch",
        "logs",
        "oam",
        "rum",
        "synthetics",
        "tag",
        "xray",
    }
)


def is_everything(statement: Statement) -> bool:
    """Does it allow every action on every resource?"""
    speaks = any(written.text in ("*", "*:*") for written in statement.actions)
    return speaks and _is_open(statement) and is_on_everything(statement)


def whole_services(statement: Statement) -> tuple[str, ...]:
    """The services of which it allows every action, as `s3:*`."""
    whole = [w.text.lower() for w in statement.actions if w.text.endswith(":*")]
    if not whole or not _is_open(statement):
        return ()
    return tuple(dict.fromkeys(text for text in whole if text != "*:*"))


def wide_services(statements: Iterable[Statement]) -> tuple[str, ...]:
    """The services of which statements allow every action on every resource, or on all but some."""
    wide = (services for each in statements if (services := _wide_in(each)))
    return tuple(dict.fromkeys(service for services in wide for service in services))


def _wide_in(statement: Statement) -> tuple[str, ...]:
    services = whole_services(statement)
    return services if services and is_on_everything(statement) else ()


def permissions_managed(statement: Statement) -> tuple[str, ...]:
    """The actions on resources by which a statement lets others be let in, but for those of IAM."""
    known = (
        action(name)
        for written in statement.actions
        if not has_symbol(written.text)
        for name in actions_matching(written.text)
    )
    found = (each.name for each in known if each and each.resource_types and _lets_in(each))
    return tuple(dict.fromkeys(each for each in found if not each.startswith("iam:")))


def is_unconditional(statement: Statement) -> bool:
    """Do its conditions, if it has any, say nothing of which resources are meant?"""
    return all(map(says_little, statement.conditions))


def of_account(statement: Statement) -> bool:
    """Is it a statement for whole accounts and nobody else: the one that lets an account manage its key?"""
    named = statement.principals.aws if statement.principals else ()
    return bool(named) and all(entry.text.endswith(":root") for entry in named)


def only_watch(services: Iterable[str]) -> bool:
    """Do these services (`logs:*`) hold only how things run: no data, keys or code?"""
    return all(service.removesuffix(":*") in _TELEMETRY for service in services)


def only_scale(services: Iterable[str]) -> bool:
    """Do these services decide how much of something runs, or watch, and nothing else?"""
    return all(service.removesuffix(":*") in _TELEMETRY | _SCALING for service in services)


def manages_permissions(services: Iterable[str]) -> bool:
    """Is there an action in one of these services (`s3:*`) by which one may let others in?"""
    known = (action(name) for service in services for name in actions_matching(service))
    return any(each is not None and _lets_in(each) for each in known)


def _lets_in(known: ActionReference) -> bool:
    """Does the action decide who else may come in?

    The policy of a stack only says what may change in it, and the permission of a network interface,
    which nobody can name before it is there, lets a service of AWS attach it.
    """
    is_harmless = known.name.startswith("cloudformation:") or known.name in _OF_INTERFACES
    return known.access_level == _PERMISSIONS and not is_harmless


def access_level(name: str) -> str | None:
    """The access level of an action that is asked for on resources; None where it takes none, or is unknown."""
    known = action(name)
    return known.access_level if known is not None and known.resource_types else None


def _is_open(statement: Statement) -> bool:
    """Is it an Allow whose conditions do not say on which resources?"""
    return statement.effect is Effect.ALLOW and all(map(says_little, statement.conditions))


def says_little(condition: Condition) -> bool:
    """Is the condition one that keeps no resource away?"""
    return condition.key.lower() in _SAYING_LITTLE


def is_narrowed(role: Role, asked: str) -> bool:
    """Does a boundary of the role allow less than this action, or all that a wildcard stands for?"""
    if role.boundary is None:
        return False
    return not any(_gives(statement, asked) for statement in role.boundary.statements)


def _gives(statement: Statement, asked: str) -> bool:
    if statement.effect is not Effect.ALLOW or not is_on_everything(statement):
        return False
    if statement.not_actions:
        return all(_speaks(each.text, asked) is Truth.NO for each in statement.not_actions)
    return any(_speaks(each.text, asked) is Truth.YES for each in statement.actions)


def _speaks(pattern: str, asked: str) -> Truth:
    return match(pattern, asked, ignore_case=True)


def is_identity(policy: Policy) -> bool:
    """Is it a policy that says what whoever has it may do?"""
    return policy.kind is PolicyKind.IDENTITY

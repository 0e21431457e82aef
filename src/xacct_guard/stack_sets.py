"""Stack sets of a pipeline: which roles make their stacks, in which accounts and Regions.

Source: CloudFormation user guide, stacksets-prereqs-self-managed.html; CodePipeline user guide,
action-reference-StackSets.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .graph.action_run import ActionRun
from .graph.step import Page, Step, Steps
from .handlers import PAGE
from .iam.symbol import Symbol, has_symbol, shown

_ACTION = Page.of("codepipeline/latest/userguide", "action-reference-StackSets.html")
_ROLES = Page.of("AWSCloudFormation/latest/UserGuide", "stacksets-prereqs-self-managed.html")
_SERVICE = "cloudformation.amazonaws.com"
_EXECUTION = "AWSCloudFormationStackSetExecutionRole"
_ADMINISTRATION = "AWSCloudFormationStackSetAdministrationRole"
_ACCOUNT = re.compile(r"\d{12}")


def stack_set_arn(run: ActionRun) -> str:
    """The stack set that an action is about."""
    id = Symbol("id of the stack set", "????????-????-????-????-????????????")
    return run.arn("cloudformation", f"stackset/{run.setting('StackSetName') or ''}:{id}")


def instances_made(run: ActionRun, told: ActionRun) -> Steps:
    """The stacks that an action has made of a set; `told` is the action that says how it is made."""
    caller = run.caller
    if run.setting("DeploymentTargets") or run.setting("Regions"):
        says = "have the stacks made"
        yield caller.ask(says, "cloudformation:CreateStackInstances", stack_set_arn(run), _ACTION)
    if is_service_managed(told):
        return
    admin = told.setting("AdministrationRoleArn")
    if admin is None:
        admin = f"arn:{caller.partition}:iam::{run.account}:role/{_ADMINISTRATION}"
    yield caller.pass_role(admin, _SERVICE, _ROLES)
    yield caller.assumes(admin, _SERVICE, _ROLES)
    yield from _in_targets(run, told, admin)


def _in_targets(run: ActionRun, told: ActionRun, admin: str) -> Iterator[Step]:
    """The role of the administrators takes on one in each account, which makes the stack there."""
    administrator = run.caller.at(admin)
    name = told.setting("ExecutionRoleName") or _EXECUTION
    template = shown(told.setting("TemplatePath") or "")
    targets = run.setting("DeploymentTargets") or ""
    accounts = tuple(dict.fromkeys(_ACCOUNT.findall(targets)))
    if targets and (not accounts or has_symbol(targets)):
        what = f"the accounts in {shown(targets)}"
        yield administrator.unknown("make the stacks", what, _ROLES)
    for account in accounts:
        role = f"arn:{run.caller.partition}:iam::{account}:role/{name}"
        yield administrator.ask(
            f"take on the role in account {account}", "sts:AssumeRole", role, _ROLES
        )
        maker = replace(administrator.at(role), region=_region(run))
        what = f"template {template} in account {account}"
        yield maker.unknown("make what the template declares", what, PAGE)


def _region(run: ActionRun) -> str:
    return (run.setting("Regions") or run.action.region).partition(",")[0].strip()


def is_service_managed(told: ActionRun) -> bool:
    """Has CloudFormation roles of its own in the target accounts, which no policy of ours decides on?"""
    return told.setting("PermissionModel") == "SERVICE_MANAGED"


def managed_elsewhere(run: ActionRun) -> Iterator[Step]:
    """The refusal of a set with service-managed permissions in any account but the management account.

    "You cannot use a delegated administration account for this action" (_ACTION).
    """
    accounts = run.graph.accounts
    managing = next((each.id for each in accounts.values() if each.is_management), None)
    if managing is None or has_symbol(run.account) or run.account == managing:
        return
    why = (
        f"a stack set with service-managed permissions is made in the management account {managing},"
        f" not in {run.account}"
    )
    create = "cloudformation:CreateStackSet"
    yield run.caller.cannot("create the stack set", why, create, _ACTION, stack_set_arn(run))

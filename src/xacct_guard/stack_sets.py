"""Stack sets of a pipeline: which roles make their stacks, in which accounts and Regions.

Source: CloudFormation user guide, stacksets-prereqs-self-managed.html; CodePipeline user guide,
action-reference-StackSets.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .graph.action_run import ActionRun
from .graph.caller import Caller
from .graph.step import Page, Step, Steps
from .handlers import PAGE, made
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


def targets_of(run: ActionRun) -> tuple[tuple[str, str], ...]:
    """The accounts and Regions that an action names as targets, in the order they are written."""
    accounts = _ACCOUNT.findall(run.setting("DeploymentTargets") or "")
    regions = (part.strip() for part in (run.setting("Regions") or "").split(","))
    wanted = tuple(region for region in regions if region) or (run.action.region,)
    return tuple((account, region) for account in dict.fromkeys(accounts) for region in wanted)


def _in_targets(run: ActionRun, told: ActionRun, admin: str) -> Steps:
    """The role of the administrators takes on one in each account, which makes the stack there."""
    administrator = run.caller.at(admin)
    name = told.setting("ExecutionRoleName") or _EXECUTION
    written = run.setting("DeploymentTargets") or ""
    targets = targets_of(run)
    if written and (not targets or has_symbol(written)):
        what = f"the accounts in {shown(written)}"
        yield administrator.unknown("make the stacks", what, _ROLES)
    for account, region in targets:
        role = f"arn:{run.caller.partition}:iam::{account}:role/{name}"
        says = f"take on the role in account {account}"
        yield administrator.ask(says, "sts:AssumeRole", role, _ROLES)
        yield from _stack_made(told, replace(administrator.at(role), region=region))


def _stack_made(told: ActionRun, maker: Caller) -> Steps:
    """One stack of the set, by the role that was taken on where it is."""
    action = f"{told.action.name} in {maker.account} {maker.region}"
    stack = told.graph.deployed.get((told.pipeline.place, told.stage.name, action))
    if stack is not None:
        yield from made(stack, maker)
        return
    template = shown(told.setting("TemplatePath") or "")
    what = f"template {template} in account {maker.account}"
    yield maker.unknown("make what the template declares", what, PAGE)


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

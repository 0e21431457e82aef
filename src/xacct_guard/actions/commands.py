"""CodePipeline compute action: Commands, on machines of CodePipeline's own, with the action's role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..artifacts import around_store, read_inputs, write_outputs
from ..definitions.buildspec import hints_in
from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Ground, Page, Stand, Step, Steps
from ..hints import meant
from ..services import logs
from ..services.secretsmanager import secret_arn
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-Commands.html")
_READ_BY_US = replace(_PAGE, ground=Ground.EXPERIENCE)


def steps(run: ActionRun) -> Steps:
    """Fetch the artifacts, run the commands, keep what they make: all as the action's role."""
    caller = run.caller
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    yield from logs.write(f"/aws/codepipeline/{run.pipeline.name}", caller, _PAGE)
    yield from _environment(run, caller)
    inside = replace(caller, stand=_stand(run))
    for command in run.action.commands:
        for hint in hints_in(command):
            for step in meant(replace(inside, span=hint.span), hint.how, hint.name, _READ_BY_US):
                yield replace(step, optional=True, page=_READ_BY_US)
    yield from write_outputs(run, caller)


def _environment(run: ActionRun, caller: Caller) -> Iterator[Step]:
    for node in run.action.environment:
        value = node.text_at("value") or node.text_at("Value")
        kind = node.text_at("type") or node.text_at("Type")
        if kind == "SECRETS_MANAGER" and value:
            secret = secret_arn(value, caller)
            says = "fetch a secret for the commands"
            yield caller.ask(says, "secretsmanager:GetSecretValue", secret, _PAGE)


def _stand(run: ActionRun) -> Stand | None:
    """The VPC that the commands run in, where the action names one."""
    vpc = run.setting("VpcId")
    if vpc is None:
        return None
    subnets, groups = (
        tuple(part.strip() for part in (run.setting(name) or "").split(",") if part.strip())
        for name in ("Subnets", "SecurityGroupIds")
    )
    return Stand(vpc, subnets, groups)


PROVIDER = ActionProvider(("Compute",), "AWS", "Commands", steps)

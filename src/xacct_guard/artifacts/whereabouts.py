"""Whether an artifact gets from where it is made to where it is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.symbol import Symbol, has_symbol, shown, surely_differ
from ..services.codepipeline import CROSS_ACCOUNT
from .store import object_of

_REGIONS = Page.of("codepipeline/latest/userguide", "actions-create-cross-region.html")


def origin_of(run: ActionRun, artifact: str) -> ActionRun | None:
    """The action that writes an artifact, if the pipeline has one."""
    for stage in run.pipeline.stages:
        for action in stage.actions:
            if artifact in action.outputs:
                return replace(run, stage=stage, action=action)
    return None


def out_of_place(run: ActionRun) -> str | None:
    """Why an action is in a Region where actions of its kind are not (_REGIONS), if it is."""
    action, home = run.action, run.pipeline.region
    elsewhere = surely_differ(action.region, home)
    if not elsewhere or (action.category != "Source" and action.owner == "AWS"):
        return None
    kind = f"{action.category} action" if action.owner == "AWS" else f"{action.owner} action"
    return f"a {kind} runs in the pipeline's own Region, {home}, and not in {action.region}"


def without_store(run: ActionRun, caller: Caller) -> Step | None:
    """The refusal of an action in a Region where it finds no artifacts."""
    action, home = run.action, run.pipeline.region
    if run.store is not None:
        return None
    says = f"find the artifact store of {shown(action.region)}"
    if any(map(has_symbol, (action.region, home, *run.pipeline.stores))):
        return caller.unknown(says, f"artifact store in {shown(action.region)}", _REGIONS)
    why = (
        f"the pipeline has no artifact store in {action.region}: `artifactStores` needs one for the"
        " Region of each action"
    )
    store = str(Symbol(f"artifact store in {action.region}"))
    return caller.cannot(says, why, "s3:GetObject", _REGIONS, store)


def flowing(run: ActionRun, origin: ActionRun | None, name: str, caller: Caller) -> Iterator[Step]:
    """An artifact goes from one account to another only where one of the two is the pipeline's."""
    if origin is None:
        return
    home, there, here = run.pipeline.account, origin.account, run.account
    if not (
        surely_differ(there, here) and surely_differ(there, home) and surely_differ(here, home)
    ):
        return
    why = (
        f"`{name}` is made in account {there}: an action in {here} cannot take it, only one in that"
        f" account or in {home}, the pipeline's"
    )
    says = f"take the artifact `{name}` from action `{origin.action.name}`"
    yield caller.cannot(says, why, "s3:GetObject", CROSS_ACCOUNT, object_of(run, name))

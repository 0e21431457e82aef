"""One file per provider of pipeline actions: what an action of it asks of AWS, and as whom.

A file exports `PROVIDER`. The roles that CodePipeline takes on for an action are in
`services/codepipeline.py`, who reads and writes its artifacts is said once in `artifacts.py`; what an action
sets going goes on in `started/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from .. import catalogue
from ..graph.action_run import ActionRun
from ..graph.pipeline import Action
from ..graph.step import Steps

__all__ = ["ActionProvider", "ActionRun", "Deployment", "provider_of", "providers"]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A stack that a pipeline action deploys: `template` is `Artifact::path`, as is `configuration`.

    `one_of` is set where an action deploys several, as a stack set does.
    """

    stack: str
    template: str
    account: str
    region: str
    configuration: str | None = None
    one_of: bool = False

    def place(self, run: ActionRun) -> tuple[str, str, str]:
        """Where the estate keeps the stack: by the action, and its target where there are several."""
        there = f" in {self.account} {self.region}" if self.one_of else ""
        return run.pipeline.place, run.stage.name, run.action.name + there


@dataclass(frozen=True, slots=True)
class ActionProvider:
    """A provider of pipeline actions, as CodePipeline names it, in each of its categories.

    One called `*` is every provider of its owner: whoever makes a custom action names it as they like.
    """

    categories: tuple[str, ...]
    owner: str
    provider: str
    steps: Callable[[ActionRun], Steps]
    deploys: Callable[[ActionRun], tuple[Deployment, ...]] = lambda _run: ()


@cache
def providers() -> Mapping[tuple[str, str, str], ActionProvider]:
    """The providers, by category, owner and name."""
    found: tuple[ActionProvider, ...] = catalogue.entries(__name__, "PROVIDER")
    return {(category, p.owner, p.provider): p for p in found for category in p.categories}


def provider_of(action: Action) -> ActionProvider | None:
    """The provider of a pipeline action, if we know it."""
    known, kind = providers(), (action.category, action.owner)
    return known.get((*kind, action.provider)) or known.get((*kind, "*"))

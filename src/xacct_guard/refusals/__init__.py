"""What AWS refuses though no policy is in the way: one file a reason.

A file exports `REFUSAL`: of a step, the words of the refusal, or None. The verdict is then a denial by no
policy: no statement that anyone adds would let the step through. Where nobody knows whether it is refused,
it may say what that depends on: what the policies allow is then unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .. import catalogue
from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason for which AWS refuses steps whatever the policies say, and the page that tells it.

    `doubts` names the value that is not known and on which it turns whether a step is refused.
    """

    says: Callable[[Step, AccessGraph], str | None]
    page: Page
    doubts: Callable[[Step, AccessGraph], str | None] = lambda _step, _graph: None


@cache
def _refusals() -> Mapping[str, Refusal]:
    return {name: catalogue.entry(__name__, name, "REFUSAL") for name in catalogue.names(__name__)}


def refusals_of(step: Step, graph: AccessGraph) -> Iterator[tuple[str, str, Page]]:
    """Why AWS refuses this step whatever the policies say: the reason by its file, in words, and its page."""
    for name, refusal in _refusals().items():
        if (words := refusal.says(step, graph)) is not None:
            yield name, words, refusal.page


def doubts_of(step: Step, graph: AccessGraph) -> tuple[str, ...]:
    """The values that nobody knows, and on which it turns whether AWS refuses this step."""
    found = (refusal.doubts(step, graph) for refusal in _refusals().values())
    return tuple(value for value in found if value is not None)

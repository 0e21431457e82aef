"""The board as Mermaid: who calls what, in order, with a box around each account.

Source: mermaid.js.org/syntax/sequenceDiagram.html; characters that mean something to Mermaid or HTML are
written as their numbers, `#35;`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..calls import Lane, lanes_of, name_in, named
from ..verdicts import ActionVerdict, HopVerdict, Report
from . import Sheet, Sketch

_PLAIN = re.compile(r"[^\w .,:/()*@+=-]")
_ARROWS = {"allow": "->>", "deny": "-x", "unknown": "-->>"}
_MARKS = {"allow": "", "deny": " (denied)", "unknown": " (unknown)"}

Actor = tuple[str, str]
"""An account, and the name of who asks or what is asked there."""


def draw(report: Report, _sheet: Sheet) -> str:
    """One sequence: pipeline by pipeline, stage by stage, action by action."""
    actions = [
        (f"{pipeline.name}, {stage.name}, {action.name}: {action.verdict}", action)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
    ]
    actors = _actors(action for _, action in actions)
    lines = ["sequenceDiagram", *_boxes(actors, report.accounts)]
    first = next(iter(actors.values()), "")
    for title, action in actions:
        if first:
            lines.append(f"  Note over {first}: {_text(title)}")
        lines += _calls(action, actors)
    return "\n".join(lines) + "\n"


def _actors(actions: Iterator[ActionVerdict]) -> dict[Actor, str]:
    """Who takes part, in the order in which they first do, each with an id."""
    found: dict[Actor, str] = {}
    for action in actions:
        for lane in lanes_of(action):
            for actor in (_asking(lane), *(_asked(call.hop, lane) for call in lane.calls)):
                found.setdefault(actor, f"p{len(found) + 1}")
    return found


def _asking(lane: Lane) -> Actor:
    return lane.account, name_in(lane.principal)


def _asked(hop: HopVerdict, lane: Lane) -> Actor:
    """A resource, without what tells its parts apart: a bucket, not each object."""
    name = name_in(hop.resource)
    is_object = hop.resource.split(":")[2:3] == ["s3"]
    return hop.owner or lane.account, name.partition("/")[0] if is_object else name


def _boxes(actors: Mapping[Actor, str], names: Mapping[str, str]) -> Iterator[str]:
    for account in dict.fromkeys(account for account, _ in actors):
        yield f"  box {_text(named(account, names) or 'AWS')}"
        for (of, name), id in actors.items():
            if of == account:
                yield f"    participant {id} as {_text(name)}"
        yield "  end"


def _calls(action: ActionVerdict, actors: Mapping[Actor, str]) -> Iterator[str]:
    for lane in lanes_of(action):
        for call in lane.calls:
            asking, asked = actors[_asking(lane)], actors[_asked(call.hop, lane)]
            outcome = call.hop.outcome
            words = f"{call.actions}{_MARKS[outcome]}"
            yield f"  {asking}{_ARROWS[outcome]}{asked}: {_text(words)}"


def _text(text: str) -> str:
    """Text that ends nothing: `end` alone would end a box."""
    plain = _PLAIN.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))
    return "#101;nd" if plain == "end" else plain


SKETCH = Sketch("mermaid", draw)

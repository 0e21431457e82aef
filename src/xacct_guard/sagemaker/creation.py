"""Creation: what all API calls that create a job, a model or an endpoint begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..graph.caller import Caller
from ..graph.step import Step
from ..span import Node
from .asked import Keys, asked, tagging
from .pages import REFERENCE
from .parameter import name_at, open_parts


def not_known_yet(caller: Caller, parameters: Node, noun: str) -> Iterator[Step]:
    """What a request leaves open whole: nobody knows what that takes."""
    for part in dict.fromkeys(open_parts(parameters)):
        yield caller.unknown(f"work as the {noun} says", f"{part} of the {noun}", REFERENCE)


@dataclass(frozen=True, slots=True)
class Creation:
    """A kind of thing and how it is created.

    `noun` is what people call it, `type` its type in ARNs, `action` the IAM action, `named_by` the
    parameter with its name; `keys` are the context keys that parameters bring.
    """

    noun: str
    type: str
    action: str
    named_by: str
    keys: Keys = field(default_factory=dict)

    def name(self, parameters: Node) -> str:
        """The name of what is created; a symbol where it is made up later."""
        return name_at(parameters, self.named_by, self.noun)

    def arn(self, caller: Caller, parameters: Node) -> str:
        """The ARN of what is created."""
        return caller.arn("sagemaker", f"{self.type}/{self.name(parameters)}")

    def asked(self, caller: Caller, parameters: Node) -> Iterator[Step]:
        """Create it, and tag it where the request has tags. What it says of itself may not be known yet."""
        arn = self.arn(caller, parameters)
        says = f"create the {self.noun}"
        yield asked(says, self.action, arn, caller, parameters, keys=self.keys)
        yield from tagging(self.action, arn, caller, parameters)
        yield from not_known_yet(caller, parameters, self.noun)

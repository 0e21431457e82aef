"""Hints: what a command of a shell seems to ask of AWS. Commands are read, not run."""

from __future__ import annotations

from collections.abc import Iterator

from .graph.caller import Caller
from .graph.step import Page, Step
from .iam.action import is_known_action
from .iam.symbol import Symbol, has_symbol
from .services import ecr


def meant(caller: Caller, how: str, name: str, page: Page) -> Iterator[Step]:
    """The requests that a hint of a build specification points to; none may make a denial by itself.

    A name with a variable of the shell in it points nowhere, one with an open value only to an image.
    """
    if "$" in name:
        return
    if how == "push" and ecr.image_of(name):
        yield from ecr.push(name, caller)
    elif how == "pull" and ecr.image_of(name):
        yield from ecr.pull_by_docker(name, caller, page)
    elif how == "assume" and name.startswith("arn:") and not has_symbol(name):
        yield caller.ask("take on a role in a command", "sts:AssumeRole", name, page)
    elif how == "call":
        service, _, operation = name.partition(" ")
        action = f"{service}:{''.join(part.capitalize() for part in operation.split('-'))}"
        if is_known_action(action):
            what = str(Symbol(f"what `aws {name}` is about"))
            yield caller.ask(f"run `aws {name}`", action, what, page)

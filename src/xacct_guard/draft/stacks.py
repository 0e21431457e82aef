"""The stacks of a draft: each template with its account and parameters, as far as they are guessed."""

from __future__ import annotations

from collections.abc import Iterator

from ..span import Node
from .guesses import Guesses, value_for
from .line import remark, scalar
from .pipelines import deployed
from .survey import Survey


def stacks(survey: Survey, guesses: Guesses) -> Iterator[str]:
    """The section `stacks`; a stack whose account nobody knows is a comment."""
    theirs = deployed(survey)
    wanted = [name for name in survey.templates if survey.templates[name].path.name not in theirs]
    placed = [name for name in wanted if name in guesses.stacks]
    if not wanted:
        return
    yield "stacks:" if placed else "# stacks:"
    for name in placed:
        yield from _stack(name, survey, guesses)
    for name in wanted:
        if name not in guesses.stacks:
            yield from (f"# {line}" for line in _stack(name, survey, guesses))


def _stack(name: str, survey: Survey, guesses: Guesses) -> Iterator[str]:
    file = survey.templates[name]
    account = guesses.stacks.get(name)
    yield f"  - name: {scalar(name)}"
    yield f"    template: {scalar(file.path)}"
    yield f"    account: {scalar(account) if account else '…'}"
    declared = file.node.get("Parameters")
    lines = [
        (value_for(parameter, name, survey, guesses), parameter, node)
        for parameter, node in (declared.mapping if declared else {}).items()
    ]
    written = [line for line in lines if line[0] and line[2].get("Default") is None]
    if lines:
        yield "    parameters:" if written else "    # parameters:"
    for value, parameter, node in lines:
        default = node.get("Default")
        if value is not None and default is None:
            yield f"      {scalar(parameter)}: {scalar(value)}"
        elif default is not None:
            yield f"      # {scalar(parameter)}: {remark(default.text or '')}  # its default"
        else:
            yield f"      # {scalar(parameter)}: …{_about(node)}"


def _about(node: Node) -> str:
    said = node.get("Description")
    return f"  # {remark(said.text or '')}" if said and said.text else ""

"""One file per API operation that sets something going, whoever calls it.

A file exports `OPERATION`: a task of a state machine, a step of a SageMaker pipeline and a call that the
configuration declares all ask for the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .. import catalogue
from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..span import Node

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Integration:
    """What Step Functions asks around an operation it runs as `.sync`.

    `sync` are requests on what the operation made, `aside` those whose refusal stops nothing;
    `tags` is the right to the tag that Step Functions puts on what is made; `rule` is the managed EventBridge
    rule; `of` gives the ARN of what is followed (an execution) for that of
    what was asked for (a state machine).
    """

    page: Page
    sync: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    rule: str | None = None
    tags: str | None = None
    of: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Operation:
    """An API operation that sets something going: the caller's own requests, then what follows.

    `name` is the IAM action; `steps` gets the caller and the parameters of the call. `integration` is
    there where Step Functions can wait for what it set going.
    """

    name: str
    steps: Callable[[Caller, Node], Steps]
    integration: Integration | None = None


class _Operations(Mapping[str, Operation]):
    """The operations by IAM action, each imported when it is first asked for: its file says its name."""

    def __init__(self) -> None:
        self._files = frozenset(catalogue.names(__name__))

    def __getitem__(self, action: str) -> Operation:
        if (file := file_of(action)) not in self._files:
            raise KeyError(action)
        operation: Operation = catalogue.entry(__name__, file, "OPERATION")
        return operation

    def __iter__(self) -> Iterator[str]:
        return (operation.name for operation in catalogue.entries(__name__, "OPERATION"))

    def __len__(self) -> int:
        return len(self._files)


@cache
def operations() -> Mapping[str, Operation]:
    """The operations, by IAM action."""
    return _Operations()


@cache
def file_of(action: str) -> str:
    """The file of an operation: `sagemaker_create_auto_ml_job` for `sagemaker:CreateAutoMLJob`."""
    service, _, name = action.partition(":")
    return f"{service}_{_WORD.sub('_', name)}".lower()

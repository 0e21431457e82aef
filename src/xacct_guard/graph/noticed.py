"""What a reader noticed that is no part of the estate: left open, misread, written twice, taken by default."""

from __future__ import annotations

from dataclasses import dataclass

from ..span import Span


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A `<Placeholder>` that nobody replaced."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class MisreadAccount:
    """An account id that AWS will not get as it was meant.

    `text` is what stands there, `meant` the twelve digits; `read_as` the number that `reader` makes
    of it, None where a digit is lost already. `is_alone`: nothing else stands at its place.
    """

    text: str
    meant: str
    span: Span
    read_as: int | None = None
    reader: str = "CloudFormation"
    is_alone: bool = True


@dataclass(frozen=True, slots=True)
class WrittenTwice:
    """A key that stands twice in one mapping of a template: the later one holds."""

    key: str
    span: Span
    first: Span


@dataclass(frozen=True, slots=True)
class Lacking:
    """A file that a pipeline action takes out of an artifact, and cannot take from the folder said to be it.

    `action` is the pipeline's place, the stage and the action; `why` says what is wrong with the file.
    """

    action: tuple[str, str, str]
    artifact: str
    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Defaulted:
    """A parameter of a stack that nobody gave: it is the text that its template says.

    `span` is where the template says it, `account` and `region` are where the stack is.
    """

    parameter: str
    text: str
    span: Span
    stack: str
    account: str
    region: str

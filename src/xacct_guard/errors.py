"""What can stop us: things the user can repair to let the tool run.

Anything that is not an `XacctGuardError` is a bug and keeps its traceback.
Messages are lower case without a full stop; user input stands in backticks; help is separate.
"""

from __future__ import annotations

from typing import Any

from .span import Span


class XacctGuardError(Exception):
    """What went wrong, where it is written, and what to do."""

    def __init__(self, message: str, *, at: Span | None = None, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.help = help

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is, whatever its class is made of: another process may have to tell it."""
        return _again, (type(self), *self.args), self.__dict__

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        what_next = f" (help: {self.help})" if self.help else ""
        return f"{where}{self.message}{what_next}"


def _again(kind: type[XacctGuardError], *args: object) -> XacctGuardError:
    """An error that is nothing yet but of a kind."""
    return kind.__new__(kind, *args)


class InputError(XacctGuardError):
    """A file could not be read, or does not say what its format demands."""


class TwiceError(InputError):
    """A key that stands twice in one mapping, at `first` and at `second`."""

    def __init__(self, key: str, *, at: Span, first: Span) -> None:
        message = f"the key `{key}` is written twice, first at {first}"
        super().__init__(message, at=at, help="keep one of the two")
        self.key = key
        self.first = first
        self.second = at


class PolicyError(InputError):
    """A policy that AWS would reject; it never takes part in a verdict."""


class ConfigError(XacctGuardError):
    """The configuration, or the command line, asks for something that cannot be."""


class EditError(XacctGuardError):
    """An edit that cannot be made in the text where it belongs."""


class CollectError(XacctGuardError):
    """A live account did not answer."""


class WorkerError(XacctGuardError):
    """Who was to share the work did not: a process was killed, a cluster does not answer."""


class RuleError(XacctGuardError):
    """A rule crashed; the other rules go on."""

"""Crash: the mistake in a rule's own code, told so that whoever wrote it finds it."""

from __future__ import annotations

from pathlib import Path
from traceback import FrameSummary, extract_tb

from ..errors import RuleError


def crash(said: str, error: BaseException, file: Path) -> RuleError:
    """What went wrong in a rule's file, on one line, and the lines of code where it did.

    The line is part of the error: no traceback outlives the process that judges an account.
    """
    what = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    return RuleError(f"{said}: {what}", help=_where(error, file))


def _where(error: BaseException, file: Path) -> str:
    """The rule's line, and the one of ours or of a library that it had called."""
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename) == file.absolute()]
    if not own:
        return f"see `{file}`"
    called = "" if frames[-1] is own[-1] else f", which called {_line(frames[-1])}"
    return f"see {_line(own[-1])}{called}"


def _line(frame: FrameSummary) -> str:
    return f"line {frame.lineno} of `{Path(frame.filename).name}`"

"""What may become of an input: a result, or an error that says what, where and what next."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from xacct_guard.errors import InputError, RuleError, XacctGuardError


class NoErrorError(Exception):
    """Something was said of an input that no user can work with."""


def tolerant(read: Callable[[], object]) -> None:
    """Let an error pass that a user can repair."""
    try:
        read()
    except XacctGuardError as error:
        ensure_clear(error)


def ensure_clear(error: XacctGuardError) -> None:
    """A rule that crashed is our mistake, whatever it read; an error of the input says where it is."""
    has_crashed = isinstance(error, RuleError) and " crashed: " in error.message
    if has_crashed or not error.message:
        raise NoErrorError(repr(error)) from error
    if isinstance(error, InputError) and error.at is None:
        raise NoErrorError(f"no place: {error!r}") from error


def checked(name: str) -> Callable[[bytes], None]:
    """Checks a folder in which the input is the file of that name."""

    def take(data: bytes) -> None:
        from xacct_guard.options import Options
        from xacct_guard.run import check

        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            run = check((Path(folder),), Options())
        for failure in run.report.failures:
            ensure_clear(failure)

    return take

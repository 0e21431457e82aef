"""Texts on stdout and stderr: in characters that the locale has, and however a stream may end."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from ..errors import ConfigError
from ..terminal.cells import clean

_COMMAND = "##["
"""What the runner of GitHub Actions takes for a command wherever it stands in a line."""
_AT_BEGIN = re.compile(r"^([ \t]*)::(?=\w)", re.MULTILINE)
_PLAINER = {"…": "...", "→": "->", "·": "-", "│": "|", "✓": "+", "✗": "x", "—": "-"}
_ASCII_LOCALES = frozenset({"C", "POSIX"})
_COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
"""What Python itself sets LC_CTYPE to, where LANG is one of them (PEP 538)."""
_FORGIVING = "xacct-guard"


def prepare_streams() -> None:
    """Let a stream that lacks a character show a stand-in, and one that is closed swallow what is said."""
    codecs.register_error(_FORGIVING, _stand_in)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            encoding = "ascii" if _wants_ascii() else None
            stream.reconfigure(encoding=encoding, errors=_FORGIVING)


def _wants_ascii() -> bool:
    """Is the locale one without characters beyond ASCII, by somebody's wish?"""
    whole, kind, usual = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    return (whole or (kind if kind not in _COERCED else "") or usual) in _ASCII_LOCALES


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_PLAINER.get(each, "?") for each in lacking), error.end


def show(text: str, *, for_people: bool = True) -> None:
    """Print on stdout; what programs read is UTF-8 whatever the locale. Raises ConfigError on a full disk.

    A reader that has seen enough (`head`) is no error, and changes no exit code.
    """
    if for_people:
        _put(sys.stdout, lambda: sys.stdout.write(_commanding_nobody(text)))
    else:
        said = _drawn(text) if sys.stdout.isatty() else text
        _put(sys.stdout, lambda: _show_bytes(said))


def _show_bytes(text: str) -> None:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        show_bytes(text.encode("utf-8", errors="replace"))


def show_bytes(data: bytes) -> bool:
    """Print on stdout; False where nobody reads it any more. Raises ConfigError on a full disk."""
    sys.stdout.flush()
    return _put(sys.stdout, lambda: sys.stdout.buffer.write(data))


def tell(text: str) -> None:
    """Say something on stderr, if anybody listens there."""
    try:
        _put(sys.stderr, lambda: sys.stderr.write(_commanding_nobody(text)))
    except ConfigError:
        return


def _commanding_nobody(text: str) -> str:
    """Where lines are broken, or begin with what was written, may be a command by chance or by design."""
    return _AT_BEGIN.sub(r"\1: :", text.replace(_COMMAND, "## ["))


def _drawn(text: str) -> str:
    """What programs read, as a terminal may show it."""
    return "\n".join(map(clean, text.split("\n")))


def _put(stream: TextIO, write: Callable[[], object]) -> bool:
    try:
        write()
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
        return False
    except OSError as error:
        _silence(stream)
        raise ConfigError(
            f"cannot write the output: {(error.strerror or str(error)).lower()}",
            help="make room where it goes, or let it go elsewhere",
        ) from error
    return True


def _silence(stream: TextIO) -> None:
    """What is left in the stream, and whatever follows, goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

"""The collector of circles among objects, which has little to find here and looks through everything for it.

What we make is frozen and lives to the end of the run: looking for circles in it as often as Python does is a
fifth of the time of reading, and a third of that of judging.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARE = (100_000, 50, 50)


def look_rarely() -> None:
    """Let it look seldom, to the end of the process."""
    gc.set_threshold(*_RARE)


@contextmanager
def rare() -> Iterator[None]:
    """Let it look seldom for a while: the process may be somebody else's."""
    before = gc.get_threshold()
    gc.set_threshold(*_RARE)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def paused() -> Iterator[None]:
    """Keep it from looking for a while, in which nearly everything that is made stays."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


@contextmanager
def frozen() -> Iterator[None]:
    """Keep it away from all that there is: a page that it touches is not shared with forked processes."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()

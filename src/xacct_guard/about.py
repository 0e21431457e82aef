"""The version of the program and the dates of the data packed with it."""

from __future__ import annotations

from collections.abc import Mapping


def version() -> str:
    """The version of the installed distribution."""
    from importlib import metadata

    return metadata.version("xacct-guard")


def dates() -> Mapping[str, str]:
    """The day each packed data set was taken, by its name."""
    from .iam import reference

    return reference.dates()


def about() -> str:
    """What `--version` prints: the version, then a line a data set."""
    lines = (f"  {name}: {day}" for name, day in sorted(dates().items()))
    return "\n".join((f"xacct-guard {version()}", *lines))

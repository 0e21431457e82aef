"""The drift between templates and a snapshot: found, and told in each format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..drift import Drift, drift, seen
from ..errors import ConfigError, XacctGuardError
from ..options import Options
from ..snapshot.read import Snapshot
from ..version import Version, version
from .output import Sheet
from .telling.drifted import DriftTeller
from .telling.drifted_markdown import drift_as_markdown
from .telling.drifted_members import drift_members
from .telling.drifted_text import drift_in_words

TOLD_IN = ("full", "json", "markdown", "html")
"""The formats that tell drift."""


def against(said: str, snapshot: Path, options: Options) -> tuple[Version, Version, Drift]:
    """The templates at a path or revision, the accounts of a snapshot, and what the accounts have other.

    Raises ConfigError where the path is no template's.
    """
    written, live = version(said, str(snapshot), options), version(str(snapshot), said, options)
    found = drifted(written, live)
    if found is None:
        message = f"`{said}` is a snapshot, and drift is from templates"
        raise ConfigError(message, help="`xacct-guard diff OLD NEW` compares two snapshots")
    return written, live, found


def drifted(old: Version, new: Version) -> Drift | None:
    """What differs, from the old to the new; None where not just one of the two is a snapshot."""
    live = new if new.snapshot else old
    if live.snapshot is None or (old.snapshot and new.snapshot):
        return None
    written = old if live is new else new
    with Snapshot(live.snapshot) as snapshot:
        told = seen(snapshot)
    return drift(written.model.graph, live.model.graph, told, turned=live is old)


def telling_of(
    drift: Drift,
    old: Version,
    new: Version,
    failures: tuple[XacctGuardError, ...],
    *,
    quiet: bool = False,
) -> Callable[[str, Sheet], str]:
    """The drift by itself, in any of its formats."""
    from ..report.json import answer_text
    from .render import failures_in_words

    teller = DriftTeller(old, new, drift)

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            members = drift_members(drift, teller)
            return answer_text({**members.pop("access"), "drift": members}, failures)
        if format == "markdown":
            return drift_as_markdown(drift, teller)
        text = drift_in_words(drift, teller, sheet, quiet=quiet)
        return "\n".join(part for part in (failures_in_words(failures, sheet), text) if part)

    return text_of

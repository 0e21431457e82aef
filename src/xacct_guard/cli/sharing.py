"""`--redact`: what is printed may be shared, as accounts and names are stand-ins in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..run import Run

redact = click.option(
    "--redact",
    is_flag=True,
    help="Put stand-ins for account ids and names, and leave out what the files say, for sharing.",
)


def fit_to_share(run: Run) -> Run:
    """The run with stand-ins in its report and picture."""
    from ..redaction import redacted

    report, picture = redacted(run.report, run.picture)
    return replace(run, report=report, picture=picture)

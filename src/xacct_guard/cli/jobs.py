"""The option that says how many processes judge a snapshot."""

from __future__ import annotations

import click

jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes that judge the accounts of a snapshot [default: one for each core, where there "
    "are accounts enough].",
)
"""Gives a command `--jobs`, as `jobs`; None: as many as pay."""

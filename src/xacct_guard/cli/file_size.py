"""The option that says how large a file may be, of every command that reads files."""

from __future__ import annotations

import click

max_file_size = click.option(
    "--max-file-size",
    type=click.FloatRange(min=0.001),
    default=5,
    show_default=True,
    metavar="MB",
    help="Refuse files that are larger; plans and snapshots may be.",
)
"""Gives a command `--max-file-size`, in MB; what is told of no command is `load.documents.LARGEST`."""

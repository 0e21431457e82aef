"""`xacct-guard schema`: the JSON Schemas of what is read and written."""

from __future__ import annotations

from typing import Any

import click

from ..output import Sheet
from ..settings import Settings, common


@click.command(short_help="Print a JSON Schema: of the configuration, or of the json report.")
@click.argument("of", type=click.Choice(("config", "report")), metavar="config|report")
@common("json")
def command(settings: Settings, of: str) -> int:
    """Print the JSON Schema of the configuration file or of the json report."""
    import json

    text = json.dumps(_schema(of), indent=2, ensure_ascii=False) + "\n"

    def text_of(_: str, __: Sheet) -> str:
        return text

    settings.deliver(text_of)
    return 0


def _schema(of: str) -> dict[str, Any]:
    if of == "report":
        from ...report import json as report

        return report.schema()
    from ... import config

    return config.schema()

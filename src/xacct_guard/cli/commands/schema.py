"""`xacct-guard schema`: the JSON Schemas of what is read and written."""

from __future__ import annotations

from typing import Any

import click

from ..output import Sheet
from ..settings import Settings, common


@click.command(
    short_help="Print a JSON Schema: of the configuration, the report, a snapshot, a scenario."
)
@click.argument(
    "of",
    type=click.Choice(("config", "pack", "report", "snapshot", "scenario")),
    metavar="config|pack|report|snapshot|scenario",
)
@common("json")
def command(settings: Settings, of: str) -> int:
    """Print a JSON Schema: of the configuration, a policy pack, the json report, a snapshot, a scenario."""
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
    if of == "snapshot":
        from ... import snapshot

        return snapshot.schema()
    if of == "scenario":
        return _of_scenario()
    from ... import config

    return config.schema(of)


def _of_scenario() -> dict[str, Any]:
    import json
    from importlib import resources

    file = resources.files("xacct_guard.iam").joinpath("scenario.schema.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded

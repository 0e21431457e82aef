"""EventBridge PutEvents: each bus that is written to is asked, its policy across accounts as well."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.request import ContextValue
from ..services.events import bus_of
from ..span import Node
from . import Operation

_PAGE = Page.of("eventbridge/latest/APIReference", "API_PutEvents.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """One request for each entry: its bus, or the account's default one."""
    entries = parameters.get("Entries")
    for entry in entries.items if entries else ():
        bus = bus_of(entry.text_at("EventBusName"), caller)
        yield caller.ask("send the event", "events:PutEvents", bus, _PAGE, context=_context(entry))
    if entries is None:
        yield caller.unknown("send the event", "bus of the event", _PAGE)


def _context(entry: Node) -> dict[str, ContextValue]:
    said = {"events:source": "Source", "events:detail-type": "DetailType"}
    found = ((key, entry.text_at(name)) for key, name in said.items())
    return {key: value for key, value in found if value is not None}


OPERATION = Operation("events:PutEvents", steps)

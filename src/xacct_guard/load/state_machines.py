"""State machines whose definition is a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..config import Config, expand, region_of
from ..errors import InputError
from ..graph.model import Parts, Resource
from ..graph.region import partition_of
from ..iam.symbol import Symbol
from ..span import Node
from .reading import Reading


def state_machines(config: Config, reading: Reading) -> Iterator[Parts]:
    """The state machines of the configuration, each with its definition."""
    for entry in config.entries("state_machines"):
        machine = reading.attempt(partial(_machine, entry, config, reading))
        if machine is not None:
            yield Parts(resources=(machine,))


def is_state_machine(document: Node) -> bool:
    """Is this a definition in the Amazon States Language?"""
    return "StartAt" in document.mapping and "States" in document.mapping


def _machine(entry: Node, config: Config, reading: Reading) -> Resource | None:
    account, region = config.account_id(entry.mapping["account"]), region_of(entry, config)
    definition = reading.named(entry, "definition")
    if definition is None:
        return None
    if not is_state_machine(definition):
        raise InputError(
            "not the definition of a state machine",
            at=definition.span,
            help="the Amazon States Language has `StartAt` and `States`",
        )
    name = entry.mapping["name"].text or ""
    unknown = str(Symbol(f"role of state machine {name}"))
    said = entry.get("role")
    role = expand(said, reading.resolve) if said else None
    facts = {
        "definition": definition,
        "role": role or Node(unknown, (said or entry).span),
    }
    if (substitutions := entry.get("substitutions")) is not None:
        known = expand(substitutions, reading.resolve)
        facts |= {"substitutions": known} if known else {}
    return Resource(
        arn=f"arn:{partition_of(region)}:states:{region}:{account}:stateMachine:{name}",
        type="states:stateMachine",
        account=account,
        region=region,
        name=name,
        span=entry.mapping["name"].span,
        facts=facts,
        place=name,
    )

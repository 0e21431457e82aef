"""The `flows:` of a configuration: steps that no definition file tells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..config import Config, expand, region_of
from ..errors import ConfigError
from ..graph.model import Flow, Parts
from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown
from ..span import Node
from .reading import Reading


def flows(config: Config, reading: Reading) -> Iterator[Parts]:
    """The flows of the configuration; one that makes no sense is a failure, and left out."""
    for entry in config.entries("flows"):
        flow = reading.attempt(partial(_flow, entry, config, reading))
        if flow is not None:
            yield Parts(flows=(flow,))


def _flow(entry: Node, config: Config, reading: Reading) -> Flow:
    account = config.account_id(entry.mapping["account"])
    name = entry.mapping["name"].text or ""
    said = entry.mapping["principal"]
    principal = expand(said, reading.resolve)
    text = principal.text if principal else None
    if text is not None and Arn.parse(text) is None:
        raise ConfigError(
            f"`{shown(text)}` is not the ARN of a principal",
            at=said.span,
            help="write that of a role, a user or an identity provider",
        )
    unknown = f"arn:aws:iam::{account}:role/{Symbol(f'principal of flow {name}')}"
    expanded = (expand(step, reading.resolve) for step in entry.mapping["steps"].items)
    steps = tuple(_whole(step, name, account) for step in expanded if step is not None)
    return Flow(name, account, region_of(entry, config), text or unknown, steps, entry.span, name)


def _whole(step: Node, flow: str, account: str) -> Node:
    """The step, with a symbol for the role of an `assume-role` that nobody knows."""
    call = step.get("call")
    if call is None or call.text != "assume-role" or "role" in step.mapping:
        return step
    role = f"arn:aws:iam::{account}:role/{Symbol(f'role that flow {flow} takes on')}"
    return Node({**step.mapping, "role": Node(role, call.span)}, step.span, keys=step.keys)

"""The `flows:` of a configuration: steps that no definition file tells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..config import Config, expand, region_of
from ..errors import ConfigError
from ..graph.model import Flow, Parts
from ..graph.region import partition_of
from ..graph.step import SOMEWHERE, Stand
from ..iam.arn import Arn
from ..iam.symbol import Symbol, has_symbol, shown
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
    region = region_of(entry, config)
    of_account = f"arn:{partition_of(region)}:iam::{account}"
    unknown = f"{of_account}:role/{Symbol(f'principal of flow {name}')}"
    expanded = (expand(step, reading.resolve) for step in entry.mapping["steps"].items)
    steps = tuple(_whole(step, name, of_account) for step in expanded if step is not None)
    return Flow(
        name, account, region, text or unknown, steps, entry.span, name, _stand(entry, reading)
    )


def _stand(entry: Node, reading: Reading) -> Stand:
    """Where the calls are made from; where nobody says so, nothing is presumed of it."""
    said = entry.get("network")
    known = expand(said, reading.resolve) if said is not None else None
    if said is None or known is None:
        return SOMEWHERE
    if known.text is not None:
        return Stand(public=True) if known.text == "public" else Stand(vpc=_vpc(known))
    subnets, groups = (
        tuple(item.text or "" for item in node.items) if node is not None else ()
        for node in (known.get("subnets"), known.get("security_groups"))
    )
    return Stand(known.text_at("vpc"), subnets, groups)


def _vpc(node: Node) -> str:
    text = node.text or ""
    if not text.startswith("vpc-") and not has_symbol(text):
        raise ConfigError(
            f"`{shown(text)}` is no place that calls are made from",
            at=node.span,
            help="write `public`, the id of a VPC, or `{subnets: […], security_groups: […]}`",
        )
    return text


def _whole(step: Node, flow: str, of_account: str) -> Node:
    """The step, with a symbol for the role of an `assume-role` that nobody knows."""
    call = step.get("call")
    if call is None or call.text != "assume-role" or "role" in step.mapping:
        return step
    role = f"{of_account}:role/{Symbol(f'role that flow {flow} takes on')}"
    return Node({**step.mapping, "role": Node(role, call.span)}, step.span, keys=step.keys)

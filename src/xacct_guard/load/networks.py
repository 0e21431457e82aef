"""The `network:` of a configuration: VPCs and their endpoints where no template declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from ..config import Config, expand, region_of
from ..formats.document import with_open_variables
from ..graph.model import Parts, Placement, Resource
from ..graph.region import partition_of
from ..iam.grammar import parse_policy
from ..iam.policy import PolicyKind
from ..span import Node
from .reading import Reading

_GATEWAYS = ("s3", "dynamodb")
_WHOLE = ("com.", "cn.com.", "aws.")


def networks(config: Config, reading: Reading) -> Iterator[Parts]:
    """The VPCs of the configuration; one that makes no sense is a failure, and left out."""
    for entry in config.entries("network"):
        found = reading.attempt(partial(_network, entry, config, reading))
        if found is not None:
            yield Parts(resources=found)


def _network(entry: Node, config: Config, reading: Reading) -> tuple[Resource, ...]:
    account, region = config.account_id(entry.mapping["account"]), region_of(entry, config)
    place = Placement(account, region, "network", partition_of(region))
    said = entry.mapping["vpc"]
    id = expand(said, reading.resolve) or said
    facts = {name: node for name in ("subnets", "nat") if (node := entry.get(name)) is not None}
    if "subnets" in facts:
        facts["subnets"] = expand(facts["subnets"], reading.resolve) or facts["subnets"]
    marked = entry.text_at("private") == "true"
    private = (_resource("private-network", id, place, {}),) if marked else ()
    if not facts and entry.get("endpoints") is None and private:
        return private  # a template declares the rest
    vpc = _resource("vpc", id, place, facts)
    endpoints = entry.get("endpoints")
    found = (_endpoint(each, id, place, reading) for each in (endpoints.items if endpoints else ()))
    return (vpc, *private, *found)


def _endpoint(entry: Node, vpc: Node, place: Placement, reading: Reading) -> Resource:
    """An endpoint as it would be declared: a gateway is in every route table of the VPC."""
    service = entry.mapping["service"]
    name = service.text or ""
    full = name if name.startswith(_WHOLE) else f"com.amazonaws.{place.region}.{name}"
    type = entry.get("type") or Node("Gateway" if name in _GATEWAYS else "Interface", service.span)
    yes = Node("true", entry.span)
    facts = {
        "vpc": vpc,
        "service": Node(full, service.span),
        "type": type,
        "private_dns": entry.get("private_dns") or yes,
        "everywhere": yes,
    }
    document = reading.named(entry, "policy") if entry.get("policy") else None
    policy = None
    if document is not None:
        policy = parse_policy(with_open_variables(document), PolicyKind.ENDPOINT, name)
    endpoint = _resource("vpc-endpoint", entry.mapping["id"], place, facts)
    return replace(endpoint, policy=policy)


def _resource(kind: str, id: Node, place: Placement, facts: Mapping[str, Node]) -> Resource:
    name = id.text or ""
    return Resource(
        arn=f"arn:{place.partition}:ec2:{place.region}:{place.account}:{kind}/{name}",
        type=f"ec2:{kind}",
        account=place.account,
        region=place.region,
        name=name,
        span=id.span,
        facts=facts,
        place=f"network/{name}",
    )

"""Data sources whose answers follow from where they are asked, or from what they are asked by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .. import services
from ..graph.model import Placement
from ..graph.region import domain_of
from ..iam.reference.managed_policies import managed_policy_names
from ..services import ResourceType
from ..span import Node, Span
from .documents import document
from .instance import Instance
from .types import TYPES
from .value import unknown, unknown_in


def attribute(instance: Instance, name: str, at: Span) -> Node | None:
    """What a data source answers, where that is known; None where only AWS can tell."""
    if instance.type == "aws_iam_policy_document":
        return document(instance) if name in ("json", "minified_json") else None
    if instance.type == "aws_service_principal":
        return _principal(instance, name, at)
    placed = _PLACED.get(instance.type, {}).get(name)
    if placed is not None:
        return Node(placed(instance.placement), at)
    return _existing(instance, name, at)


_Placed = Mapping[str, Callable[[Placement], str]]
_REGION: _Placed = {
    "name": lambda place: place.region,
    "id": lambda place: place.region,
    "region": lambda place: place.region,
}
_ACCOUNT: _Placed = {
    "account_id": lambda place: place.account,
    "id": lambda place: place.account,
}
_PARTITION: _Placed = {
    "partition": lambda place: place.partition,
    "id": lambda place: place.partition,
    "dns_suffix": lambda place: domain_of(place.partition),
}
_PLACED: Mapping[str, _Placed] = {
    "aws_caller_identity": _ACCOUNT,
    "aws_region": _REGION,
    "aws_partition": _PARTITION,
}


def _principal(instance: Instance, name: str, at: Span) -> Node | None:
    """A service as a principal; in other partitions some have another domain than the rest."""
    service, place = instance.text("service_name"), instance.placement
    if name != "name" or service is None or place.partition not in ("aws", "aws-us-gov"):
        return None
    return Node(f"{service}.{domain_of(place.partition)}", at)


def _of_aws(name: str, place: Placement) -> str | None:
    """The ARN of the managed policy of AWS that has this name, under whatever path."""
    begins, ends = "arn:aws:iam::aws:policy/", f"/{name}"
    known = (each for each in managed_policy_names() if each.endswith(ends))
    found = next((each for each in known if each.startswith(begins)), None)
    return found.replace("arn:aws:", f"arn:{place.partition}:", 1) if found else None


def _existing(instance: Instance, name: str, at: Span) -> Node | None:
    """Something that exists already and is looked up by its name.

    Of what lives under a path (a role, a policy) the name does not tell the ARN, only its shape.
    """
    kind = TYPES.get(instance.type)
    row = kind.row if kind else None
    if kind is None or not isinstance(row, ResourceType) or kind.named_by is None:
        return None
    given = instance.text(kind.named_by)
    if given is None or unknown_in(instance.ask(kind.named_by)) is not None:
        return None
    named = kind.bare(given)
    if instance.type == "aws_iam_policy" and (of_aws := _of_aws(named, instance.placement)):
        return Node(of_aws, at) if name in ("arn", "id") else None
    place = instance.placement
    words = {"partition": place.partition, "region": place.region, "account": place.account}
    if "{path}" in row.arn or row.within or row.tail:
        if name != "arn" and not (name == "id" and kind.id == "{arn}"):
            return Node(named, at) if name == "id" else None
        shape = row.arn.replace("{path}", "/*").replace("{prefix}", "*")
        shape = shape.format_map({**words, "name": named, "within": "*"}) + (
            "*" if row.tail else ""
        )
        return unknown(f"{instance.place}.arn", at, shape)
    arn = services.arn_of(row, words | {"name": named}, instance.unique)
    templates = {"arn": "{arn}", "id": kind.id} | dict(kind.attributes)
    template = templates.get(name)
    return Node(template.format_map(words | {"name": named, "arn": arn}), at) if template else None

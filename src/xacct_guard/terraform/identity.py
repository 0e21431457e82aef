"""What a Terraform resource goes by once it exists, and what its computed attributes are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .. import services
from ..graph.model import Placement
from ..iam.arn import Arn
from ..iam.symbol import only_symbol, split_symbols
from ..services import ResourceType
from ..span import Node, Span
from . import data
from .instance import Instance
from .properties import at_route, properties_of
from .types import TYPES, TerraformType
from .value import unknown, unknown_in

_RANDOM = ("random_", "time_", "tls_")


@dataclass(frozen=True, slots=True)
class Identity:
    """The name and ARN of a resource, and whose it is."""

    name: str
    arn: str


def identify(instance: Instance) -> Identity | None:
    """The name and ARN of a resource of a known type; None for any other."""
    kind = TYPES.get(instance.type)
    row = kind.row if kind else None
    if kind is None or not isinstance(row, ResourceType):
        return None
    name = _name(instance, kind, row)
    given = None if instance.is_data else instance.text("arn")
    if given is not None and Arn.parse(given) and not only_symbol(given):
        return Identity(name, given.removesuffix(":*"))
    return Identity(
        name, arn_of(row, name, instance.placement, instance.unique, _more(instance, kind, row))
    )


def arn_of(
    row: ResourceType,
    name: str,
    place: Placement,
    unique: Callable[[str, str], str],
    more: dict[str, str] | None = None,
) -> str:
    """The ARN of a resource that is known by name, in an account and region."""
    words = {
        "partition": place.partition,
        "region": place.region,
        "account": place.account,
        "name": name,
    }
    return services.arn_of(row, words | (more or {}), unique)


def attribute(instance: Instance, name: str, at: Span) -> Node:
    """What `instance.name` is: an argument, something computed, or a symbol that names it."""
    found = instance.ask(name)
    if found is not None and unknown_in(found) is None:
        return found
    computed = (
        data.attribute(instance, name, at) if instance.is_data else _computed(instance, name, at)
    )
    if computed is not None:
        return computed
    if found is not None:
        return found
    made_up = instance.type.startswith(_RANDOM)
    return unknown(f"{instance.place}.{name}", at, created=made_up)


def _computed(instance: Instance, name: str, at: Span) -> Node | None:
    kind, identity = TYPES.get(instance.type), identify(instance)
    if kind is None or identity is None:
        return None
    templates = {"arn": "{arn}", "id": kind.id} | dict(kind.attributes)
    if kind.named_by:
        templates.setdefault(kind.named_by, "{name}")
    template = templates.get(name)
    if template is None:
        return None
    if name == "unique_id":
        return Node(instance.unique(name, template), at)
    place = instance.placement
    words = {"partition": place.partition, "region": place.region, "account": place.account}
    return Node(template.format_map(words | {"name": identity.name, "arn": identity.arn}), at)


def _name(instance: Instance, kind: TerraformType, row: ResourceType) -> str:
    given = instance.text(kind.named_by) if kind.named_by else instance.text("id")
    if given is not None and (kind.named_by or unknown_in(instance.ask("id")) is None):
        return kind.bare(given)
    prefix = instance.text(f"{kind.named_by}_prefix") if kind.named_by else None
    known = (split_symbols(prefix) if prefix else ("",))[0]
    begins = kind.bare(known) if isinstance(known, str) else ""
    return instance.unique("", row.unnamed if kind.named_by is None else f"{begins}*")


def _more(instance: Instance, kind: TerraformType, row: ResourceType) -> dict[str, str]:
    """The words of an ARN beyond name, account and region."""
    more = {"path": instance.text("path") or "/"}
    if row.within is not None:
        found = at_route(properties_of(instance, kind), row.within)
        within = ((found.text if found is not None else None) or "default").rpartition("/")[2]
        is_hidden = within == "default" and "{prefix}" in row.arn
        more["within"] = "" if is_hidden else within
    return more

"""Names: what resources of a plan or folder call each other by, and whose ARN is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..iam.symbol import only_symbol
from ..services import ResourceType
from .identity import arn_of, identify
from .instance import Instance, World
from .types import TYPES


@dataclass(frozen=True)
class Names:
    """The names of everything that a world makes."""

    world: World

    def arn(self, text: str, row: ResourceType, by: Instance) -> str:
        """The ARN of what an instance names: a resource of this kind, by its name, `id` or ARN."""
        place = by.placement
        known = self._arns.get((row.name, place.account, place.region, text))
        symbol = only_symbol(text)
        if known is not None or (symbol.shape if symbol else text).startswith("arn:"):
            return known or text
        name = text.rpartition("/")[2] if text.startswith("https://") else text
        return arn_of(row, name, place, by.unique)

    @cached_property
    def _arns(self) -> Mapping[tuple[str, str, str, str], str]:
        """The ARNs of resources by kind, account, region and any of their names."""
        found: dict[tuple[str, str, str, str], str] = {}
        for instance in self.world.resources:
            kind = TYPES.get(instance.type)
            row, identity = (kind.row if kind else None), identify(instance)
            if isinstance(row, ResourceType) and identity is not None:
                place = instance.placement
                for name in names_of(instance):
                    found[row.name, place.account, place.region, name] = identity.arn
        return found


def names_of(instance: Instance) -> tuple[str, ...]:
    """What others call it by: its name, its ARN, its `id`."""
    identity, kind = identify(instance), TYPES[instance.type]
    if identity is None:
        return ()
    place = instance.placement
    words = {"partition": place.partition, "region": place.region, "account": place.account}
    id = kind.id.format_map(words | {"name": identity.name, "arn": identity.arn})
    return identity.name, identity.arn, id

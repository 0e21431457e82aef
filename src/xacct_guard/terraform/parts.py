"""Parts: the instances of a plan or folder as roles, resources, policies and pipelines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..definitions.codepipeline import read_pipeline
from ..errors import XacctGuardError
from ..graph.model import Made, Parts
from ..graph.pipeline import Pipeline
from .apart import policies_apart
from .grants import granted, in_doubt
from .identity import identify
from .instance import World
from .names import Names
from .organization import Organization
from .principals import Principals
from .properties import properties_of
from .resources import Resources
from .shares import shared
from .types import TYPES


def parts_of(world: World, outputs: Mapping[str, str]) -> Parts:
    """Everything the world declares. Raises nothing: failures are kept."""
    names = Names(world)
    principals, resources = Principals(world), Resources(world)
    found = Parts(
        roles=tuple(principals.roles()),
        resources=tuple(resources.resources()),
        pipelines=tuple(_pipelines(world)),
        attached=(
            *principals.attached(),
            *policies_apart(world, names),
            *in_doubt(world, names),
            *shared(world),
            *Organization(world).controls(),
        ),
        outputs=outputs,
        made=tuple(_made(world)),
        grants=tuple(granted(world, names)),
    )
    failures = {(failure.message, failure.at): failure for failure in world.failures}
    return replace(found, failures=tuple(failures.values()))


def _made(world: World) -> Iterator[Made]:
    for instance in world.resources:
        identity = identify(instance)
        arn = identity.arn if identity else None
        yield Made(instance.type, instance.place, instance.span, arn)


def _pipelines(world: World) -> Iterator[Pipeline]:
    for instance in world.of("aws_codepipeline"):
        identity, kind = identify(instance), TYPES[instance.type]
        try:
            found = read_pipeline(properties_of(instance, kind), instance.placement, instance.place)
            name = identity.name if identity else found.name
            yield replace(found, name=name, span=instance.span)
        except XacctGuardError as error:
            world.failures.append(error)

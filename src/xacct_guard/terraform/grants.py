"""Grants on KMS keys: `aws_kms_grant`.

Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_grant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import services
from ..errors import InputError
from ..graph.model import Attached, Granted
from ..iam.layers import KmsGrant
from ..iam.policy import Policy, PolicyKind
from ..iam.symbol import has_symbol, shown
from ..span import Node
from .instance import Instance, World
from .names import Names

TYPE = "aws_kms_grant"


def granted(world: World, names: Names) -> Iterator[Granted]:
    """The grants that are known."""
    for instance in world.of(TYPE):
        grantee = instance.text("grantee_principal")
        operations = _operations(instance)
        if grantee is None or not operations:
            help = "write `grantee_principal`, and `operations` with at least one"
            message = f"`{instance.address}` grants nothing to anybody"
            world.failures.append(InputError(message, at=instance.span, help=help))
        elif _doubt(instance) is None:
            equals, subset = _pairs(instance, "equals"), _pairs(instance, "subset")
            found = KmsGrant(grantee, operations, equals, subset)
            yield Granted(_key(instance, names), found, instance.span)


def in_doubt(world: World, names: Names) -> Iterator[Attached]:
    """What stands on a key for a grant of which nobody knows what it allows."""
    for instance in world.of(TYPE):
        doubt = _doubt(instance)
        if doubt is not None:
            kind, name = PolicyKind.RESOURCE, instance.address
            policy = Policy(kind, name, (), instance.span, unresolved=doubt)
            yield Attached(_key(instance, names), policy, instance.span, adds=True)


def _key(instance: Instance, names: Names) -> str:
    named = instance.text("key_id") or ""
    row = services.of_type("kms:key")
    return names.arn(named, row, instance) if row is not None else named


def _operations(instance: Instance) -> tuple[str, ...]:
    given = instance.ask("operations")
    return tuple(each.text or "" for each in given.items) if given is not None else ()


def _doubt(instance: Instance) -> str | None:
    """What must be known to say what the grant allows."""
    if instance.doubt is not None:
        return instance.doubt
    pairs = {**(_pairs(instance, "equals") or {}), **(_pairs(instance, "subset") or {})}
    unclear = (*_operations(instance), *pairs)
    return next((f"what {shown(each)} is" for each in unclear if has_symbol(each)), None)


def _pairs(instance: Instance, which: str) -> Mapping[str, str] | None:
    """The pairs that the encryption context must have, or be."""
    blocks = instance.ask("constraints")
    found: dict[str, str] = {}
    for block in blocks.items if blocks is not None else ():
        given: Node | None = block.get(f"encryption_context_{which}")
        for key, node in (given.mapping if given is not None else {}).items():
            found[key] = node.text or ""
    return found or None

"""Handlers: the permissions CloudFormation's handlers of a resource type say they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .pack import Json, Pack, open_pack


@dataclass(frozen=True, slots=True)
class Handlers:
    """The permissions of each handler, as its schema lists them; None: no such handler.

    A type without `update` is replaced instead: created anew, then deleted. A permission may
    have wildcards, and may name an action that does not exist.
    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
    """

    create: tuple[str, ...] | None
    read: tuple[str, ...] | None
    update: tuple[str, ...] | None
    delete: tuple[str, ...] | None
    list: tuple[str, ...] | None


def handlers(type: str) -> Handlers | None:
    """The handlers of a resource type (`AWS::S3::Bucket`).

    None when AWS publishes none for it: an older type such as `AWS::CodeBuild::Project`, a
    custom resource, a misspelling. Then what a deployment needs is not known here.
    """
    listed = _namespace(type.rpartition("::")[0]).get(type)
    if listed is None:
        return None
    return Handlers(*(None if names is None else tuple(names) for names in listed))


@cache
def pack() -> Pack:
    """The pack, its head read once."""
    return open_pack(Path(__file__).with_name("handlers.pack"))


@cache
def _namespace(name: str) -> Mapping[str, Json]:
    return pack().read(name) if name in pack().places else {}

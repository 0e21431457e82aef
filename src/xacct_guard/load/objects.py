"""S3 objects that resources are made from (a state machine's definition), where they are files here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..config import Config, Resolve, expand
from ..graph.model import Parts, Resource
from ..services import of_type
from ..span import Node
from .reading import Reading
from .there import is_file


def objects(
    parts: Iterable[Parts], config: Config, reading: Reading, resolve: Resolve
) -> dict[str, Node]:
    """The documents of the objects that the parts ask for, by `s3://bucket/key`."""
    said = {
        _expanded(name, node, resolve): node for name, node in config.members("objects").items()
    }
    found: dict[str, Node] = {}
    for resource, bucket, key in _wanted(parts):
        uri = f"s3://{bucket}/{key}"
        path = _file(said.get(uri), key, resource, reading)
        node = reading.document(path) if path and uri not in found else None
        if node is not None:
            found[uri] = node
    return found


def _expanded(name: str, node: Node, resolve: Resolve) -> str:
    known = expand(replace(node, value=name), resolve)
    return known.text or name if known else name


def _wanted(parts: Iterable[Parts]) -> Iterator[tuple[Resource, str, str]]:
    for resource in (resource for part in parts for resource in part.resources):
        kind = of_type(resource.type)
        for place in (resource.facts.get(fact) for fact in (kind.reads if kind else ())):
            bucket, key = (place.get("Bucket"), place.get("Key")) if place else (None, None)
            if bucket and key and bucket.text and key.text:
                yield resource, bucket.text, key.text


def _file(said: Node | None, key: str, resource: Resource, reading: Reading) -> Path | None:
    """The file the configuration names, else one of that name beside the template or the configuration."""
    if said is not None:
        return reading.config.path(said)
    beside = Path(resource.span.source.name).parent
    name = key.rpartition("/")[2]
    # An assembly of the CDK keeps the object `<hash>.json` in the file `asset.<hash>.json`.
    nearby = (beside / key, beside / name, beside / f"asset.{name}", reading.config.root / name)
    found = reading.assets.get(key) or next((path for path in nearby if is_file(path)), None)
    return reading.inside(found, resource.span, beside) if found else None

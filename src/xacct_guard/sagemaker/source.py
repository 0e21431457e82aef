"""Source: data that a job reads from S3, as `S3DataSource` describes it."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.symbol import Symbol, shown
from ..span import Node
from .location import Location, location_of
from .pages import ROLES
from .parameter import nodes_at

_MANIFESTS = ("ManifestFile", "AugmentedManifestFile")
_API = Page.of("sagemaker/latest/APIReference", "API_S3DataSource.html")


def channels_read(worker: Caller, channels: Iterator[Node]) -> Iterator[Step]:
    """Read each channel of an `InputDataConfig`, from wherever it comes."""
    for channel in channels:
        name = channel.text_at("ChannelName") or "input"
        source = channel.get("DataSource") or channel
        if (s3 := source.get("S3DataSource")) is not None:
            yield from read(worker, s3, f"channel `{name}`")
        elif source.get("FileSystemDataSource") is None:
            # A file system is mounted in the VPC: nothing is asked of IAM for it here.
            what = f"what channel `{name}` reads"
            yield worker.unknown(f"read channel `{name}`", what, _API)


def read(worker: Caller, s3: Node, what: str) -> Iterator[Step]:
    """Read all under a prefix, or what a manifest names."""
    uri, kind = s3.text_at("S3Uri"), s3.text_at("S3DataType")
    if uri is None or s3.get("HubAccessConfig") is not None:
        yield worker.unknown(f"read {what}", f"where {what} comes from", _API)
        return
    place = location_of(uri, worker)
    if place is None:
        return
    if kind in _MANIFESTS:
        yield from _manifest(worker, place, uri, what)
    else:
        yield from everything(worker, place, what)


def everything(worker: Caller, place: Location, what: str) -> Iterator[Step]:
    """List what is under a prefix, and read it."""
    yield listed(worker, place, f"list the objects of {what}")
    yield worker.ask(f"read {what}", "s3:GetObject", place.all(), ROLES, local=True)


def listed(worker: Caller, place: Location, says: str) -> Step:
    """List a prefix of a bucket."""
    return worker.ask(
        says, "s3:ListBucket", place.bucket, ROLES, context={"s3:prefix": place.key}, local=True
    )


def one(worker: Caller, uri: str, says: str, page: Page = ROLES) -> Iterator[Step]:
    """Read one object, or what is under the prefix, without listing."""
    if (place := location_of(uri, worker)) is not None:
        yield worker.ask(says, "s3:GetObject", place.all(), page, local=True)


def _manifest(worker: Caller, place: Location, uri: str, what: str) -> Iterator[Step]:
    """The manifest itself, and the objects it names, in whatever bucket."""
    yield listed(worker, place, f"list the objects of {what}")
    yield worker.ask(f"read the manifest of {what}", "s3:GetObject", place.arn, _API, local=True)
    named = Location(
        f"arn:{worker.partition}:s3:::{Symbol(f'the bucket that {shown(uri)} names')}", ""
    )
    known = _prefix_of(worker, uri)
    yield worker.ask(
        f"read what the manifest of {what} names",
        "s3:GetObject",
        (known or named).all(),
        _API,
        local=True,
    )


def _prefix_of(worker: Caller, uri: str) -> Location | None:
    """The prefix that a manifest begins with, where it is a file here."""
    held = worker.graph.documents.get(uri)
    for first in nodes_at(held, "prefix") if held is not None else ():
        return location_of(first.text or "", worker)
    return None

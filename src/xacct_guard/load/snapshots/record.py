"""A record of a snapshot as a Node: what each operation answered, and what stands for what it did not."""

from __future__ import annotations

from collections.abc import Mapping

from ...iam.symbol import Symbol, has_symbol
from ...live import Ask, Kind
from ...read import read_value
from ...snapshot.rows import Document
from ...span import Address, Node, Source, Span

_LACKING = object()


def address_of(document: Document) -> Address:
    """Where a thing is: `111111111111/us-east-1/s3:bucket/artifacts`."""
    region = document.region if document.region and not has_symbol(document.region) else "global"
    return Address(f"{document.account}/{region}/{document.kind}/{document.name}")


def record_of(document: Document, kind: Kind, source: Source) -> Node:
    """What was answered, by operation.

    A look that was refused is an open value; null is what AWS says there is none of.
    """
    address = address_of(document)
    asks = (kind.lists, *kind.looks)
    members = {ask.key: _answer(document, ask, address, source) for ask in asks}
    return Node(members, Span(source, (address,)))


def _answer(document: Document, ask: Ask, address: Address, source: Source) -> Node:
    answer = document.record.get(ask.key, _LACKING)
    if answer is _LACKING:
        what = f"{ask.operation} of {address}, which was not read"
        return Node(str(Symbol(what)), Span(source, (address, ask.key)))
    # What an operation answers is told apart by its members, as a reader knows them.
    route = (address,) if isinstance(answer, Mapping) else (address, ask.key)
    return read_value(answer, source, route)

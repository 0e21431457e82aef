"""One operation asked, all pages of its answer as one, in plain JSON."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ..live import Ask
from .expression import found

_ONWARD = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("NextMarker", "Marker"),
    ("Marker", "Marker"),
)
"""Where an answer says how to go on, and the parameter that is told: for operations without a paginator."""
OF_A_PAGE = frozenset(
    {name for pair in _ONWARD for name in pair}
    | {"ResponseMetadata", "ContinuationToken", "PaginationToken", "IsTruncated", "Truncated"}
)
"""Members of an answer that are about the page and not about the account."""


Bare = Callable[[Any], Any]


def same(value: Any) -> Any:
    """The value itself: nothing of it is secret."""
    return value


def answer(client: Any, ask: Ask, item: Mapping[str, Any], bare: Bare = same) -> Any:
    """What is kept of the answer to an operation, asked with what an item says. Raises botocore's errors.

    `bare` takes secrets out of the answer before anybody looks at it.
    """
    given = {name: found(said, item) for name, said in ask.arguments.items()}
    arguments = {**ask.fixed, **{name: value for name, value in given.items() if value is not None}}
    whole: dict[str, Any] = {}
    for page in _pages(client, ask.operation, arguments):
        _join(whole, {name: part for name, part in page.items() if name not in OF_A_PAGE})
    return found(ask.keep, bare(plain(whole)))


def plain(value: Any) -> Any:
    """A value of botocore as JSON has it: times in ISO 8601 (UTC), bytes in base64."""
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _pages(client: Any, operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if client.can_paginate(operation):
        yield from client.get_paginator(operation).paginate(**arguments)
        return
    while True:
        page = getattr(client, operation)(**arguments)
        yield page
        onward = _onward(client, operation, page)
        if not onward:
            return
        arguments = {**arguments, **onward}


def _onward(client: Any, operation: str, page: Mapping[str, Any]) -> dict[str, str]:
    """What to ask with to go on after this page; nothing after the last."""
    shape = _model(client, operation).input_shape
    taken = shape.members if shape else {}
    return next(({to: page[of]} for of, to in _ONWARD if page.get(of) and to in taken), {})


def _model(client: Any, operation: str) -> Any:
    name = client.meta.method_to_api_mapping[operation]
    return client.meta.service_model.operation_model(name)


def _join(whole: dict[str, Any], page: Mapping[str, Any]) -> None:
    """Put a page to those before it: lists go on, mappings are joined, of the rest the last holds."""
    for name, part in page.items():
        before = whole.get(name)
        if isinstance(before, list) and isinstance(part, list):
            before.extend(part)
        elif isinstance(before, dict) and isinstance(part, dict):
            _join(before, part)
        else:
            whole[name] = part

"""The text a pack's documents are deflated against: the strings that most of them share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from xacct_guard.iam.reference.pack import Json

WINDOW = 32_700  # deflate looks back 32 KiB; what is further away is never found


def preset_dictionary(documents: Iterable[Json], window: int = WINDOW) -> str:
    """The strings most documents share, commonest last, where deflate reaches them cheapest."""
    shared = Counter(string for document in documents for string in set(_strings(document)))
    chosen: list[str] = []
    room = window
    for string, count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if count > 2 and (size := len(string.encode()) + 1) <= room:
            chosen.append(string)
            room -= size
    return ",".join(reversed(chosen))


def _strings(value: Json) -> Iterator[str]:
    """Every key and scalar below a JSON value, as compact JSON writes it."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield f"{json.dumps(key, ensure_ascii=False)}:"
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)
    else:
        yield json.dumps(value, ensure_ascii=False)

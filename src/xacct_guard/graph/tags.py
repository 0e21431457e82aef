"""Tags of a principal: those that are written, and whether these are all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..iam.symbol import has_symbol
from ..span import Node


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that are known, and whether there are no others: `whole` says that nothing is missing."""

    known: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False

    @classmethod
    def read(cls, written: Node | None, *, whole: bool = True) -> Tags:
        """Tags as a list of `Key` and `Value`, or as a mapping; none where nothing is written."""
        if written is None or written.value is None:
            return cls(whole=whole)
        pairs: list[tuple[str | None, str | None]]
        if written.mapping and "Key" not in written.mapping:
            pairs = [(key, each.text) for key, each in written.mapping.items()]
        else:
            pairs = [(each.text_at("Key"), each.text_at("Value")) for each in written.items]
        known = {key: value for key, value in pairs if key and value is not None}
        named = {key: value for key, value in known.items() if not has_symbol(key)}
        return cls(named, whole and len(named) == len(pairs))

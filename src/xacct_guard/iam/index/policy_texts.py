"""PolicyTexts: the `policies` of scenarios, found again by their text."""

from __future__ import annotations

import json
import marshal
from collections.abc import Mapping
from typing import Any

from ...span import Node, Source, Span
from ..case_layers import read_layers
from ..case_node import node_of, with_symbols
from ..layers import Layers
from ..semantics import is_role
from .compiled import Compiled

_BEGINNING, _TRIED = 512, 256
_CHARACTERS, _TEXTS = 4_000_000, 2_000
_UNKNOWN = "$unknown"
_SOURCE = Source("scenario", "")
_FIELDS = {
    **{name: (name,) for name in ("identity", "resource", "boundary", "session", "scps", "rcps")},
    "vpc_endpoint": ("endpoint",),
    "kms_grants": ("kms_grants",),
    "resource_settings": ("endpoint_is_gateway", "public_access_block"),
}
"""What each member of `policies` says of the layers. None of them hangs on another."""

Json = Any


class PolicyText:
    """The `policies` of a scenario as they are written: an object, whole."""

    __slots__ = ("_engines", "_members", "_value", "has_scps", "text")

    def __init__(self, text: str, value: Mapping[str, Json], members: _Members) -> None:
        self.text = text
        scps = value.get("scps")
        self.has_scps = bool(scps) if isinstance(scps, list) else scps is not None
        self._members = members
        self._value: Mapping[str, Json] | None = value  # until it is read for the first time
        self._engines: dict[bool, Compiled] = {}

    def engine(self, resource: str) -> Compiled:
        """The policies compiled. Raises ScenarioError where they cannot be read.

        They hang on nothing of the resource but whether it is a role.
        """
        of_role = ":role/" in resource and is_role(resource)
        found = self._engines.get(of_role)
        if found is None:
            fields: dict[str, Any] = {}
            written = self._value or json.loads(self.text)
            self._value = None
            for name, value in written.items():
                fields |= self._members.read(name, value, resource, of_role)
            found = self._engines[of_role] = Compiled(Layers(**fields))
        return found


class _Members:
    """The members of `policies` met before: many scenarios share some of them."""

    __slots__ = ("_known", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._known: dict[tuple[str, bool, bytes], Mapping[str, Any]] = {}

    def read(self, name: str, value: Json, resource: str, of_role: bool) -> Mapping[str, Any]:
        """What a member says of the layers, by field. Raises ScenarioError."""
        key = (name, of_role, marshal.dumps(value, 2))
        found = self._known.get(key)
        if found is None:
            self._size += len(key[2])
            if self._size > _CHARACTERS or len(self._known) >= _TEXTS:
                self._known.clear()
                self._size = len(key[2])
            at = Span(_SOURCE, ("policies",))
            written = node_of({name: value}, at)
            if name == _UNKNOWN or _UNKNOWN.encode() in key[2]:
                written = with_symbols(written)
            layers = read_layers(Node({"policies": written}, Span(_SOURCE)), resource)
            fields = {field: getattr(layers, field) for field in _FIELDS[name]}
            found = self._known[key] = fields
        return found


class PolicyTexts:
    """The texts met before, two thousand at most, of a few million characters."""

    __slots__ = ("_by_beginning", "_by_text", "_characters", "_members")

    def __init__(self) -> None:
        self._by_text: dict[str, PolicyText] = {}
        self._by_beginning: dict[str, list[PolicyText]] = {}
        self._characters = 0
        self._members = _Members()

    def at(self, line: str, start: int) -> PolicyText | None:
        """The known text that stands at this place of a line. No object is the beginning of another."""
        for known in self._by_beginning.get(line[start : start + _BEGINNING], ()):
            if line.startswith(known.text, start):
                return known
        return None

    def of(self, text: str, value: Mapping[str, Json]) -> PolicyText:
        """The one for an object that is written so."""
        known = self._by_text.get(text)
        return known or self._keep(PolicyText(text, value, self._members))

    def _keep(self, new: PolicyText) -> PolicyText:
        self._characters += len(new.text)
        if self._characters > _CHARACTERS or len(self._by_text) >= _TEXTS:
            self._by_text.clear()
            self._by_beginning.clear()
            self._characters = len(new.text)
        self._by_text[new.text] = new
        if len(new.text) >= _BEGINNING:
            alike = self._by_beginning.setdefault(new.text[:_BEGINNING], [])
            if len(alike) < _TRIED:
                alike.append(new)
        return new

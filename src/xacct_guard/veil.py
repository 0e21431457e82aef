"""Veil: an answer of AWS without what must not leave it: secrets, and the values of variables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set

_STORES = ("PARAMETER_STORE", "SECRETS_MANAGER")


def bare(answer: object, drop: Set[str], veil: Set[str]) -> object:
    """The answer without the members that `drop` names, and of those that `veil` names without the values.

    A definition that stands in the answer as text (of a state machine, a pipeline) is treated alike. Where a
    variable takes its value out of a store it names what is there, which is kept.
    """
    if isinstance(answer, Mapping):
        held = {name: value for name, value in answer.items() if name not in drop}
        return {
            name: _veiled(value) if name in veil else bare(value, drop, veil)
            for name, value in held.items()
        }
    if isinstance(answer, (list, tuple)):
        return [bare(value, drop, veil) for value in answer]
    if isinstance(answer, str) and any(f'"{name}"' in answer for name in (*drop, *veil)):
        return _in_text(answer, drop, veil)
    return answer


def _in_text(text: str, drop: Set[str], veil: Set[str]) -> str:
    document = _document(text)
    return text if document is None else json.dumps(bare(document, drop, veil))


def _document(text: str) -> object:
    """The mapping or list that a text is; None where it is something else."""
    try:
        found: object = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, (dict, list)) else None


def _veiled(value: object) -> object:
    """A mapping of names to values, or a list of pairs, without the values; nothing of what is neither."""
    if isinstance(value, str):
        document = _document(value)
        return None if document is None else json.dumps(_veiled(document))
    if isinstance(value, (list, tuple)):
        return [_pair(each) for each in value if isinstance(each, Mapping)]
    return dict.fromkeys(value) if isinstance(value, Mapping) else None


def _pair(pair: Mapping[str, object]) -> dict[str, object]:
    is_reference = (pair.get("type") or pair.get("Type")) in _STORES
    names = ("name", "Name", "type", "Type", *(("value", "Value") if is_reference else ()))
    return {name: pair[name] for name in names if name in pair}

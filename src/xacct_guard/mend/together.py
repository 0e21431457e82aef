"""Statements that are added at one place, put together where they say the same of several things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..finding import Add, Edit
from ..span import Span

_JOINED = ("Action", "Resource", "Principal")


def together(edits: Iterable[Edit]) -> list[Edit]:
    """The same edits, each once; what is added to one list, or under one key, is joined where it can be."""
    found: list[Edit] = []
    added: dict[tuple[Span, str | None], list[object]] = {}
    for edit in edits:
        if not isinstance(edit, Add):
            if edit not in found:
                found.append(edit)
        else:
            added.setdefault((edit.to, edit.key), []).append(edit.value)
    for (to, key), values in added.items():
        joined = _joined(values) if key is None else _under_one_key(values)
        found += [Add(to, value, key) for value in joined]
    return found


def _under_one_key(values: Sequence[object]) -> list[object]:
    """The values as one, if they are policies or hold policies; else each as it is."""
    whole = values[0]
    for value in values[1:]:
        merged = _merged(whole, value)
        if merged is None:
            return list(values)
        whole = merged
    return [whole]


def _merged(one: object, other: object) -> object | None:
    """What holds the statements of both, if nothing else tells them apart; else None."""
    if one == other:
        return one
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys():
        members = {
            key: _joined([*_listed(one[key]), *_listed(other[key])])
            if key == "Statement"
            else _merged(one[key], other[key])
            for key in one
        }
        return None if any(value is None for value in members.values()) else members
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other) == 1:
        merged = _merged(one[0], other[0])
        return None if merged is None else [merged]
    return None


def _joined(values: Sequence[object]) -> list[object]:
    """The values, each once; statements that differ in one of their elements only become one."""
    found = [value for index, value in enumerate(values) if value not in values[:index]]
    for element in _JOINED:
        kept: list[object] = []
        for value in found:
            for index, before in enumerate(kept):
                if (one := _both(before, value, element)) is not None:
                    kept[index] = one
                    break
            else:
                kept.append(value)
        found = kept
    return found


def _both(first: object, second: object, element: str) -> object | None:
    """Two statements as one, if nothing but this element tells them apart."""
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        return None
    if "Effect" not in first or element not in first or element not in second:
        return None
    rest, others = ({k: v for k, v in each.items() if k != element} for each in (first, second))
    both = _values(first[element], second[element]) if rest == others else None
    return None if both is None else {**first, element: both}


def _values(one: object, other: object) -> object | None:
    """The values of both, each once; None for principals of different kinds."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if len(one) != 1 or one.keys() != other.keys() or _is_function(one):
            return None
        return {key: _values(one[key], other[key]) for key in one}
    values = [*_listed(one), *_listed(other)]
    kept = [each for index, each in enumerate(values) if each not in values[:index]]
    return kept if len(kept) > 1 else kept[0]


def _is_function(value: Mapping[str, object]) -> bool:
    return any(key == "Ref" or key.startswith("Fn::") for key in value)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]

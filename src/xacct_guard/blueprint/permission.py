"""Permission: a statement of a function's policy in the parts of which AWS makes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from ..grants.document import Line

_KEYS = {
    ("StringEquals", "aws:sourceaccount"): "SourceAccount",
    ("ArnLike", "aws:sourcearn"): "SourceArn",
    ("ArnEquals", "aws:sourcearn"): "SourceArn",
    ("StringEquals", "aws:principalorgid"): "PrincipalOrgID",
    ("StringEquals", "lambda:functionurlauthtype"): "FunctionUrlAuthType",
}
"""What AddPermission makes conditions of (lambda/latest/api/API_AddPermission.html)."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One action for one principal; `function` is the ARN, `conditions` by the name of the parameter."""

    function: str
    action: str
    principal: str
    conditions: Mapping[str, str]


def permissions(line: Line, function: str) -> tuple[Permission, ...] | None:
    """The permissions that say the same as a statement; None where AWS has no parameter for a condition."""
    written = line.written
    conditions = list(_conditions(written.get("Condition")))
    if None in conditions:
        return None
    resource = written.get("Resource", "*")
    functions = _listed(function if resource == "*" else resource)
    choices = [[(name, value) for value in values] for name, values in filter(None, conditions)]
    return tuple(
        Permission(each, action, principal, dict(chosen))
        for each in functions
        for action in _listed(written["Action"])
        for principal in _principals(written["Principal"])
        for chosen in product(*choices)
    )


def _conditions(written: object) -> Iterator[tuple[str, tuple[str, ...]] | None]:
    """Each condition as a parameter and its values, None for one that is none."""
    for operator, keys in written.items() if isinstance(written, Mapping) else ():
        for key, values in keys.items():
            name = _KEYS.get((operator, key.lower()))
            yield (name, _listed(values)) if name else None


def _principals(written: object) -> Iterator[str]:
    if isinstance(written, Mapping):
        for who in written.values():
            yield from _listed(who)
    else:
        yield str(written)


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()

"""A snapshot as tables that a data warehouse reads: Parquet files, written row by row by pyarrow."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from .errors import ConfigError
from .graph.access_graph import AccessGraph
from .iam.policy import Condition, Policy, Principals, Statement, Written
from .iam.symbol import shown
from .snapshot.read import Snapshot
from .snapshot.rows import Document
from .whole_file import beside, held_back, refusals_of

Row = Mapping[str, object]
_LISTS = {"regions", "actions", "not_actions", "resources", "not_resources"}
COLUMNS = {
    "accounts": ("id", "name", "partition", "regions", "collected"),
    "documents": ("account", "region", "kind", "name", "record"),
    "statements": (
        *("account", "attached_to", "kind", "policy", "sid", "effect"),
        *("actions", "not_actions", "resources", "not_resources"),
        *("principals", "not_principals", "conditions", "unresolved", "place"),
    ),
    "missing": ("account", "region", "kind", "name", "operation", "error", "message"),
}
"""The columns of each table."""
_AT_ONCE = 10_000


def ready(folder: Path) -> None:
    """Raise ConfigError where the tables could not be written: told before anything is collected."""
    if find_spec("pyarrow") is None:
        raise ConfigError(
            "Parquet is written by pyarrow, which is not installed",
            help="install the extra: `pip install 'xacct-guard[parquet]'`",
        )
    there = [name for name in COLUMNS if _file(folder, name).exists()]
    if there:
        raise ConfigError(
            f"`{_file(folder, there[0])}` is there already", help="name a new or an empty folder"
        )


def export(path: Path, graph: AccessGraph, folder: Path) -> None:
    """Write the tables of a snapshot, and of every statement that is in force in it, to a folder.

    All of them or none: they are written elsewhere, and take their place together. Only the owner may read the
    files. `graph` is the snapshot's own. Raises ConfigError where the folder takes nothing.
    """
    with _on_the_way_to(folder) as begun, Snapshot(path) as snapshot:
        tables: Mapping[str, Callable[[], Iterable[Row]]] = {
            "accounts": lambda: map(asdict, snapshot.accounts()),
            "documents": lambda: map(_document, snapshot.documents()),
            "statements": lambda: _statements(graph),
            "missing": lambda: map(asdict, snapshot.missing()),
        }
        for name, rows in tables.items():
            _write(_file(begun, name), COLUMNS[name], rows())


@contextmanager
def _on_the_way_to(folder: Path) -> Iterator[Path]:
    """A folder on the same file system whose files end in `folder`, or nowhere."""
    is_there = folder.exists()
    begun = beside(folder / "tables" if is_there else folder)
    try:
        with refusals_of(folder):
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            begun.mkdir(mode=0o700)
        yield begun
        with held_back(), refusals_of(folder):
            if is_there:
                ready(folder)
                for file in begun.iterdir():
                    file.replace(folder / file.name)
            else:
                begun.replace(folder)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    import pyarrow
    from pyarrow import parquet

    types = {True: pyarrow.list_(pyarrow.string()), False: pyarrow.string()}
    schema = pyarrow.schema([(name, types[name in _LISTS]) for name in columns])
    waiting = iter(rows)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file, parquet.ParquetWriter(file, schema) as writer:
        while some := list(islice(waiting, _AT_ONCE)):
            held = [{name: _plain(row.get(name)) for name in columns} for row in some]
            writer.write_table(pyarrow.Table.from_pylist(held, schema))
        writer.close()
        os.fsync(descriptor)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _document(document: Document) -> Row:
    record = json.dumps(dict(document.record), sort_keys=True, ensure_ascii=False)
    return {
        **{name: getattr(document, name) for name in COLUMNS["documents"][:-1]},
        "record": record,
    }


def _statements(graph: AccessGraph) -> Iterator[Row]:
    """Every statement in force, each at what it is attached to; of a policy not read that it was not."""
    for account, attached_to, policy in _attached(graph):
        of = {
            "account": account,
            "attached_to": shown(attached_to),
            "kind": policy.kind.value,
            "policy": policy.name,
        }
        if policy.unresolved is not None:
            yield {**of, "unresolved": shown(policy.unresolved), "place": policy.span.path}
        for statement in policy.statements:
            yield {**of, **_told(statement)}


def _attached(graph: AccessGraph) -> Iterator[tuple[str, str, Policy]]:
    for role in graph.roles.values():
        for policy in filter(None, (role.trust, *role.identity, role.boundary)):
            yield role.account, role.arn, policy
    for resource in graph.resources.values():
        if resource.policy is not None:
            yield resource.account, resource.arn, resource.policy
    for account in graph.accounts.values():
        for levels in (account.scps, account.rcps):
            for policy in (policy for level in levels or () for policy in level):
                yield account.id, account.id, policy


def _told(statement: Statement) -> Row:
    return {
        "sid": statement.sid,
        "effect": statement.effect.value,
        "actions": _texts(statement.actions),
        "not_actions": _texts(statement.not_actions),
        "resources": _texts(statement.resources),
        "not_resources": _texts(statement.not_resources),
        "principals": _whom(statement.principals),
        "not_principals": _whom(statement.not_principals),
        "conditions": _conditions(statement.conditions),
        "place": statement.span.path,
    }


def _texts(written: tuple[Written, ...]) -> list[str]:
    return [shown(each.text) for each in written]


def _whom(principals: Principals | None) -> str | None:
    if principals is None:
        return None
    said = {
        "AWS": principals.aws,
        "Service": principals.service,
        "Federated": principals.federated,
        "CanonicalUser": principals.canonical_user,
    }
    return json.dumps({name: _texts(those) for name, those in said.items() if those})


def _conditions(conditions: tuple[Condition, ...]) -> str | None:
    found: dict[str, dict[str, list[str]]] = {}
    for each in conditions:
        found.setdefault(_operator(each), {})[each.key] = _texts(each.values)
    return json.dumps(found) if found else None


def _operator(condition: Condition) -> str:
    several = f"{condition.set_operator.value}:" if condition.set_operator else ""
    return f"{several}{condition.operator}{'IfExists' if condition.if_exists else ''}"

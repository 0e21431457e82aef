"""WRITE the organization into a snapshot, one account after the other: memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xacct_guard.snapshot.rows import Document
from xacct_guard.snapshot.write import create

from . import controls, pipelines, seats, stores
from .content import WHEN, Content
from .layout import Layout
from .planted import Garden


def write(layout: Layout, path: Path, garden: Garden | None = None) -> None:
    """Write a snapshot, which must not be there yet; with what is planted in the organization."""
    about = {"tool": "benchmarks.organization", "started": WHEN, "finished": WHEN}
    with create(path, about) as writer:
        for index in range(layout.accounts):
            content = furnished(layout, index)
            for each in garden.by_account.get(index, ()) if garden else ():
                each.fault.plant(each.site, content)
            writer.put(content.account, _rows(content), ())


def furnished(layout: Layout, index: int) -> Content:
    """An account with all that is in it."""
    content = Content(layout, index)
    seats.furnish(content)
    stores.furnish(content)
    pipelines.furnish(content)
    return content


def _rows(content: Content) -> Iterator[Document]:
    yield from content.documents()
    if content.index == 0:
        yield from controls.told(content.layout, content.controls)

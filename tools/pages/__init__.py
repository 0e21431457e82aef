"""The pages of the documentation that are made of the code, a file each: `make docs` puts them into the site.

They are not kept beside the code, so none of them can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xacct_guard import catalogue


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands below `docs/`, and the function that writes its Markdown."""

    path: str
    write: Callable[[], str]


def pages() -> tuple[Page, ...]:
    """The `PAGE` of every file here, in the order of their names."""
    return catalogue.entries(__name__, "PAGE")

"""A kind of fault: what is planted, and where it has to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .content import Content
from .site import Site

Row = tuple[str, str]
"""A rule, and the place of what it has to find: account, Region, kind and name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`plant` changes an account that the site is about, wrong or right, as its docstring says.

    `found` are the findings that have to come of it, also of what is right: a supplier is none of the
    organization, whatever it is asked for. With `of_pipeline` the owner has a pipeline that deploys into
    the other account, and no other such fault is planted in it.
    """

    plant: Callable[[Site, Content], None]
    found: Callable[[Site], tuple[Row, ...]]
    of_pipeline: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.plant.__name__


def if_wrong(*rows: Callable[[Site], Row]) -> Callable[[Site], tuple[Row, ...]]:
    """These findings where it is wrong, and none where it is right."""
    return lambda site: tuple(row(site) for row in rows) if site.is_wrong else ()

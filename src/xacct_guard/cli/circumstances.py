"""The options that say in what circumstances a request is made, as one value."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


def circumstances(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command `--context`, `--absent`, `--unknown` and `--via`.

    The command's function gets them as `told`, a `Circumstances`.
    """

    @wraps(function)
    def run(*arguments: Any, **given: Any) -> int:  # noqa: ANN401 (whatever the command's options are)
        from ..question import Circumstances

        names = ("context", "absent", "unknown", "via")
        told = Circumstances.said(*(given.pop(name) for name in names))
        return function(*arguments, told=told, **given)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


_OPTIONS = (
    click.option(
        "--context", multiple=True, metavar="KEY=VALUE", help="A context key and its value."
    ),
    click.option("--absent", multiple=True, metavar="KEY", help="A key that the request has not."),
    click.option("--unknown", multiple=True, metavar="KEY", help="A key of which nobody can tell."),
    click.option("--via", metavar="VPCE", help="The VPC endpoint that the request goes through."),
)

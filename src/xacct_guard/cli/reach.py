"""Reach: which live accounts and Regions the command line says to ask, as whom, and how many calls at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..collect.access import Accounts
    from ..collect.target import Wanted

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")

_OPTIONS = (
    click.option("--profile", metavar="P", help="Credentials and Region of this profile."),
    click.option(
        "--role-name",
        metavar="R",
        help="The role that is taken on in each account but the caller's own, with its path.",
    ),
    click.option(
        "--external-id", metavar="X", help="The external id that the role's trust asks for."
    ),
    click.option(
        "--session-tag",
        "session_tags",
        multiple=True,
        metavar="KEY=VALUE",
        help="A tag of the session as the role; may be given several times.",
    ),
    click.option(
        "--accounts",
        metavar="ID,…|organization|configured",
        help="These, all of the organization, or those of the configuration [default: the caller's "
        "own].",
    ),
    click.option(
        "--regions",
        default="enabled",
        show_default=True,
        metavar="R,…|enabled",
        help="These, or all that an account has enabled.",
    ),
    click.option(
        "--max-in-flight",
        type=click.IntRange(1, 100),
        default=4,
        show_default=True,
        metavar="N",
        help="Calls at once for each account and service.",
    ),
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is said of whom to ask, in the words of the options."""

    profile: str | None
    role_name: str | None
    external_id: str | None
    session_tags: tuple[str, ...]
    accounts: str | None
    regions: str
    max_in_flight: int

    def wanted(self, config: Path | None) -> Wanted:
        """The accounts and Regions that are asked for; raises a usage error for what is none."""
        from ..collect.target import ENABLED, ORGANIZATION, Wanted

        regions = (
            None if self.regions == ENABLED else _each(self.regions, _REGION, "--regions", ENABLED)
        )
        if self.accounts is None:
            return Wanted((), regions)
        if self.accounts == ORGANIZATION:
            return Wanted(None, regions)
        if self.accounts == "configured":
            names = _configured(config)
            return Wanted(tuple(names), regions, names)
        return Wanted(_each(self.accounts, _ACCOUNT, "--accounts", ORGANIZATION), regions)

    def into(self) -> Accounts:
        """The ways into the accounts, held to the operations of the tables."""
        from ..collect.access import Accounts
        from ..collect.guard import operations
        from ..collect.limits import Limits
        from ..collect.role import Role
        from ..live import kinds

        tags = dict(_tag(each) for each in self.session_tags)
        role = Role(self.role_name, self.external_id, tags) if self.role_name else None
        limits = Limits(in_flight=self.max_in_flight)
        return Accounts(operations(kinds()), limits, self.profile, role)


def reach(function: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options that say whom to ask; its function gets them as `reach`, a `Reach`."""

    @wraps(function)
    def run(*settings: object, **given: Any) -> int:  # noqa: ANN401 (whatever the command's options are)
        names = Reach.__dataclass_fields__
        said = Reach(**{name: given.pop(name) for name in names})
        return function(*settings, reach=said, **given)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def _each(said: str, shape: re.Pattern[str], option: str, word: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in said.split(",") if each.strip())
    wrong = next((each for each in found if not shape.fullmatch(each)), None if found else said)
    if wrong is not None:
        example = "111111111111" if shape is _ACCOUNT else "us-east-1"
        raise click.UsageError(f"{option}: `{wrong}` is neither `{word}` nor like `{example}`")
    return found


def _configured(given: Path | None) -> dict[str, str]:
    """The ids and names of the accounts in the configuration."""
    from ..config import find_config, load_config
    from ..errors import ConfigError

    file = given or find_config(Path.cwd())
    config = load_config(file) if file else None
    named = config.members("accounts") if config else {}
    ids = {node.text_at("id"): name for name, node in named.items()}
    if not ids:
        raise ConfigError(
            "no account is configured", help="name some under `accounts` in xacct-guard.yaml"
        )
    return {id: name for id, name in ids.items() if id}


def _tag(said: str) -> tuple[str, str]:
    key, equals, value = said.partition("=")
    if not key or not equals:
        raise click.UsageError(f"--session-tag: `{said}` is not KEY=VALUE")
    return key, value

"""LOAD: files and a configuration become parts. Each file is read once; what fails is kept, not fatal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..config import Config
from ..errors import XacctGuardError
from ..graph.access_graph import Stack
from ..graph.model import Account, Parts
from ..span import Node
from .accounts import accounts
from .calls import calls
from .loose import loose
from .objects import objects
from .pipelines import Pipelines
from .reading import Reading
from .stacks import Stacks


@dataclass(frozen=True, slots=True)
class Estate:
    """What loading gives: the parts of every document, and what only the whole knows."""

    parts: tuple[Parts, ...]
    accounts: Mapping[str, Account]
    documents: Mapping[str, Node]
    variables: Mapping[tuple[str, str], Mapping[str, str]]
    deployed: Mapping[tuple[str, str, str], Stack]
    failures: tuple[XacctGuardError, ...]
    organization: str | None = None

    @property
    def nothing(self) -> bool:
        """Was there nothing to check?"""
        return not self.parts and not self.failures


def load(config: Config, paths: tuple[Path, ...]) -> Estate:
    """Everything the configuration names and the paths hold: stacks, pipelines, what these deploy, the rest."""
    reading = Reading(config)
    stacks = Stacks(config, reading)
    stacks.open_all()
    pipelines = Pipelines(config, reading, stacks)
    parts = [*stacks.parts(), *pipelines.parts(), *loose(paths, reading, stacks)]
    parts.append(Parts(calls=tuple(calls(config, stacks.resolve))))
    documents = objects(parts, config, reading, stacks.resolve)
    known = {account.id: account for account in accounts(config, reading)}
    parts.append(Parts(placeholders=reading.left))
    organization = config.node.get("organization", "id")
    return Estate(
        tuple(part for part in parts if part != Parts()),
        known,
        documents,
        pipelines.variables,
        pipelines.deployed,
        (*reading.failures, *(failure for part in parts for failure in part.failures)),
        organization.text if organization else None,
    )

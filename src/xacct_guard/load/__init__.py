"""LOAD: files and a configuration become parts. Each file is read once; what fails is kept, not fatal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..config import Config, Resolve
from ..errors import XacctGuardError
from ..graph.access_graph import Stack
from ..graph.model import Account, Parts
from ..graph.unread import Unread
from ..span import Node
from ..terraform.file_names import is_code
from ..verdicts import Assumption
from .accounts import accounts, completed
from .assemblies import Assemblies
from .calls import calls
from .controls import controls
from .described import templates_first
from .documents import Documents
from .flows import flows
from .jenkinsfiles import jenkinsfiles
from .loose import Loose
from .networks import networks
from .objects import objects
from .pipelines import Pipelines
from .policies import attached_parts, attachments, with_controls
from .reading import Reading
from .sagemaker_pipelines import sagemaker_pipelines
from .snapshots import Snapshots
from .snapshots.named import named_snapshots
from .stacks import Stacks
from .state_machines import state_machines


@dataclass(frozen=True, slots=True)
class Estate:
    """What loading gives: the parts of every document, and what only the whole knows.

    `resolve` follows a reference to a stack or an account.
    """

    parts: tuple[Parts, ...]
    accounts: Mapping[str, Account]
    documents: Mapping[str, Node]
    variables: Mapping[tuple[str, str], Mapping[str, str]]
    deployed: Mapping[tuple[str, str, str], Stack]
    failures: tuple[XacctGuardError, ...]
    organization: str | None = None
    assumptions: tuple[Assumption, ...] = ()
    resolve: Resolve = lambda _name: None
    unread: Unread = field(default_factory=Unread)

    @property
    def nothing(self) -> bool:
        """Was there nothing to check?"""
        return not self.parts and not self.failures


def load(
    config: Config,
    paths: tuple[Path, ...],
    documents: Documents | None = None,
    supposed: Mapping[str, bool] | None = None,
    *,
    with_snapshots: bool = True,
    principals: bool = True,
    opened: frozenset[str] | None = None,
) -> Estate:
    """Everything the configuration names and the paths hold: stacks, pipelines, what these deploy, the rest.

    `documents` keeps what was read for a second run; `supposed` says of conditions that nobody can decide
    (`stack.Name`) what is supposed of them. Without `with_snapshots` those among the files are passed over,
    without `principals` only the principals in them; of snapshots the accounts that are `opened` are read,
    where they are named.
    """
    reading = Reading(config, paths, documents)
    stacks = Stacks(config, reading, supposed)
    snapshots = Snapshots(reading, stacks, principals=principals, opened=opened)
    if with_snapshots:
        snapshots.open_all(paths, named_snapshots(config, reading))
    stacks.open_all()
    assemblies = Assemblies(reading, stacks)
    assemblies.open_all(paths)
    pipelines = Pipelines(config, reading, stacks)
    attached = attachments(config, reading)
    parts = [*stacks.parts(), *assemblies.parts(), *pipelines.parts()]
    parts += [below for part in tuple(parts) for below in pipelines.declared(part)]
    for section in (state_machines, sagemaker_pipelines, flows, networks):
        parts += section(config, reading)
    parts += snapshots.parts()
    parts += _terraform(config, reading, stacks, paths)
    parts += Loose(reading, stacks, pipelines).parts(paths)
    held = objects(parts, config, reading, stacks.resolve)
    parts.append(Parts(calls=tuple(calls(config, stacks.resolve))))
    parts += tuple(attached_parts(attached, parts, reading))
    if snapshots.accounts:
        parts = templates_first(parts, reading.assume)
    parts += jenkinsfiles(reading, paths, tuple(parts))
    own = completed(snapshots.accounts, accounts(config, reading))
    known = with_controls(own, (*attached, *controls(parts, own, reading)), reading)
    parts.append(Parts(placeholders=reading.left, misread=reading.misread, twice=reading.twice))
    organization = config.node.get("organization", "id")
    return Estate(
        tuple(part for part in parts if part != Parts()),
        known,
        {**held, **pipelines.specifications},
        pipelines.variables,
        pipelines.deployed,
        (*reading.failures, *(failure for part in parts for failure in part.failures)),
        organization.text if organization else snapshots.organization,
        tuple(reading.assumptions),
        stacks.resolve,
        Unread(tuple(snapshots.gaps)),
    )


def _terraform(
    config: Config, reading: Reading, stacks: Stacks, paths: tuple[Path, ...]
) -> Iterable[Parts]:
    """The parts of plans and code; what reads them is imported only where there is some."""
    code = (file for path in paths for file in ((path,) if path.is_file() else path.rglob("*")))
    if not config.entries("terraform") and not any(is_code(file.name) for file in code):
        return ()
    from .terraform import Terraform

    return Terraform(config, reading, stacks).parts(paths)

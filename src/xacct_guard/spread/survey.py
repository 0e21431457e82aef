"""SURVEY: what has to be known of all accounts before one is judged by itself.

That is every resource, what pipelines and events do, and who trusts whom; not what each role may do. Roles
are by far the most of an organization: of them a process holds those of the account it is judging, and a few
others that were asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from ..collector import paused
from ..config import Config
from ..graph.access_graph import AccessGraph
from ..graph.cut import cut
from ..graph.part import Known
from ..load import Estate, load
from ..load.documents import Documents
from ..load.linked import linked
from ..load.snapshots.principals import Principals
from ..options import Options, config_of
from ..trace import AccessPath, trace
from .nearness import Nearness


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be judged, and how: the snapshot alone among the paths. It can be sent to another process."""

    paths: tuple[Path, ...]
    options: Options

    @property
    def snapshot(self) -> Path:
        """The file."""
        return self.paths[0]


@dataclass(frozen=True)
class Survey:
    """The resources of all accounts in one graph, the paths in it, and the way to every principal."""

    config: Config
    estate: Estate
    graph: AccessGraph
    paths: tuple[AccessPath, ...]
    principals: Principals
    near: Nearness = field(repr=False)

    def part(self, account: str, own: AccessGraph) -> tuple[AccessGraph, tuple[AccessPath, ...]]:
        """What one account has, whose principals are in `own`, and the paths that have to do with it."""
        paths = self.near.paths(account, own)
        near = {id(path.pipeline) for path in paths}
        pipelines = tuple(each for each in self.graph.pipelines if id(each) in near)
        return cut(self.graph, account, own, self.principals, pipelines), paths

    @property
    def of_nobody(self) -> AccessGraph:
        """A part that has nothing of its own."""
        return cut(self.graph, "", AccessGraph(), self.principals, ())


@lru_cache(maxsize=1)
@paused()
def survey_of(job: Job) -> Survey:
    """The survey of a snapshot, made once in a process; raises InputError and ConfigError.

    What a process knows of a file that may have changed since, `forget` takes from it.
    """
    config = config_of(job.paths, job.options)
    estate = load(config, job.paths, Documents(job.options.max_file_size), principals=False)
    principals = Principals.of(job.snapshot)
    bare = linked(estate)
    graph = replace(bare, roles=Known({}, principals.role, principals.has), rest=principals)
    paths = trace(graph)
    return Survey(config, estate, graph, paths, principals, Nearness(graph, paths))

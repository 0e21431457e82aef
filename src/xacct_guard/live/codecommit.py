"""AWS CodeCommit."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "codecommit:repository",
        Ask("codecommit", "list_repositories", ("codecommit:ListRepositories",)),
        items="repositories",
        named="repositoryName",
        cfn="AWS::CodeCommit::Repository",
        properties=shape(RepositoryName="list_repositories.repositoryName"),
    ),
)

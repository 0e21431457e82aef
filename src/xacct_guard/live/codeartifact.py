"""AWS CodeArtifact: domains and repositories, and who else may use them."""

from __future__ import annotations

from collections.abc import Mapping

from ..shape import shape
from . import Ask, Kind

_NONE = ("ResourceNotFoundException",)


def _policy(operation: str, permission: str, arguments: Mapping[str, str]) -> Ask:
    return Ask(
        "codeartifact",
        operation,
        (f"codeartifact:{permission}",),
        arguments,
        keep="{Document: policy.document}",
        absent=_NONE,
    )


LIVE = (
    Kind(
        "codeartifact:domain",
        Ask("codeartifact", "list_domains", ("codeartifact:ListDomains",)),
        items="domains",
        named="name",
        looks=(
            _policy(
                "get_domain_permissions_policy",
                "GetDomainPermissionsPolicy",
                {"domain": "name", "domainOwner": "owner"},
            ),
        ),
        cfn="AWS::CodeArtifact::Domain",
        properties=shape(
            DomainName="list_domains.name", EncryptionKey="list_domains.encryptionKey"
        ),
        arn="list_domains.arn",
        policy="get_domain_permissions_policy.Document",
    ),
    Kind(
        "codeartifact:repository",
        Ask("codeartifact", "list_repositories", ("codeartifact:ListRepositories",)),
        items="repositories",
        named="join('/', [domainName, name])",
        looks=(
            _policy(
                "get_repository_permissions_policy",
                "GetRepositoryPermissionsPolicy",
                {"domain": "domainName", "domainOwner": "domainOwner", "repository": "name"},
            ),
        ),
        cfn="AWS::CodeArtifact::Repository",
        properties=shape(
            RepositoryName="list_repositories.name", DomainName="list_repositories.domainName"
        ),
        arn="list_repositories.arn",
        policy="get_repository_permissions_policy.Document",
    ),
)

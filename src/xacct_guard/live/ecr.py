"""Amazon ECR: repositories, and what an account says of all of them."""

from __future__ import annotations

from ..shape import capitalized, shape
from . import Ask, Kind

LIVE = (
    Kind(
        "ecr:repository",
        Ask("ecr", "describe_repositories", ("ecr:DescribeRepositories",)),
        items="repositories",
        named="repositoryName",
        looks=(
            Ask(
                "ecr",
                "get_repository_policy",
                ("ecr:GetRepositoryPolicy",),
                {"repositoryName": "repositoryName"},
                absent=("RepositoryPolicyNotFoundException",),
            ),
        ),
        gone=("RepositoryNotFoundException",),
        cfn="AWS::ECR::Repository",
        properties=shape(
            RepositoryName="describe_repositories.repositoryName",
            EncryptionConfiguration=capitalized("describe_repositories.encryptionConfiguration"),
            ImageTagMutability="describe_repositories.imageTagMutability",
        ),
        policy="get_repository_policy.policyText",
    ),
    Kind(
        "ecr:registry-policy",
        Ask(
            "ecr",
            "get_registry_policy",
            ("ecr:GetRegistryPolicy",),
            absent=("RegistryPolicyNotFoundException",),
        ),
        items="[@]",
        named="registryId",
        cfn="AWS::ECR::RegistryPolicy",
        properties=shape(PolicyText="get_registry_policy.policyText"),
    ),
    Kind(
        "ecr:registry",
        Ask("ecr", "describe_registry", ("ecr:DescribeRegistry",)),
        items="[@]",
        named="registryId",
    ),
)

"""AWS CodeArtifact."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "codeartifact",
    resources=(
        ResourceType(
            "codeartifact:domain",
            arn="arn:{partition}:codeartifact:{region}:{account}:domain/{name}",
            cfn="AWS::CodeArtifact::Domain",
            named_by="DomainName",
            ref="arn",
            attributes={
                "Arn": "{arn}",
                "DomainName": "{name}",
                "Name": "{name}",
                "Owner": "{account}",
            },
            policy="PermissionsPolicyDocument",
            facts={"key": "EncryptionKey"},
        ),
        ResourceType(
            "codeartifact:repository",
            arn="arn:{partition}:codeartifact:{region}:{account}:repository/{within}/{name}",
            cfn="AWS::CodeArtifact::Repository",
            named_by="RepositoryName",
            within="DomainName",
            ref="arn",
            attributes={"Arn": "{arn}", "DomainName": "{within}", "Name": "{name}"},
            policy="PermissionsPolicyDocument",
        ),
    ),
)

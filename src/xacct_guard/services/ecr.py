"""Amazon Elastic Container Registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.caller import Caller
from ..graph.step import Page, Step
from . import PolicyType, ResourceType, Service

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a private registry, as `account.dkr.ecr.region.amazonaws.com/name:tag` says."""

    account: str
    region: str
    repository: str

    @property
    def arn(self) -> str:
        """The ARN of its repository."""
        return f"arn:aws:ecr:{self.region}:{self.account}:repository/{self.repository}"


def image_of(uri: str) -> Image | None:
    """The image a URI names; None where it is not in a private ECR registry."""
    registry, _, rest = uri.partition("/")
    parts = registry.split(".")
    if len(parts) < 6 or parts[1:3] != ["dkr", "ecr"]:
        return None
    return Image(parts[0], parts[3], rest.partition("@")[0].partition(":")[0])


def pull(uri: str, caller: Caller, page: Page) -> Iterator[Step]:
    """Log in to the registry and fetch an image, as the caller.

    Images that AWS keeps for everybody are open to all accounts; whether the role's own policy is
    asked for them as well, no page says in so many words: a refusal is then reported apart.
    """
    image = image_of(uri)
    if image is None:
        return
    theirs = image.account not in caller.graph.accounts
    yield caller.ask("log in to ECR", "ecr:GetAuthorizationToken", "*", page, optional=theirs)
    for action in _PULL:
        yield caller.ask("pull the image", action, image.arn, page, optional=theirs)


SERVICE = Service(
    "ecr",
    # A docker client logs in by the API and talks to the registry (vpc-endpoints.html).
    endpoint="ecr.api",
    endpoints=dict.fromkeys(
        (
            *("batchchecklayeravailability", "batchgetimage", "getdownloadurlforlayer"),
            *("initiatelayerupload", "uploadlayerpart", "completelayerupload", "putimage"),
        ),
        "ecr.dkr",
    ),
    resources=(
        ResourceType(
            "ecr:repository",
            arn="arn:{partition}:ecr:{region}:{account}:repository/{name}",
            cfn="AWS::ECR::Repository",
            named_by="RepositoryName",
            attributes={
                "Arn": "{arn}",
                "RepositoryUri": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
            },
            policy="RepositoryPolicyText",
            lower=True,
            facts={"encryption": "EncryptionConfiguration"},
        ),
    ),
    # What the registry lets in, it lets into all its repositories (registry-permissions.html).
    policies=(
        PolicyType(
            "AWS::ECR::RegistryPolicy",
            of="ecr:repository",
            target="",
            document="PolicyText",
            adds=True,
        ),
    ),
)

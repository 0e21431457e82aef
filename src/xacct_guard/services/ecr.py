"""Amazon Elastic Container Registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..graph import aws_owned
from ..graph.caller import Caller
from ..graph.region import partition_of
from ..graph.step import Page, Step
from ..iam.symbol import START, Symbol, has_symbol, shown
from . import PolicyType, ResourceType, Service

_LAYERS = Page.of("AmazonECR/latest/userguide", "vpc-endpoints.html")
_PUSHING = Page.of("AmazonECR/latest/userguide", "image-push-iam.html")
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_PUSH = (
    *("ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart"),
    *("ecr:CompleteLayerUpload", "ecr:PutImage"),
)
_PART = rf"(?:{START}[^{str(Symbol(''))[-1]}]*{str(Symbol(''))[-1]}|[^./{START}])+"
_REGISTRY = re.compile(
    rf"(?P<account>{_PART})\.dkr[.-]ecr(?:-fips)?\.(?P<region>{_PART})"
    r"\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)/(?P<name>[^@:]+)"
)


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a private registry, as `account.dkr.ecr.region.amazonaws.com/name:tag` says."""

    account: str
    region: str
    repository: str

    @property
    def arn(self) -> str:
        """The ARN of its repository."""
        return (
            f"arn:{partition_of(self.region)}:ecr:{self.region}:{self.account}"
            f":repository/{self.repository}"
        )


def image_of(uri: str) -> Image | None:
    """The image a URI names; None where it is not in a private ECR registry."""
    found = _REGISTRY.match(uri)
    return Image(found["account"], found["region"], found["name"]) if found else None


def pull(uri: str, caller: Caller, page: Page, *, local: bool = False) -> Iterator[Step]:
    """Log in to the registry and fetch an image, as the caller. `local`: from the caller's own Region.

    Images that AWS keeps for everybody are open to all accounts; whether the role's own policy is
    asked for them as well, no page says in so many words: a refusal is then reported apart. An image
    outside ECR asks for nothing; of a URI that nobody knows yet it is taken to be in ECR.
    """
    image = image_of(uri) or (_some_image(uri, caller) if has_symbol(uri) else None)
    if image is None:
        return
    theirs = aws_owned.owner_of(image.arn) is not None
    yield caller.ask("log in to ECR", "ecr:GetAuthorizationToken", "*", page, optional=theirs)
    for action in _PULL:
        yield caller.ask("pull the image", action, image.arn, page, optional=theirs, local=local)


def _some_image(uri: str, caller: Caller) -> Image:
    """An image of which nobody knows yet in whose registry it is."""
    account = Symbol(f"the account of {shown(uri)}", "?" * 12)
    return Image(str(account), caller.region, str(Symbol(f"the repository of {shown(uri)}")))


def pull_by_docker(uri: str, caller: Caller, page: Page) -> Iterator[Step]:
    """What a docker client fetches itself, from where the caller stands: the layers come from S3.

    ECR hands out signed addresses in a bucket of its own: who asks S3 is a principal of ECR, in an account
    that is none of the caller's, but the way to S3, and the policy of an endpoint on it, is theirs.
    """
    yield from pull(uri, caller, page)
    image = image_of(uri)
    if image is None or caller.stand is None or caller.stand.public:
        return
    bucket = f"prod-{image.region}-starport-layer-bucket"
    signer = f"arn:{caller.partition}:iam::{aws_owned.own_account('ECR')}:role/ecr"
    layer = f"arn:{caller.partition}:s3:::{bucket}/{Symbol('layer of the image')}"
    yield replace(
        caller.ask("download the layers that ECR signs for", "s3:GetObject", layer, _LAYERS),
        principal=signer,
        region=image.region,
    )


def push(uri: str, caller: Caller) -> Iterator[Step]:
    """Log in to the registry and put an image into it, as the caller."""
    image = image_of(uri) or (_some_image(uri, caller) if has_symbol(uri) else None)
    if image is None:
        return
    yield caller.ask("log in to ECR", "ecr:GetAuthorizationToken", "*", _PUSHING)
    for action in _PUSH:
        yield caller.ask("push the image", action, image.arn, _PUSHING)
    # The page's policy has it, its older copies have not.
    yield caller.ask(
        "look whether the image is there", "ecr:BatchGetImage", image.arn, _PUSHING, optional=True
    )


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
            facts={"encryption": "EncryptionConfiguration", "tags": "ImageTagMutability"},
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

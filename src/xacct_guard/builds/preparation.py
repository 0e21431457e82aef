"""What CodeBuild asks for before the first command: the role, the log, the network, the image."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.symbol import Symbol, has_symbol, shown, surely_differ
from ..services import ecr, logs
from .build import Build
from .places import bucket_of, fetch_secret

_GUIDE = "codebuild/latest/userguide"
_ROLE = Page.of(_GUIDE, "setting-up-service-role.html")
_DEPUTY = Page.of(_GUIDE, "cross-service-confused-deputy-prevention.html")
_VPC = Page.of(_GUIDE, "auth-and-access-control-iam-identity-based-access-control.html")
_ECR = Page.of(_GUIDE, "sample-ecr.html")
_REGISTRY = Page.of(_GUIDE, "sample-private-registry.html")
_SERVICE = "codebuild.amazonaws.com"
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_LOOKS = (
    *("ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
    *("ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"),
)


def prepared(build: Build) -> Iterator[Step]:
    """CodeBuild takes on the role, stands where the project says, and fetches the image to build in."""
    project, worker = build.project, build.worker
    service = replace(worker, account=project.account, stand=None)
    yield service.assumes(
        worker.principal, _SERVICE, _DEPUTY, sourcearn=project.arn, sourceaccount=project.account
    )
    yield from _logged(build)
    if worker.stand is not None:
        yield from _joined(replace(worker, stand=None), worker.stand.subnets)
    yield from _image(build)


def _logged(build: Build) -> Iterator[Step]:
    """The log, in CloudWatch if nobody says otherwise, and in S3 where that is wanted."""
    config = build.project.facts.get("logs")
    group = config.get("CloudWatchLogs") if config else None
    bucket = config.get("S3Logs") if config else None
    if group is None or group.text_at("Status") != "DISABLED":
        named = group.text_at("GroupName") if group else None
        yield from logs.write(named or f"/aws/codebuild/{build.project.name}", build.worker, _ROLE)
    if bucket is not None and bucket.text_at("Status") == "ENABLED":
        target = f"{bucket_of(build.worker, bucket.text_at('Location') or '')}/{Symbol('log of the build')}"
        yield build.worker.ask("write the log", "s3:PutObject", target, _ROLE, optional=True)


def _joined(worker: Caller, subnets: Iterable[str]) -> Iterator[Step]:
    """The network interface in one of the subnets of the project, which CodeBuild may then attach."""
    says = "make a network interface in the VPC"
    interface = worker.arn("ec2", f"network-interface/{Symbol('network interface', 'eni-*')}")
    inside = [worker.arn("ec2", f"subnet/{subnet}") for subnet in subnets]
    for resource in (interface, *inside):  # EC2 asks for both (list_amazonec2.html)
        yield worker.ask(says, "ec2:CreateNetworkInterface", resource, _VPC)
    for action in _LOOKS:
        yield worker.ask("look up the VPC", action, "*", _VPC)
    for where in [{"ec2:subnet": subnet} for subnet in inside] or [{}]:
        yield worker.ask(
            "let CodeBuild attach the network interface",
            "ec2:CreateNetworkInterfacePermission",
            interface,
            _VPC,
            context={"ec2:authorizedservice": _SERVICE, **where},
        )
    yield worker.ask(
        "remove the network interface", "ec2:DeleteNetworkInterface", interface, _VPC, optional=True
    )


def _image(build: Build) -> Iterator[Step]:
    """The image of the environment: one in ECR is pulled as CodeBuild, or as the project's role."""
    environment = build.project.facts.get("environment")
    uri = environment.text_at("Image") if environment else None
    if environment is None or uri is None:
        return
    if environment.text_at("ImagePullCredentialsType") == "SERVICE_ROLE":
        yield from ecr.pull(uri, replace(build.worker, stand=None), _ECR)
        secret = environment.text_at("RegistryCredential", "Credential")
        if secret:
            yield fetch_secret(replace(build.worker, stand=None), secret, _REGISTRY)
        return
    image, project = ecr.image_of(uri), build.project
    service = replace(
        build.worker, principal=_SERVICE, account=project.account, stand=None, span=environment.span
    )
    if image is None:
        if has_symbol(uri):
            yield service.unknown("pull the image to build in", f"image {shown(uri)}", _ECR)
        return
    if surely_differ(image.account, project.account):
        why = (
            f"an image of account {image.account} is pulled with the role of the project only:"
            " `ImagePullCredentialsType` has to be SERVICE_ROLE"
        )
        yield service.cannot("pull the image to build in", why, _PULL[1], _ECR, image.arn)
        return
    sent = {"aws:sourcearn": project.arn, "aws:sourceaccount": project.account}
    for action in _PULL:
        yield service.ask("pull the image to build in", action, image.arn, _ECR, context=sent)

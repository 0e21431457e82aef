"""Builds of CodeBuild: what a project asks for, whoever starts it.

Everything between taking on the role and the last command. Which source it fetches and where it puts what
it makes is another matter for a pipeline than for a build that is started by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .declared import calls_of
from .definitions.buildspec import Buildspec, Hint, is_buildspec, read_buildspec
from .errors import XacctGuardError
from .graph.access_graph import AccessGraph
from .graph.caller import Caller
from .graph.model import Resource
from .graph.step import Ground, Page, Step, Steps
from .hints import meant
from .iam.symbol import Symbol, has_symbol, shown, surely_differ
from .read import read
from .services import ecr, logs
from .services.codebuild import worker_of
from .services.secretsmanager import secret_arn
from .services.ssm import parameter_arn
from .span import Node, Source, Span

_GUIDE = "codebuild/latest/userguide"
_ROLE = Page.of(_GUIDE, "setting-up-service-role.html")
_DEPUTY = Page.of(_GUIDE, "cross-service-confused-deputy-prevention.html")
_VPC = Page.of(_GUIDE, "auth-and-access-control-iam-identity-based-access-control.html")
_ECR = Page.of(_GUIDE, "sample-ecr.html")
_REPORTS = Page.of(_GUIDE, "test-permissions.html")
_SPEC = Page.of(_GUIDE, "build-spec-ref.html")
_REGISTRY = Page.of(_GUIDE, "sample-private-registry.html")
_CACHE = Page.of(_GUIDE, "build-caching.html")
_READ_BY_US = replace(_SPEC, ground=Ground.EXPERIENCE)
_SERVICE = "codebuild.amazonaws.com"
_REPORTING = (
    *("codebuild:CreateReportGroup", "codebuild:CreateReport", "codebuild:UpdateReport"),
    *("codebuild:BatchPutTestCases", "codebuild:BatchPutCodeCoverages"),
)
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_LOOKS = (
    *("ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"),
    *("ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"),
)
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Build:
    """A project that builds: its role at work, and the variables that whoever started it gives.

    `source` names the artifact that is its source, as `pipeline/artifact`.
    """

    project: Resource
    worker: Caller
    given: tuple[Node, ...] = ()
    source: str = ""

    @property
    def graph(self) -> AccessGraph:
        """The estate around it."""
        return self.worker.graph

    @property
    def variables(self) -> tuple[Node, ...]:
        """The environment variables, those given in place of the project's own of the name."""
        own = self.project.facts.get("environment")
        listed = own.get("EnvironmentVariables") if own else None
        both = (*(listed.items if listed else ()), *self.given)
        return tuple({_named(node, "Name"): node for node in both}.values())

    @property
    def spec(self) -> Buildspec | None:
        """The build specification, where the project has it in itself or the source is here."""
        source = self.project.facts.get("source")
        written = source.get("BuildSpec") if source else None
        text = (written.text if written else None) or "buildspec.yml"
        if written is None or "\n" not in text.strip():  # the name of a file in the source
            document = self.graph.documents.get(f"{self.source}::{text.removeprefix('./')}")
        else:
            document = _document(written.span, text)
        return read_buildspec(document) if document and is_buildspec(document) else None


def build_of(
    project: Resource, graph: AccessGraph, given: Iterable[Node] = (), source: str = ""
) -> Build | None:
    """The build of a project; None where nobody says as which role."""
    worker = worker_of(project, graph)
    return Build(project, worker, tuple(given), source) if worker else None


def _document(span: Span, text: str) -> Node | None:
    try:
        return _at(span, read(Source(span.source.name, text)))
    except XacctGuardError:
        return None


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


def carried_out(build: Build) -> Steps:
    """What the build asks for while it runs, as far as it is written: secrets, hints, declared calls."""
    yield from _environment(build)
    spec = build.spec
    if spec is not None:
        for name in spec.reports:
            yield from _reported(build, name)
        for hint in spec.hints:
            yield from _hinted(build, spec, hint)
    yield from _cached(build)
    yield from calls_of(build.project.arn, build.worker)


def _logged(build: Build) -> Iterator[Step]:
    """The log, in CloudWatch if nobody says otherwise, and in S3 where that is wanted."""
    config = build.project.facts.get("logs")
    group = config.get("CloudWatchLogs") if config else None
    bucket = config.get("S3Logs") if config else None
    if group is None or group.text_at("Status") != "DISABLED":
        named = group.text_at("GroupName") if group else None
        yield from logs.write(named or f"/aws/codebuild/{build.project.name}", build.worker, _ROLE)
    if bucket is not None and bucket.text_at("Status") == "ENABLED":
        target = (
            f"{_s3(build.worker, bucket.text_at('Location') or '')}/{Symbol('log of the build')}"
        )
        yield build.worker.ask("write the log", "s3:PutObject", target, _ROLE, optional=True)


def _joined(worker: Caller, subnets: Iterable[str]) -> Iterator[Step]:
    """The network interface in the project's VPC, which CodeBuild may then attach."""
    says = "make a network interface in the VPC"
    interface = worker.arn("ec2", f"network-interface/{Symbol('network interface', 'eni-*')}")
    inside = tuple(worker.arn("ec2", f"subnet/{subnet}") for subnet in subnets)
    yield worker.ask(says, "ec2:CreateNetworkInterface", interface, _VPC)
    for action in _LOOKS:
        yield worker.ask("look up the VPC", action, "*", _VPC)
    yield worker.ask(
        "let CodeBuild attach the network interface",
        "ec2:CreateNetworkInterfacePermission",
        interface,
        _VPC,
        context={"ec2:authorizedservice": _SERVICE, **({"ec2:subnet": inside} if inside else {})},
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
            yield _secret(replace(build.worker, stand=None), secret, _REGISTRY)
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


def _environment(build: Build) -> Iterator[Step]:
    """The variables that come from elsewhere, of the project, of its start and of the specification."""
    spec = build.spec
    for node in build.variables:
        kind, value = _named(node, "Type"), _named(node, "Value")
        if kind == "SECRETS_MANAGER" and value:
            yield _secret(build.worker, value, _SPEC)
        elif kind == "PARAMETER_STORE" and value:
            yield _parameter(build.worker, value)
    for node in spec.secrets.values() if spec else ():
        yield _secret(build.worker, _filled(node.text or "", build, spec), _SPEC)
    for node in spec.parameters.values() if spec else ():
        yield _parameter(build.worker, _filled(node.text or "", build, spec))


def _secret(worker: Caller, name: str, page: Page) -> Step:
    """A secret by name or ARN; behind it may stand a key of its text, a stage and a version."""
    arn = secret_arn(name, worker)
    return worker.ask(
        f"fetch the secret `{shown(name)}`", "secretsmanager:GetSecretValue", arn, page
    )


def _parameter(worker: Caller, name: str) -> Step:
    return worker.ask(
        f"fetch the parameter `{shown(name)}`",
        "ssm:GetParameters",
        parameter_arn(name, worker),
        _SPEC,
    )


def _reported(build: Build, name: str) -> Iterator[Step]:
    """A report group is made for the project, unless the specification names one by its ARN."""
    worker = build.worker
    whole = name if name.startswith("arn:") else f"report-group/{build.project.name}-{name}"
    group = whole if whole.startswith("arn:") else worker.arn("codebuild", whole)
    for action in _REPORTING:
        yield worker.ask(f"write the report `{name}`", action, group, _REPORTS, optional=True)


def _cached(build: Build) -> Iterator[Step]:
    cache = build.project.facts.get("cache")
    place = cache.text_at("Location") if cache and cache.text_at("Type") == "S3" else None
    for action in ("s3:GetObject", "s3:PutObject") if place else ():
        target = f"{_s3(build.worker, place or '')}/{Symbol('cache of the build')}"
        yield build.worker.ask("use the cache", action, target, _CACHE, optional=True)


def _hinted(build: Build, spec: Buildspec, hint: Hint) -> Iterator[Step]:
    """What a command seems to ask for. It is read, not run: a refusal of it is told apart."""
    worker = replace(build.worker, span=hint.span)
    name = _filled(hint.name, build, spec)
    for step in meant(worker, hint.how, name, _READ_BY_US):
        yield replace(step, optional=True, page=_READ_BY_US)


def _filled(text: str, build: Build, spec: Buildspec | None) -> str:
    """A text of the specification with its variables: a value that nobody wrote is a symbol."""
    known = _plain(build, spec)

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return known.get(name) or str(Symbol(f"variable {name} of {build.project.place}"))

    return _VARIABLE.sub(value, text)


def _plain(build: Build, spec: Buildspec | None) -> Mapping[str, str]:
    """The variables whose values are written, and those that CodeBuild sets itself."""
    region = build.project.region
    known = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    for name, node in (spec.variables if spec else {}).items():
        known[name] = node.text or ""
    for node in build.variables:
        if (_named(node, "Type") or "PLAINTEXT") == "PLAINTEXT":
            known[_named(node, "Name") or ""] = _named(node, "Value") or ""
    return known


def _at(span: Span, node: Node) -> Node:
    """A document that stands as text in another: every part of it is where the text is."""
    if isinstance(node.value, tuple):
        return replace(node, span=span, value=tuple(_at(span, item) for item in node.value))
    if node.mapping:
        members = {key: _at(span, item) for key, item in node.mapping.items()}
        return replace(node, span=span, value=members)
    return replace(node, span=span)


def _named(node: Node, name: str) -> str | None:
    """A member, as CloudFormation writes its name or as the CLI does."""
    return node.text_at(name) or node.text_at(name[0].lower() + name[1:])


def _s3(worker: Caller, location: str) -> str:
    return location if location.startswith("arn:") else f"arn:{worker.partition}:s3:::{location}"

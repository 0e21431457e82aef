"""What a build asks for while it runs: its variables, reports, cache, and what its commands seem to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..declared import calls_of
from ..definitions.buildspec import Buildspec, Hint
from ..graph.caller import Caller
from ..graph.step import Ground, Page, Step, Steps
from ..hints import meant
from ..iam.symbol import Symbol, shown
from ..services import ssm
from .build import Build
from .filled import filled
from .places import bucket_of, fetch_secret
from .variable import named

_GUIDE = "codebuild/latest/userguide"
_REPORTS = Page.of(_GUIDE, "test-permissions.html")
_SPEC = Page.of(_GUIDE, "build-spec-ref.html")
_CACHE = Page.of(_GUIDE, "build-caching.html")
_READ_BY_US = replace(_SPEC, ground=Ground.EXPERIENCE)
_REPORTING = (
    *("codebuild:CreateReportGroup", "codebuild:CreateReport", "codebuild:UpdateReport"),
    *("codebuild:BatchPutTestCases", "codebuild:BatchPutCodeCoverages"),
)


def carried_out(build: Build) -> Steps:
    """What the build asks for while it runs, as far as it is written: secrets, hints, declared calls."""
    for what in build.unread:
        yield build.worker.unknown("do what is written of the build", what, _SPEC)
    yield from _environment(build)
    spec = build.spec
    if spec is not None:
        for name in spec.reports:
            yield from _reported(build, name)
        for hint in spec.hints:
            yield from _hinted(build, spec, hint)
    yield from _cached(build)
    yield from calls_of(build.project.arn, build.worker)


def _environment(build: Build) -> Iterator[Step]:
    """The variables that come from elsewhere, of the project, of its start and of the specification."""
    spec = build.spec
    for node in build.variables:
        kind, value = named(node, "Type"), named(node, "Value")
        if kind == "SECRETS_MANAGER" and value:
            yield fetch_secret(build.worker, value, _SPEC)
        elif kind == "PARAMETER_STORE" and value:
            yield from _parameter(build.worker, value)
    for node in spec.secrets.values() if spec else ():
        yield fetch_secret(build.worker, filled(node.text or "", build, spec), _SPEC)
    for node in spec.parameters.values() if spec else ():
        yield from _parameter(build.worker, filled(node.text or "", build, spec))


def _parameter(worker: Caller, name: str) -> Iterator[Step]:
    says = f"fetch the parameter `{shown(name)}`"
    yield from ssm.fetch(worker, says, ssm.parameter_arn(name, worker), _SPEC)


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
        target = f"{bucket_of(build.worker, place or '')}/{Symbol('cache of the build')}"
        yield build.worker.ask("use the cache", action, target, _CACHE, optional=True)


def _hinted(build: Build, spec: Buildspec, hint: Hint) -> Iterator[Step]:
    """What a command seems to ask for. It is read, not run: a refusal of it is told apart."""
    worker = replace(build.worker, span=hint.span)
    name = filled(hint.name, build, spec)
    for step in meant(worker, hint.how, name, _READ_BY_US):
        yield replace(step, optional=True, page=_READ_BY_US)

"""A CodeBuild project that is started by itself: it fetches its own source, and keeps what it makes.

Where a pipeline starts it, source and artifacts are the pipeline's instead: that is in
`actions/codebuild.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..builds import Build, build_of, carried_out, prepared
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Step, Steps
from ..iam.arn import Arn
from ..iam.symbol import Symbol
from ..services.codebuild import key_of
from ..services.secretsmanager import secret_arn
from ..span import Node
from . import Started

_ROLE = Page.of("codebuild/latest/userguide", "setting-up-service-role.html")
_CONNECTED = Page.of("codebuild/latest/userguide", "connections-github-app.html")
_TOKEN = Page.of("codebuild/latest/userguide", "asm-create-secret.html")
_CODECOMMIT = re.compile(r"https://git-codecommit\.[^/]+/v1/repos/(?P<name>[^/?#]+)")


def steps(project: Resource, graph: AccessGraph) -> Steps:
    """CodeBuild takes on the project's role; the rest of the build is made as that role."""
    build = build_of(project, graph)
    if build is None:
        service = Caller(
            "codebuild.amazonaws.com", project.account, project.region, project.span, graph
        )
        yield service.unknown("build", f"role of {project.place}", _ROLE)
        return
    yield from prepared(build)
    own, more = project.facts.get("source"), project.facts.get("sources")
    for source in (*((own,) if own else ()), *(more.items if more else ())):
        yield from _fetched(replace(build.worker, span=source.span), source)
    yield from carried_out(build)
    yield from _kept(build)


def _fetched(worker: Caller, source: Node) -> Iterator[Step]:
    """The source, by its type. One that is fetched with a token asks for the token."""
    place = source.text_at("Location") or ""
    if source.text_at("Type") == "S3" and place:
        target = f"arn:{worker.partition}:s3:::{place}"
        for action in ("s3:GetObject", "s3:GetObjectVersion"):
            yield worker.ask("fetch the source", action, target, _ROLE)
    elif source.text_at("Type") == "CODECOMMIT" and (found := _CODECOMMIT.match(place)):
        repository = worker.arn("codecommit", found["name"])
        yield worker.ask("fetch the source", "codecommit:GitPull", repository, _ROLE)
    access = source.text_at("Auth", "Resource")
    if access is None:
        return
    arn = Arn.parse(access)
    if arn is not None and arn.service in ("codeconnections", "codestar-connections"):
        action = f"{arn.service}:UseConnection"
        yield worker.ask("fetch the source by the connection", action, access, _CONNECTED)
    elif source.text_at("Auth", "Type") == "SECRETS_MANAGER":
        secret = secret_arn(access, worker)
        yield worker.ask(
            "fetch the token of the source", "secretsmanager:GetSecretValue", secret, _TOKEN
        )


def _kept(build: Build) -> Iterator[Step]:
    """What the build makes, where the project keeps it in S3, under the project's key."""
    worker, project = build.worker, build.project
    kept = project.facts.get("artifacts")
    bucket = kept.text_at("Location") if kept and kept.text_at("Type") == "S3" else None
    if kept is None or bucket is None:
        return
    plain = kept.text_at("EncryptionDisabled") == "true"
    target = f"arn:{worker.partition}:s3:::{bucket}/{Symbol('what the build makes')}"
    yield replace(worker, span=kept.span).ask(
        "keep what the build makes",
        "s3:PutObject",
        target,
        _ROLE,
        context={} if plain else {"s3:x-amz-server-side-encryption": "aws:kms"},
        key=None if plain else key_of(project.arn, build.graph),
    )


STARTED = Started("codebuild:project", steps)

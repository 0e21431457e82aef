"""GitHub workflows: the roles that their jobs take on with an identity token.

Sources: docs.github.com, "Configuring OpenID Connect in Amazon Web Services" and "About security
hardening with OpenID Connect" (the subject of a token); the README of
aws-actions/configure-aws-credentials (its inputs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from ..graph.model import Flow
from ..iam.arn import Arn
from ..iam.symbol import Symbol
from ..span import Node, Span

_ACTION = "aws-actions/configure-aws-credentials"
_PROVIDER = "token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def is_workflow(document: Node) -> bool:
    """Is this a workflow: jobs, and when they run?"""
    jobs = document.mapping.get("jobs")
    return (
        jobs is not None and bool(jobs.mapping) and bool({"on", "true"} & document.mapping.keys())
    )


def read_workflow(document: Node) -> tuple[Flow, ...]:
    """A flow for each role that a job takes on by its identity token."""
    named = document.get("name")
    name = (named.text if named else None) or PurePath(document.span.source.name).stem
    jobs = document.mapping["jobs"].mapping
    return tuple(flow for job, node in jobs.items() for flow in _flows(document, name, job, node))


def _flows(document: Node, name: str, job: str, node: Node) -> Iterator[Flow]:
    steps = node.get("steps")
    for step in steps.items if steps else ():
        uses, given = step.get("uses"), step.get("with")
        written = given.get("role-to-assume") if given else None
        if uses is None or written is None or given is None or given.get("aws-access-key-id"):
            continue
        if (uses.text or "").partition("@")[0] == _ACTION:
            yield _flow(f"{name}/{job}", written, given, _subject(document, node, f"{name}/{job}"))


def _flow(name: str, written: Node, given: Node, subject: str) -> Flow:
    role = _evaluated(written)
    arn = Arn.parse(role)
    account = arn.account if arn else str(Symbol(f"account of {name}", "?" * 12))
    if arn is None:
        role = f"arn:aws:iam::{account}:role/{role}"
    region, audience = given.get("aws-region"), given.get("audience")
    context = {
        f"{_PROVIDER}:sub": Node(subject, written.span),
        f"{_PROVIDER}:aud": Node(_evaluated(audience) if audience else _AUDIENCE, written.span),
    }
    return Flow(
        name=name,
        account=account,
        region=_evaluated(region) if region else str(Symbol(f"region of {name}")),
        principal=f"arn:aws:iam::{account}:oidc-provider/{_PROVIDER}",
        steps=(_assumes(role, context, written.span), _goes_on(name, written.span)),
        span=written.span,
        place=f"{written.span.source.name}: {name}",
    )


def _assumes(role: str, context: dict[str, Node], at: Span) -> Node:
    return Node(
        {
            "call": Node("assume-role", at),
            "role": Node(role, at),
            "context": Node(context, at),
        },
        at,
    )


def _goes_on(name: str, at: Span) -> Node:
    """What the job then does is in its scripts, which are not read."""
    what = str(Symbol(f"what job {name} does in AWS"))
    return Node({"call": Node(what, at), "resource": Node(what, at)}, at)


def _subject(document: Node, job: Node, name: str) -> str:
    """The `sub` of the token: the repository is not known here, what follows it often is."""
    shape = f"repo:*{_rest(document, job)}"
    return str(Symbol(f"subject of job {name}, `repo:ORG/REPO:…`", shape))


def _rest(document: Node, job: Node) -> str:
    environment = job.get("environment", "name") or job.get("environment")
    if environment is not None:
        text = environment.text or "*"
        return f":environment:{'*' if _EXPRESSION.search(text) else text}"
    triggers = document.get("on") or document.get("true")
    names = _names(triggers) if triggers else ()
    if names == ("pull_request",):
        return ":pull_request"
    branches = triggers.get("push", "branches") if triggers and names == ("push",) else None
    if branches is not None and len(branches.items) == 1:
        return f":ref:refs/heads/{branches.items[0].text or '*'}"
    return ":*"


def _names(triggers: Node) -> tuple[str, ...]:
    return tuple(triggers.mapping) or tuple(each.text or "" for each in triggers.items)


def _evaluated(node: Node) -> str:
    """The text, with a symbol for each `${{ expression }}`."""

    def symbol(found: re.Match[str]) -> str:
        return str(Symbol(f"GitHub's {found[1]}"))

    return _EXPRESSION.sub(symbol, node.text or "")

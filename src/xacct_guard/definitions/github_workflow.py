"""GitHub workflows: the roles that their jobs take on with an identity token.

Sources: docs.github.com, "Configuring OpenID Connect in Amazon Web Services" and "About security
hardening with OpenID Connect" (the subject of a token); the README of
aws-actions/configure-aws-credentials (its inputs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from ..graph.model import Flow
from ..graph.region import partition_in, partition_of
from ..graph.step import SOMEWHERE, Stand
from ..iam.arn import Arn
from ..iam.symbol import Symbol
from ..span import Node, Span

_ACTION = "aws-actions/configure-aws-credentials"
_PROVIDER = "token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"
_TAGS = ("GitHub", "Repository", "Workflow", "Action", "Actor", "Commit", "Branch")
_HOSTED = re.compile(r"(ubuntu|windows|macos)-[\w.-]+")
_ENVIRONMENT = re.compile(r"\$\{\{\s*env\.(\w+)\s*\}\}")
_FILTER = re.compile(r"[][+?!\\]")
"""What patterns of branches have beside `*`, and mean otherwise than policies do."""
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
    """The flows of a job: each begins with a token, or with access keys, and may go on from role to role."""
    steps, whole = node.get("steps"), f"{name}/{job}"
    flow: Flow | None = None
    for step in steps.items if steps else ():
        given = _with_environment(step, job_of=node, workflow=document)
        written = given.get("role-to-assume") if given else None
        is_ours = (step.text_at("uses") or "").partition("@")[0] == _ACTION
        if not is_ours or given is None or written is None:
            continue
        if flow is not None and given.text_at("role-chaining") == "true":
            flow = replace(flow, steps=(*flow.steps, _chained(written, given, name)))
            continue
        if flow is not None:
            yield _whole(flow)
        if given.get("aws-access-key-id"):
            flow = _by_keys(whole, written, given, name)
        else:
            flow = _by_token(whole, written, given, _subject(document, node, whole))
            if _gets_no_token(document, node):
                flow = replace(flow, steps=tuple(map(_without_token, flow.steps)))
        flow = replace(flow, stand=_stand(node.get("runs-on")))
    if flow is not None:
        yield _whole(flow)


def _with_environment(step: Node, *, job_of: Node, workflow: Node) -> Node | None:
    """The inputs of a step, with the variables that it, its job or the workflow sets to a text."""
    given = step.get("with")
    known: dict[str, Node] = {}
    for level in (workflow, job_of, step):
        known |= env.mapping if (env := level.get("env")) is not None else {}

    def value(found: re.Match[str]) -> str:
        text = known[found[1]].text if found[1] in known else None
        return found[0] if text is None or _EXPRESSION.search(text) else text

    if given is None or not known:
        return given
    members = {
        name: replace(each, value=_ENVIRONMENT.sub(value, each.text)) if each.text else each
        for name, each in given.mapping.items()
    }
    return replace(given, value=members)


def _gets_no_token(document: Node, job: Node) -> bool:
    """Is the job certain to get no identity token? None gets one unasked; a workflow may ask for another."""
    triggers = document.get("on") or document.get("true")
    asked = job.get("permissions") or document.get("permissions")
    if asked is None:
        return "workflow_call" not in (_names(triggers) if triggers else ())
    return asked.text != "write-all" and asked.text_at("id-token") != "write"


def _without_token(step: Node) -> Node:
    words = "GitHub gives the job no identity token: it does not ask for `permissions: {id-token: write}`"
    return replace(step, value={**step.mapping, "cannot": Node(words, step.span)})


def _whole(flow: Flow) -> Flow:
    return replace(flow, steps=(*flow.steps, _goes_on(flow.name, flow.span)))


def _stand(runs_on: Node | None) -> Stand:
    """GitHub's own runners are on the internet; of any other nobody knows where it stands."""
    text = (runs_on.text if runs_on else None) or ""
    return Stand(public=True) if _HOSTED.fullmatch(text) else SOMEWHERE


def _by_token(name: str, written: Node, given: Node, subject: str) -> Flow:
    audience = given.get("audience")
    flow = _flow(name, written, given)
    context = {
        f"{_PROVIDER}:sub": Node(subject, written.span),
        f"{_PROVIDER}:aud": Node(_evaluated(audience) if audience else _AUDIENCE, written.span),
    }
    of_account = f"arn:{partition_in(flow.principal)}:iam::{flow.account}"
    takes = _assumes(written, of_account, {"context": Node(context, written.span)})
    return replace(flow, steps=(takes,))


def _by_keys(name: str, written: Node, given: Node, workflow: str) -> Flow:
    """Access keys are of some user, nobody knows of which."""
    flow = _flow(name, written, given)
    keys = str(Symbol(f"whose access keys job {name} has", "arn:*"))
    return replace(flow, principal=keys, steps=(_chained(written, given, workflow),))


def _flow(name: str, written: Node, given: Node) -> Flow:
    arn = Arn.parse(_evaluated(written))
    account = arn.account if arn else str(Symbol(f"account of {name}", "?" * 12))
    said = given.get("aws-region")
    region = _evaluated(said) if said else str(Symbol(f"region of {name}"))
    partition = arn.partition if arn else partition_of(region)
    return Flow(
        name=name,
        account=account,
        region=region,
        principal=f"arn:{partition}:iam::{account}:oidc-provider/{_PROVIDER}",
        steps=(),
        span=written.span,
        place=f"{written.span.source.name}: {name}",
    )


def _chained(written: Node, given: Node, workflow: str) -> Node:
    """A role taken on with credentials at hand: the action then tags the session, unless it is told not to."""
    at = written.span
    more = {
        "external_id": Node(given.text_at("role-external-id") or "", at),
        "duration": given.get("role-duration-seconds"),
    }
    if given.text_at("role-skip-session-tagging") != "true":
        known = {"GitHub": "Actions", "Workflow": workflow}
        tags = {name: known.get(name) or str(Symbol(f"GitHub's {name}")) for name in _TAGS}
        more["tags"] = Node({name: Node(value, at) for name, value in tags.items()}, at)
    region = given.get("aws-region")
    partition = partition_of(_evaluated(region) if region else "")
    of_account = f"arn:{partition}:iam::{Symbol('account of the role', '?' * 12)}"
    return _assumes(
        written, of_account, {key: node for key, node in more.items() if node is not None}
    )


def _assumes(written: Node, of_account: str, more: dict[str, Node]) -> Node:
    at, role = written.span, _evaluated(written)
    if Arn.parse(role) is None:
        role = f"{of_account}:role/{role}"
    return Node({"call": Node("assume-role", at), "role": Node(role, at), **more}, at)


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
    pushed = triggers.get("push") if triggers and names == ("push",) else None
    branches, tags = (pushed.get(kind) if pushed else None for kind in ("branches", "tags"))
    if tags is None and branches is not None and len(branches.items) == 1:
        return f":ref:refs/heads/{_glob(branches.items[0])}"
    if branches is None and tags is not None and len(tags.items) == 1:
        return f":ref:refs/tags/{_glob(tags.items[0])}"
    return ":*"


def _glob(pattern: Node) -> str:
    """What the branches or tags of a pattern look like, as far as `*` tells it.

    docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
    """
    text = pattern.text or ""
    return "*" if not text or _FILTER.search(text) else text


def _names(triggers: Node) -> tuple[str, ...]:
    return tuple(triggers.mapping) or tuple(each.text or "" for each in triggers.items)


def _evaluated(node: Node) -> str:
    """The text, with a symbol for each `${{ expression }}`."""

    def symbol(found: re.Match[str]) -> str:
        return str(Symbol(f"GitHub's {found[1]}"))

    return _EXPRESSION.sub(symbol, node.text or "")

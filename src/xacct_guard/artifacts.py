"""Artifacts of a pipeline: in which store they lie, under which key, and who may take them out.

An output artifact lies in the store of its action's Region, under the key of whoever wrote it. An action
elsewhere reads the copy that the pipeline's service role makes. Sources: CodePipeline user guide,
pipelines-create-cross-account.html, actions-create-cross-region.html and S3-artifact-encryption.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .graph.action_run import ActionRun
from .graph.caller import Caller
from .graph.key import key_arn
from .graph.step import Page, Step
from .iam.arn import Arn
from .iam.symbol import Symbol, has_symbol, shown, split_symbols, surely_differ
from .services import codebuild
from .services.codepipeline import CROSS_ACCOUNT, SERVICE_ROLE

_REGIONS = Page.of("codepipeline/latest/userguide", "actions-create-cross-region.html")
_KEY = Page.of("codepipeline/latest/APIReference", "API_EncryptionKey.html")
_OWNER = Page("https://github.com/aws/aws-cdk/pull/14260")
_READS = ("s3:GetObject", "s3:GetObjectVersion")
_HEADER = "s3:x-amz-server-side-encryption"
_KEY_HEADER = f"{_HEADER}-aws-kms-key-id"
_SPACE = re.compile(r"\s")


def read_inputs(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """Take the input artifacts out of the store of the action's Region, as whoever does it."""
    if run.action.inputs and (refused := _without_store(run, caller)):
        yield refused
        return
    for name in run.action.inputs:
        origin = origin_of(run, name)
        yield from _flowing(run, origin, name, caller)
        if origin is not None and origin.action.region != run.action.region:
            yield from _copied(run, origin, name)
        says, under = f"read the input artifact `{name}`", _under(run, origin)
        key = None if _has_space(under) else under
        for action in _READS:
            yield caller.ask(says, action, object_of(run, name), CROSS_ACCOUNT, key=key, local=True)


def write_outputs(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """Put the output artifacts into the store of the action's Region, as whoever does it."""
    if run.action.outputs and (refused := _without_store(run, caller)):
        yield refused
        return
    for name in run.action.outputs:
        says = f"write the output artifact `{name}`"
        if refused := _no_key(run, caller, says, name):
            yield refused
            continue
        yield from _alias_abroad(run, caller, says)
        yield _written(run, caller, says, name, _own_key(run))


def around_store(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """What CodePipeline also asks of the artifact bucket; its refusal is not known to stop an action."""
    if run.store is not None and (run.action.inputs or run.action.outputs):
        yield caller.ask(
            "look up the artifact bucket's versioning",
            "s3:GetBucketVersioning",
            _bucket(run),
            SERVICE_ROLE,
            optional=True,
        )


def hand_over(run: ActionRun, caller: Caller, *, optional: bool = False) -> Iterator[Step]:
    """Give the bucket's owner the artifact that a source in another account has written (_OWNER)."""
    if run.store is None or not surely_differ(caller.account, _owner(run)):
        return
    for name in run.action.outputs:
        step = caller.ask(
            f"hand the artifact `{name}` to the owner of the bucket",
            "s3:PutObjectAcl",
            object_of(run, name),
            _OWNER,
            optional=optional,
        )
        yield replace(step, unknown=frozenset({"s3:x-amz-acl"}))


def origin_of(run: ActionRun, artifact: str) -> ActionRun | None:
    """The action that writes an artifact, if the pipeline has one."""
    for stage in run.pipeline.stages:
        for action in stage.actions:
            if artifact in action.outputs:
                return replace(run, stage=stage, action=action)
    return None


def out_of_place(run: ActionRun) -> str | None:
    """Why an action is in a Region where actions of its kind are not (_REGIONS), if it is."""
    action, home = run.action, run.pipeline.region
    elsewhere = surely_differ(action.region, home)
    if not elsewhere or (action.category != "Source" and action.owner == "AWS"):
        return None
    kind = f"{action.category} action" if action.owner == "AWS" else f"{action.owner} action"
    return f"a {kind} runs in the pipeline's own Region, {home}, and not in {action.region}"


def _without_store(run: ActionRun, caller: Caller) -> Step | None:
    """The refusal of an action in a Region where it finds no artifacts."""
    action, home = run.action, run.pipeline.region
    if run.store is not None:
        return None
    says = f"find the artifact store of {shown(action.region)}"
    if any(map(has_symbol, (action.region, home, *run.pipeline.stores))):
        return caller.unknown(says, f"artifact store in {shown(action.region)}", _REGIONS)
    why = (
        f"the pipeline has no artifact store in {action.region}: `artifactStores` needs one for the"
        " Region of each action"
    )
    store = str(Symbol(f"artifact store in {action.region}"))
    return caller.cannot(says, why, "s3:GetObject", _REGIONS, store)


def _flowing(run: ActionRun, origin: ActionRun | None, name: str, caller: Caller) -> Iterator[Step]:
    """An artifact goes from one account to another only where one of the two is the pipeline's."""
    if origin is None:
        return
    home, there, here = run.pipeline.account, origin.account, run.account
    if not (
        surely_differ(there, here) and surely_differ(there, home) and surely_differ(here, home)
    ):
        return
    why = (
        f"`{name}` is made in account {there}: an action in {here} cannot take it, only one in that"
        f" account or in {home}, the pipeline's"
    )
    says = f"take the artifact `{name}` from action `{origin.action.name}`"
    yield caller.cannot(says, why, "s3:GetObject", CROSS_ACCOUNT, object_of(run, name))


def _copied(run: ActionRun, origin: ActionRun, name: str) -> Iterator[Step]:
    """The service role of the pipeline copies an artifact from the store of one Region to another's."""
    if origin.store is None:
        return
    pipeline = run.pipeline
    there = replace(origin.caller, principal=pipeline.role_arn, account=pipeline.account)
    here = replace(there, region=run.action.region, span=run.action.span)
    says = f"copy the artifact `{name}` to {shown(run.action.region)}"
    for action in _READS:
        yield replace(there, span=run.action.span).ask(
            says, action, object_of(origin, name), _REGIONS, key=_own_key(origin), local=True
        )
    yield _written(run, here, says, name, _copy_key(run))


def _written(run: ActionRun, caller: Caller, says: str, name: str, key: str) -> Step:
    """The request that puts an artifact into the store; who names a key, names it in a header.

    A policy that speaks of it compares the key that S3 then encrypts under, not an alias by which it is named
    (AmazonS3/latest/userguide/UsingKMSEncryption.html). Whether CodeBuild sends the name of the key that it
    takes by default, nobody says.
    """
    headers = {_HEADER: "aws:kms"}
    is_named = ":alias/aws/" not in key
    if is_named:
        headers[_KEY_HEADER] = run.graph.behind(key)
    step = caller.ask(
        says,
        "s3:PutObject",
        object_of(run, name),
        CROSS_ACCOUNT,
        context=headers,
        key=key,
        local=True,
    )
    is_open = codebuild.is_action(run.action) and not is_named
    return replace(step, unknown=frozenset({_KEY_HEADER})) if is_open else step


def _no_key(run: ActionRun, caller: Caller, says: str, name: str) -> Step | None:
    """S3 writes nothing under what names no key: there is no space in an id, an alias or an ARN (_KEY)."""
    key = run.store.key if run.store else None
    if key is None or codebuild.is_action(run.action) or not _has_space(key):
        return None
    why = f"`{shown(key)}` is the name of no key: there is a space in it"
    return caller.cannot(says, why, "s3:PutObject", _KEY, object_of(run, name))


def _has_space(text: str) -> bool:
    """Is there a space in what is written of it?"""
    return any(isinstance(part, str) and _SPACE.search(part) for part in split_symbols(text))


def _alias_abroad(run: ActionRun, caller: Caller, says: str) -> Iterator[Step]:
    """An alias is recognised in the account that has it, and nowhere else (_KEY)."""
    key = run.store.key if run.store else None
    arn = Arn.parse(key) if key else None
    if key is None or not (key.startswith("alias/") or ":alias/" in key):
        return
    owner = arn.account if arn else run.pipeline.account
    if codebuild.is_action(run.action) or not surely_differ(owner, caller.account):
        return
    why = (
        f"`{shown(key)}` is an alias of account {owner}, which an action in {caller.account} does not"
        " know: name the key by its ARN"
    )
    yield caller.cannot(says, why, "kms:GenerateDataKey", _KEY, _own_key(run))


def _under(run: ActionRun, origin: ActionRun | None) -> str:
    """The key under which an input artifact lies in the store of the action's Region."""
    if origin is None:
        return _own_key(run)
    return _own_key(origin) if origin.action.region == run.action.region else _copy_key(run)


def _own_key(run: ActionRun) -> str:
    """The key under which an action's own artifacts are written.

    CodeBuild encrypts under the key of its project and knows nothing of the pipeline's
    (codebuild/latest/userguide/setting-up.html). Without a key of the store it is `aws/s3` of the pipeline's
    account. A bare id or alias is looked up in the account of the action (_KEY).
    """
    if codebuild.is_action(run.action):
        project = run.arn("codebuild", f"project/{run.setting('ProjectName') or ''}")
        return codebuild.key_of(project, run.graph)
    return _store_key(run, run.account)


def _copy_key(run: ActionRun) -> str:
    return _store_key(run, run.pipeline.account)


def _store_key(run: ActionRun, account: str) -> str:
    key = run.store.key if run.store else None
    if key is None:
        return key_arn("alias/aws/s3", run.action.region, run.pipeline.account)
    return key_arn(key, run.action.region, account)


def _owner(run: ActionRun) -> str:
    """The account of the artifact bucket: the pipeline's, where nobody says another."""
    held = run.graph.resource(_bucket(run))
    return held.account if held else run.pipeline.account


def _bucket(run: ActionRun) -> str:
    partition = run.caller.partition
    return f"arn:{partition}:s3:::{run.store.bucket}" if run.store else "*"


def object_of(run: ActionRun, artifact: str) -> str:
    """The ARN of an artifact's object: pipeline (20 characters), artifact (10), a random end.

    The form is what pipelines are seen to write; no page promises it.
    """
    pipeline = run.pipeline.name if has_symbol(run.pipeline.name) else run.pipeline.name[:20]
    return f"{_bucket(run)}/{pipeline}/{artifact[:10]}/{Symbol('artifact object name', '???????')}"

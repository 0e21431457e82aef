"""Taking artifacts out of their store, and putting them there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import shown, split_symbols, surely_differ
from ..services import codebuild
from ..services.codepipeline import CROSS_ACCOUNT, SERVICE_ROLE
from .store import bucket_of, copy_key, key_under, object_of, own_key, owner_of
from .whereabouts import flowing, origin_of, without_store

_REGIONS = Page.of("codepipeline/latest/userguide", "actions-create-cross-region.html")
_KEY = Page.of("codepipeline/latest/APIReference", "API_EncryptionKey.html")
_OWNER = Page("https://github.com/aws/aws-cdk/pull/14260")
_READS = ("s3:GetObject", "s3:GetObjectVersion")
_HEADER = "s3:x-amz-server-side-encryption"
_KEY_HEADER = f"{_HEADER}-aws-kms-key-id"
_SPACE = re.compile(r"\s")


def read_inputs(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """Take the input artifacts out of the store of the action's Region, as whoever does it."""
    if run.action.inputs and (refused := without_store(run, caller)):
        yield refused
        return
    for name in run.action.inputs:
        origin = origin_of(run, name)
        yield from flowing(run, origin, name, caller)
        if origin is not None and origin.action.region != run.action.region:
            yield from _copied(run, origin, name)
        says, under = f"read the input artifact `{name}`", key_under(run, origin)
        key = None if _has_space(under) else under
        for action in _READS:
            yield caller.ask(says, action, object_of(run, name), CROSS_ACCOUNT, key=key, local=True)


def write_outputs(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """Put the output artifacts into the store of the action's Region, as whoever does it."""
    if run.action.outputs and (refused := without_store(run, caller)):
        yield refused
        return
    for name in run.action.outputs:
        says = f"write the output artifact `{name}`"
        if refused := _no_key(run, caller, says, name):
            yield refused
            continue
        yield from _alias_abroad(run, caller, says)
        yield _written(run, caller, says, name, own_key(run))


def around_store(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """What CodePipeline also asks of the artifact bucket; its refusal is not known to stop an action."""
    if run.store is not None and (run.action.inputs or run.action.outputs):
        yield caller.ask(
            "look up the artifact bucket's versioning",
            "s3:GetBucketVersioning",
            bucket_of(run),
            SERVICE_ROLE,
            optional=True,
        )


def hand_over(run: ActionRun, caller: Caller, *, optional: bool = False) -> Iterator[Step]:
    """Give the bucket's owner the artifact that a source in another account has written (_OWNER)."""
    if run.store is None or not surely_differ(caller.account, owner_of(run)):
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
            says, action, object_of(origin, name), _REGIONS, key=own_key(origin), local=True
        )
    yield _written(run, here, says, name, copy_key(run))


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
    yield caller.cannot(says, why, "kms:GenerateDataKey", _KEY, own_key(run))

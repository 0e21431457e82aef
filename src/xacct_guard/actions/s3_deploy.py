"""CodePipeline deploy action: Amazon S3."""

from __future__ import annotations

from collections.abc import Iterator

from ..artifacts import around_store, read_inputs
from ..graph.action_run import ActionRun
from ..graph.key import key_arn
from ..graph.step import Page, Step, Steps
from ..iam.symbol import Symbol
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-S3Deploy.html")
_OWNERSHIP = Page.of("AmazonS3/latest/userguide", "about-object-ownership.html")
_ASIDE = ("s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation")
_OWNERS = "bucket-owner-full-control"


def steps(run: ActionRun) -> Steps:
    """Read the artifact and write what is in it to the target bucket, as the action's role."""
    caller = run.caller
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    bucket = f"arn:{caller.partition}:s3:::{run.setting('BucketName') or ''}"
    for action in _ASIDE:
        yield caller.ask("look up the target bucket", action, bucket, _PAGE, optional=True)
    yield from _written(run, f"{bucket}/{_name(run)}")


def _written(run: ActionRun, target: str) -> Iterator[Step]:
    """The request that writes, with the headers that the action's settings make it send."""
    caller, named = run.caller, run.setting("KMSEncryptionKeyARN")
    key = key_arn(named, caller.region, caller.account) if named else None
    context = {}
    if key is not None:
        context["s3:x-amz-server-side-encryption"] = "aws:kms"
        # What a policy compares is the key, not an alias by which it is named (UsingKMSEncryption.html).
        context["s3:x-amz-server-side-encryption-aws-kms-key-id"] = run.graph.behind(key)
    acl = run.setting("CannedACL")
    if acl is not None:
        context["s3:x-amz-acl"] = acl
        yield from _with_acl(run, target, acl)
    yield caller.ask(
        "write what is deployed",
        "s3:PutObject",
        target,
        _PAGE,
        context=context,
        key=key,
    )


def _with_acl(run: ActionRun, target: str, acl: str) -> Iterator[Step]:
    """What setting an ACL takes; a bucket that has them turned off takes only the one of its owner."""
    says, sent = "set the access control list", {"s3:x-amz-acl": acl}
    bucket = run.graph.resource(target)
    ownership = bucket.facts.get("ownership") if bucket else None
    if ownership and ownership.text == "BucketOwnerEnforced" and acl != _OWNERS:
        why = f"the bucket takes no access control lists (BucketOwnerEnforced), and `{acl}` is one"
        yield run.caller.cannot(says, why, "s3:PutObjectAcl", _OWNERSHIP, target)
    yield run.caller.ask(says, "s3:PutObjectAcl", target, _PAGE, context=sent)
    yield run.caller.ask(says, "s3:PutObjectVersionAcl", target, _PAGE, context=sent, optional=True)


def _name(run: ActionRun) -> str:
    """The object that is written: the artifact itself, or the files in it below a path."""
    name = run.setting("ObjectKey")
    if run.setting("Extract") == "false":
        return name or str(Symbol("name of the deployed object"))
    return f"{name.rstrip('/')}/{_FILE}" if name else str(_FILE)


_FILE = Symbol("file of the artifact")

PROVIDER = ActionProvider(("Deploy",), "AWS", "S3", steps)

"""A witness as a reader wants it: confirmed on both sides, with usual names, without what does not matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..iam.compare import Witness, fits, opened
from ..iam.decide import decide
from ..iam.decision import Verdict
from ..iam.pattern import match
from ..iam.request import Context, Request
from ..iam.semantics import semantics_of
from ..iam.truth import Truth
from .in_force import Sides

_ENDS = ("/", ":")
_FAMILIAR: Mapping[str, tuple[str, ...]] = {
    "s3": (
        "s3:PutObject",
        "s3:GetObject",
        "s3:DeleteObject",
        "s3:PutBucketPolicy",
        "s3:ListBucket",
    ),
    "kms": ("kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:PutKeyPolicy"),
    "sts": ("sts:AssumeRole",),
    "iam": ("iam:PassRole", "iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"),
    "ecr": ("ecr:PutImage", "ecr:BatchGetImage"),
    "lambda": ("lambda:UpdateFunctionCode", "lambda:InvokeFunction"),
    "sqs": ("sqs:ReceiveMessage", "sqs:SendMessage"),
    "sns": ("sns:Publish", "sns:Subscribe"),
    "secretsmanager": ("secretsmanager:GetSecretValue",),
    "ssm": ("ssm:GetParameter", "ssm:SendCommand"),
    "dynamodb": ("dynamodb:GetItem", "dynamodb:PutItem"),
    "sagemaker": (
        *("sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"),
        *("sagemaker:CreateTrainingJob", "sagemaker:CreateModel", "sagemaker:CreateEndpoint"),
    ),
    "codecommit": ("codecommit:GitPush", "codecommit:GitPull"),
    "codepipeline": ("codepipeline:StartPipelineExecution",),
    "codebuild": ("codebuild:StartBuild",),
    "states": ("states:StartExecution",),
    "cloudformation": ("cloudformation:CreateStack", "cloudformation:UpdateStack"),
    "events": ("events:PutRule", "events:PutEvents"),
    "logs": ("logs:PutLogEvents",),
    "ec2": ("ec2:RunInstances",),
}
"""Actions that tell a reader most of what access to a service means; the most telling first."""


def confirmed(request: Request, sides: Sides, *, is_usual: bool = True) -> Witness | None:
    """The request with what the engine says on both sides, where that is new access."""
    semantics = semantics_of(request.action, request.resource)
    old, new = (decide(request, opened(layers), semantics) for layers in sides.layers(request))
    is_new = new.verdict is Verdict.ALLOW and old.verdict.denied
    return Witness(request, old, new, is_usual) if is_new else None


def plain(witness: Witness, sides: Sides, actions: Iterable[str]) -> Witness:
    """The same access by a request that holds no more than it has to, for something that a reader knows.

    `actions` are the patterns that the action keeps to.
    """
    request = _without_needless_keys(_familiar(witness.request, sides, tuple(actions)), sides)
    usual = fits(request.action, request.resource)
    return confirmed(request, sides, is_usual=usual) or witness


def _familiar(request: Request, sides: Sides, actions: tuple[str, ...]) -> Request:
    """The action that says most, and a resource of the type that it takes, if such are allowed alike."""
    known = (one for one in _FAMILIAR.get(request.service, ()) if _is_one_of(one, actions))
    for action in (*known, request.action):
        for resource in _alike(request.resource):
            found = replace(request, action=action, resource=resource)
            if fits(action, resource) and confirmed(found, sides) is not None:
                return found
    return request


def _is_one_of(action: str, patterns: tuple[str, ...]) -> bool:
    return any(match(one, action, ignore_case=True) is Truth.YES for one in patterns)


def _alike(resource: str) -> Iterator[str]:
    """The resource, with a name in the place of an empty one; of S3 the bucket and an object of it."""
    named = f"{resource}example" if resource.endswith(_ENDS) else resource
    yield named
    bucket, slash, _ = named.partition("/")
    if ":s3:" in bucket:
        yield bucket if slash else f"{bucket}/example"


def _without_needless_keys(request: Request, sides: Sides) -> Request:
    """Leaves out each key that may be whatever it likes."""
    for key in sorted((*request.context.values, *request.context.absent)):
        loose = _with(request, _loose(request.context, key))
        bare = _with(request, _bare(request.context, key))
        if all(confirmed(one, sides) is not None for one in (loose, bare)):
            request = bare
    return request


def _with(request: Request, context: Context) -> Request:
    return replace(request, context=context)


def _loose(context: Context, key: str) -> Context:
    """The key may hold anything, or be absent."""
    bare = _bare(context, key)
    return replace(bare, unknown=bare.unknown | {key})


def _bare(context: Context, key: str) -> Context:
    """Nothing is said of the key."""
    values = {name: value for name, value in context.values.items() if name != key}
    return replace(context, values=values, absent=context.absent - {key})

"""The forms in which AWS and its services word a refusal, the most telling first.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
"""

from __future__ import annotations

import re

from ..graph.region import partition_in
from ..iam.arn import Arn
from ..iam.operation import action_of
from ..services import ecr
from .form import ARN, Form, form, service_in
from .message import Denial


def _standard(found: re.Match[str]) -> Denial:
    return Denial(
        "",
        _principal(found["principal"]),
        (_spelled(found["action"]),),
        _named(found["quoted"] or found["resource"]),
    )


def _principal(text: str | None) -> str | None:
    """Who asked; a role that is called by its name alone is left as it is."""
    return None if text is None or text.lower() in ("user", "role", "it", "and") else text


def _spelled(action: str) -> str:
    prefix, _, name = action.partition(":")
    return f"{prefix.lower()}:{name}"


def _named(text: str | None) -> str | None:
    """A resource that is named whole; `...` and `<bucket>` name none."""
    if text is None:
        return None
    if "..." in text or "<" in text:
        return None
    text = text.rstrip(".,;)'`")
    arn = Arn.parse(text)
    return text if text == "*" or (arn is not None and arn.resource) else None


def _managed_rule(found: re.Match[str]) -> Denial:
    """Step Functions makes the rule as the state machine's role (dg/sagemaker-iam.html)."""
    actions = ("events:PutRule", "events:PutTargets", "events:DescribeRule")
    arn = Arn.parse(found["principal"] or "")
    if arn is None:
        return Denial("", None, actions)
    rule = f"arn:{arn.partition}:events:*:{arn.account}:rule/StepFunctionsGetEventsFor*"
    return Denial("", str(arn), actions, rule)


def _bucket(name: str | None, principal: str | None = None) -> str | None:
    """The ARN of a bucket or object, in the partition of whoever asks for it, where somebody is named."""
    name = (name or "").rstrip(".,;:)\"'")
    if not re.fullmatch(r"[a-z0-9][a-z0-9./*_-]+", name):
        return None
    return f"arn:{partition_in(principal or '')}:s3:::{name}"


def _model_data(found: re.Match[str]) -> Denial:
    """`https://bucket.s3.region.amazonaws.com/key`, `https://s3.region.amazonaws.com/bucket/key`."""
    host, _, path = found["url"].rstrip(".").removeprefix("https://").partition("/")
    if found["url"].startswith("s3://"):
        path = found["url"].rstrip(".").removeprefix("s3://")
    elif not host.startswith("s3."):
        path = f"{host.partition('.s3')[0]}/{path}"
    return Denial("", found["principal"], ("s3:GetObject",), _bucket(path, found["principal"]))


def _use_connection(arn: str | None) -> tuple[str, ...]:
    both = ("codestar-connections", "codeconnections")
    named = Arn.parse(arn or "")
    services = (named.service,) if named and named.service in both else both
    return tuple(f"{service}:UseConnection" for service in services)


def _repository(found: re.Match[str]) -> Denial:
    actions = tuple(re.findall(r"ecr:\w+", found["actions"]))
    uri = re.search(r"\d{12}\.dkr\.ecr\.[\w.-]+/[\w./-]+", found[0])
    image = ecr.image_of(uri[0]) if uri else None
    return Denial(
        "", found["principal"], actions, _named(found["arn"]) or (image.arn if image else None)
    )


def _called(found: re.Match[str]) -> Denial:
    action = action_of(found["operation"], service_in(found.string))
    return Denial("", None, (action,) if action else (), None, operation=found["operation"])


_ON = rf"(?: on (?:the )?(?:resources?:? ?)?(?:\"(?P<quoted>[^\"]+)\"|(?P<resource>{ARN}|\*|\S+)))?"
_ACTION = r"(?P<action>[a-z0-9-]+:[A-Za-z0-9*]+)"

FORMS: tuple[Form, ...] = (
    form(
        "not authorized to perform",
        rf"(?<![^\s\"'`])(?P<principal>[^\s\"'`]{{1,300}}) is not authorized to perform:? {_ACTION}{_ON}",
        _standard,
    ),
    form(
        "not authorized to assume a role",
        rf"(?P<principal>{ARN}|CodePipeline) is not authorized to perform AssumeRole on role"
        rf" (?P<resource>{ARN})",
        lambda found: Denial(
            "",
            "codepipeline.amazonaws.com"
            if found["principal"].lower() == "codepipeline"
            else found["principal"],
            ("sts:AssumeRole",),
            _named(found["resource"]),
        ),
    ),
    form(
        "managed rule",
        rf"(?:(?P<principal>{ARN})'? )?is not authorized to create managed-rule",
        _managed_rule,
    ),
    form(
        "not authorized, by whom unsaid",
        rf"(?P<principal>(?!))?not authorized (?:to perform:? )?{_ACTION}{_ON}",
        _standard,
    ),
    form(
        "repository grants a service nothing",
        rf"(?:repository \"?(?P<arn>{ARN})?.{{0,300}}?)?does not grant"
        r" (?P<actions>ecr:[\w,: ]+?)\.{0,3} to (?:the )?(?P<principal>[a-z.]+\.amazonaws\.com)",
        _repository,
    ),
    form(
        "cross-account pass role",
        r"cross-account pass role is not allowed",
        lambda _: Denial(
            "",
            None,
            ("iam:PassRole",),
            means="a role can only be passed within its own account: the role of the request belongs"
            " to another account than whoever passes it",
        ),
    ),
    form(
        "pipeline role and the artifact bucket",
        rf"service role (?P<principal>{ARN})?.{{0,80}}?is getting S3 access denied for the S3 bucket"
        r"(?: (?P<bucket>\S+))?",
        lambda found: Denial(
            "",
            found["principal"],
            ("s3:ListBucket",),
            _bucket(found["bucket"], found["principal"]),
            means="CodePipeline's guide names `s3:ListBucket` on the bucket, not on its objects",
        ),
    ),
    form(
        "pipeline action and the artifact bucket",
        r"permissions? required to access the Amazon S3 bucket(?: named (?P<bucket>\S+))?",
        lambda found: Denial(
            "",
            None,
            ("s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketVersioning"),
            _bucket(found["bucket"]),
            means="asked by the action's role, else the pipeline's; S3 also answers so when the key"
            " refuses",
        ),
    ),
    form(
        "code in S3",
        r"access has been denied by S3.{0,120}?permission to (?P<operation>\w+) for (?P<object>\S+)",
        lambda found: Denial(
            "",
            None,
            (action_of(found["operation"], "s3") or f"s3:{found['operation']}",),
            _bucket(found["object"]),
            means="asked by CloudFormation's own role for the stack, not by the action's role; S3 also"
            " answers so when the key refuses",
        ),
    ),
    form(
        "model data",
        rf"could not access model data at (?P<url>\S+?)\.? .{{0,80}}?(?P<principal>{ARN})",
        _model_data,
    ),
    form(
        "build source",
        rf"accessdenied.{{0,200}}? source version (?P<resource>{ARN})",
        lambda found: Denial(
            "",
            None,
            ("s3:GetObject", "s3:GetObjectVersion"),
            _named(found["resource"]),
            means="asked by the CodeBuild project's service role; S3 also answers so when the key refuses",
        ),
    ),
    form(
        "key that may not be used",
        r"ciphertext refers to a customer master key that does not exist",
        lambda _: Denial(
            "",
            None,
            ("kms:Decrypt",),
            means="KMS does not tell a missing key, another region's key and a refusal apart",
        ),
    ),
    form(
        "connection",
        rf"(?:unable to use connection: ?(?P<resource>{ARN}).{{0,80}}?)?"
        r"role does not have sufficient permissions",
        lambda found: Denial(
            "",
            None,
            _use_connection(found["resource"]),
            _named(found["resource"]),
            means="a connection is asked for under the prefix its ARN has; grant `UseConnection`"
            " under both",
        ),
    ),
    form(
        "function's role",
        r"role defined for the function cannot be assumed by Lambda",
        lambda _: Denial("", "lambda.amazonaws.com", ("sts:AssumeRole",)),
    ),
    form(
        "image of a function",
        r"does not have permission to access the ECR image",
        lambda _: Denial(
            "",
            "lambda.amazonaws.com",
            ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
            means="Lambda pulls the image itself: the repository's policy must let it",
        ),
    ),
    form(
        "operation",
        r"when calling the (?P<operation>\w+) operation",
        _called,
    ),
    form(
        "operation",
        r"(?:accessdenied|access denied|403)\W+(?:when calling )?"
        r"(?P<operation>(?:Get|Put|List|Head|Create)\w+)",
        _called,
    ),
    form(
        "encoded",
        r"encoded authorization failure message",
        lambda _: Denial("", means="AWS has encoded the reason: only it can read the message"),
    ),
    form(
        "bare",
        r"accessdenied|\bdenied\b|not authorized|unauthorizedoperation|forbidden|\b403\b",
        lambda _: Denial(
            "",
            means="S3 says no more to callers outside the bucket's account and organization; it also"
            " answers so when the key refuses",
        ),
    ),
)

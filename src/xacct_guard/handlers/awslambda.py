"""AWS Lambda: functions and permissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.key import key_arn
from ..graph.step import Page, Step, Steps
from ..services import ecr
from . import Creation, Handler, abroad

_IMAGE = Page.of("lambda/latest/dg", "images-create.html")
_GETS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_SERVICE = "lambda.amazonaws.com"


def function(creation: Creation) -> Steps:
    """The network, the layers, the key and the image that a function is made with."""
    if creation.has("VpcConfig.SubnetIds"):
        for action in ("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"):
            yield creation.ask(action, "*", says=f"look up the VPC of `{creation.made.place}`")
    for layer in creation.texts("Layers[]"):
        yield creation.ask("lambda:GetLayerVersion", layer)
    for config in creation.texts("CodeSigningConfigArn"):
        yield creation.ask("lambda:GetCodeSigningConfig", config)
    maker = creation.maker
    for key in creation.texts("KmsKeyArn"):
        arn = key_arn(key, maker.region, maker.account)
        for action in ("kms:CreateGrant", "kms:Encrypt", "kms:DescribeKey"):
            yield creation.ask(action, arn, optional=action != "kms:CreateGrant")
    for uri in (*creation.texts("Code.ImageUri"), *creation.texts("ImageUri")):
        yield from _image(creation, uri)


def _image(creation: Creation, uri: str) -> Iterator[Step]:
    """An image of another account: its repository lets in who makes the function, and Lambda itself."""
    image = ecr.image_of(uri)
    if image is None or not abroad(image.account, creation):
        return
    maker = creation.maker
    for action in _GETS:
        yield maker.ask("look up the image", action, image.arn, _IMAGE, local=True)
    service = replace(maker, principal=_SERVICE, sends={})
    for action in _GETS:
        yield service.ask(
            "Lambda fetches the image",
            action,
            image.arn,
            _IMAGE,
            context={"aws:sourcearn": creation.arn},
            local=True,
        )


def permission(creation: Creation) -> Steps:
    """Let somebody invoke a function."""
    principals = creation.texts("Principal")
    for name in creation.texts("FunctionName"):
        short = name.removeprefix("function:")
        arn = name if name.startswith("arn:") else creation.maker.arn("lambda", f"function:{short}")
        yield creation.ask(
            "lambda:AddPermission",
            arn,
            context={"lambda:principal": principals[0]} if principals else {},
        )


HANDLERS = (
    Handler(
        "AWS::Lambda::Function",
        create=("lambda:CreateFunction", "lambda:GetFunction"),
        given={
            "Tags": ("lambda:TagResource",),
            "ReservedConcurrentExecutions": ("lambda:PutFunctionConcurrency",),
            "RuntimeManagementConfig": ("lambda:PutRuntimeManagementConfig",),
            "RecursiveLoop": ("lambda:PutFunctionRecursionConfig",),
        },
        passes={"Role": _SERVICE},
        keys={
            "lambda:subnetids": "VpcConfig.SubnetIds[]",
            "lambda:securitygroupids": "VpcConfig.SecurityGroupIds[]",
            "lambda:layer": "Layers[]",
            "lambda:codesigningconfigarn": "CodeSigningConfigArn",
        },
        # A function of the serverless transform keeps its own name for the place.
        reads=(("Code", "S3Bucket", "S3Key"), ("CodeUri", "Bucket", "Key")),
        steps=function,
    ),
    Handler("AWS::Lambda::Permission", steps=permission),
)

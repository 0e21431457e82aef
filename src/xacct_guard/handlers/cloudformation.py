"""AWS CloudFormation: stacks in stacks, and what a template holds that makes nothing in an account."""

from __future__ import annotations

import re

from ..graph.step import Steps
from ..iam.symbol import has_symbol, shown
from . import PAGE, Creation, Handler, read_object

_PLACES = (
    re.compile(r"https?://s3[.-][^/]*amazonaws\.com[^/]*/(?P<bucket>[^/]+)/(?P<key>[^?]+)"),
    re.compile(r"https?://(?P<bucket>[^/]+?)\.s3[.-][^/]*amazonaws\.com[^/]*/(?P<key>[^?]+)"),
    re.compile(r"s3://(?P<bucket>[^/]+)/(?P<key>.+)"),
)


def nested(creation: Creation) -> Steps:
    """The template of a stack in a stack is read by whoever makes the outer one."""
    for url in creation.texts("TemplateURL"):
        found = next((match for place in _PLACES if (match := place.match(url))), None)
        if found is not None:
            yield from read_object(creation, found["bucket"], found["key"])
        elif has_symbol(url):
            says = f"read the template of `{creation.made.place}`"
            yield creation.maker.unknown(says, f"place of the template {shown(url)}", PAGE)


def of_set(creation: Creation) -> Steps:
    """The instances of a stack set are made by roles of its own, elsewhere."""
    what = f"what the roles of the stack set {creation.made.place} make"
    if creation.has("StackInstancesGroup"):
        yield creation.maker.unknown("make the stacks of the set", what, PAGE)


HANDLERS = (
    Handler(
        "AWS::CloudFormation::Stack",
        create=("cloudformation:CreateStack", "cloudformation:DescribeStacks"),
        steps=nested,
    ),
    Handler(
        "AWS::CloudFormation::StackSet",
        create=("cloudformation:CreateStackSet",),
        given={"StackInstancesGroup": ("cloudformation:CreateStackInstances",)},
        passes={"AdministrationRoleARN": "cloudformation.amazonaws.com"},
        steps=of_set,
    ),
    Handler("AWS::CloudFormation::WaitConditionHandle"),
    Handler("AWS::CloudFormation::WaitCondition"),
    Handler("AWS::CDK::Metadata"),
)

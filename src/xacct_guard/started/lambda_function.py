"""A Lambda function that runs: it takes on its role and makes the calls the configuration declares.

Source: Lambda developer guide, the pages below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..api.target import target_of
from ..declared import calls_of
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Stand, Step, Steps
from ..iam.symbol import surely_differ
from ..services import logs
from ..services.awslambda import without_qualifier
from ..services.ecr import image_of
from ..span import Node
from . import Started

_GUIDE = "lambda/latest/dg"
_ROLE = Page.of(_GUIDE, "lambda-intro-execution-role.html")
_VPC = Page.of(_GUIDE, "configuration-vpc.html")
_IMAGES = Page.of(_GUIDE, "images-create.html")
_ASYNC = Page.of(_GUIDE, "invocation-async-retain-records.html")
_TRACES = Page.of(_GUIDE, "services-xray.html")
_SERVICE = "lambda.amazonaws.com"
_INTERFACES = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces")
_LATER = (
    *("ec2:DescribeSubnets", "ec2:DeleteNetworkInterface"),
    *("ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
)


def steps(function: Resource, graph: AccessGraph) -> Steps:
    """Lambda assumes the execution role; what the code asks for is what `calls` says of it."""
    role = function.facts.get("role")
    if role is None or role.text is None:
        return
    service = Caller(_SERVICE, function.account, function.region, role.span, graph)
    yield from _image(function, service)
    yield service.assumes(role.text, _SERVICE, _ROLE)
    worker = service.at(role.text)
    stand = _stand(function.facts.get("vpc"))
    if stand is not None:
        yield from _interfaces(worker)
    yield from logs.write(f"/aws/lambda/{function.name}", worker, _ROLE)
    if _text(function, "tracing") == "Active":
        for action in ("xray:PutTraceSegments", "xray:PutTelemetryRecords"):
            yield worker.ask("send traces", action, "*", _TRACES, optional=True)
    yield from _handed_on(function, worker)
    # Only what the code itself asks for says by which function (permissions-source-function-arn.html).
    code = replace(worker, stand=stand, sends={"lambda:sourcefunctionarn": function.arn})
    yield from calls_of(function.arn, code)


def _image(function: Resource, service: Caller) -> Iterator[Step]:
    """Lambda fetches the image itself, now and again; at home it may add the right to that itself."""
    uri = _text(function, "image")
    image = image_of(uri) if uri else None
    if image is None:
        return
    own = not surely_differ(image.account, function.account)
    for action in ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"):
        yield service.ask(
            "fetch the image of the function",
            action,
            image.arn,
            _IMAGES,
            context={"aws:sourcearn": function.arn},
            optional=own,
            local=True,
        )


def _interfaces(worker: Caller) -> Iterator[Step]:
    """The network interfaces of a function in a VPC are made and removed as its role."""
    for action in (*_INTERFACES, *_LATER):
        says = "have network interfaces in the VPC"
        yield worker.ask(says, action, "*", _VPC, optional=action in _LATER)


def _stand(vpc: Node | None) -> Stand | None:
    lists = {name: vpc.get(name) for name in ("SubnetIds", "SecurityGroupIds")} if vpc else {}
    subnets, groups = (
        tuple(item.text or "" for item in node.items) if node else ()
        for node in (lists.get("SubnetIds"), lists.get("SecurityGroupIds"))
    )
    return Stand(subnets=subnets, groups=groups) if subnets else None


def _handed_on(function: Resource, worker: Caller) -> Iterator[Step]:
    """What comes of an asynchronous call goes to a destination or, failed, to a dead-letter queue.

    Where that is refused the record is lost, and nothing else.
    """
    found = [function.facts.get("dead_letters")]
    for each in worker.graph.of_type("lambda:destinations"):
        named = _text(each, "function") or ""
        if named in (function.name, function.arn) or without_qualifier(named) == function.arn:
            found += [each.facts.get("success"), each.facts.get("failure")]
    for node in found:
        target = target_of(node.text) if node is not None else None
        if target is not None:
            says = "hand on what came of it"
            yield worker.ask(says, target.action, target.arn, _ASYNC, optional=True)


def _text(resource: Resource, fact: str) -> str | None:
    node = resource.facts.get(fact)
    return node.text if node else None


STARTED = Started("lambda:function", steps)

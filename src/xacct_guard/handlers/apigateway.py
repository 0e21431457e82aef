"""Amazon API Gateway: its actions are those of HTTP, on the place where the new thing will be."""

from __future__ import annotations

from collections.abc import Callable

from ..graph.step import Steps
from ..iam.symbol import Symbol
from . import Creation, Handler


def _posted(place: str, *, parent: str = "") -> Callable[[Creation], Steps]:
    """A request to put something new at a place; `parent` is the property with what it is part of."""

    def steps(creation: Creation) -> Steps:
        maker = creation.maker
        of = (*creation.texts(parent), "")[0] if parent else ""
        whole = f"arn:{maker.partition}:apigateway:{maker.region}::{place.format(of=of)}"
        yield creation.ask("apigateway:POST", whole)
        made = f"{whole}/{Symbol(f'id of {creation.made.place}')}"
        for action in ("apigateway:GET", "apigateway:PATCH", "apigateway:PUT"):
            says = f"look after `{creation.made.place}`"
            yield creation.ask(action, made, says=says, optional=True)

    return steps


HANDLERS = (
    Handler(
        "AWS::ApiGateway::RestApi",
        reads=(("BodyS3Location", "Bucket", "Key"),),
        steps=_posted("/restapis"),
    ),
    Handler(
        "AWS::ApiGateway::Deployment",
        steps=_posted("/restapis/{of}/deployments", parent="RestApiId"),
    ),
    Handler("AWS::ApiGateway::Stage", steps=_posted("/restapis/{of}/stages", parent="RestApiId")),
    Handler("AWS::ApiGatewayV2::Api", steps=_posted("/apis")),
    Handler("AWS::ApiGatewayV2::Stage", steps=_posted("/apis/{of}/stages", parent="ApiId")),
    Handler("AWS::ApiGatewayV2::Route", steps=_posted("/apis/{of}/routes", parent="ApiId")),
    Handler(
        "AWS::ApiGatewayV2::Integration", steps=_posted("/apis/{of}/integrations", parent="ApiId")
    ),
)

"""Amazon API Gateway."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "apigateway",
    resources=(
        ResourceType(
            "apigateway:restapi",
            arn="arn:{partition}:apigateway:{region}::/restapis/{name}",
            cfn="AWS::ApiGateway::RestApi",
            attributes={"RestApiId": "{name}"},
            unnamed="??????????",
            takes_policy=False,
            facts={"policy": "Policy"},
        ),
        ResourceType(
            "apigateway:api",
            arn="arn:{partition}:apigateway:{region}::/apis/{name}",
            cfn="AWS::ApiGatewayV2::Api",
            attributes={
                "ApiId": "{name}",
                "ApiEndpoint": "https://{name}.execute-api.{region}.amazonaws.com",
            },
            unnamed="??????????",
            takes_policy=False,
        ),
        ResourceType(
            "apigateway:method",
            arn="arn:{partition}:apigateway:{region}::/restapis/methods/{name}",
            cfn="AWS::ApiGateway::Method",
            takes_policy=False,
            facts={
                "api": "RestApiId",
                "verb": "HttpMethod",
                "uri": "Integration.Uri",
                "credentials": "Integration.Credentials",
            },
        ),
        ResourceType(
            "apigateway:integration",
            arn="arn:{partition}:apigateway:{region}::/apis/{within}/integrations/{name}",
            cfn="AWS::ApiGatewayV2::Integration",
            within="ApiId",
            unnamed="???????",
            takes_policy=False,
            facts={"api": "ApiId", "uri": "IntegrationUri", "credentials": "CredentialsArn"},
        ),
    ),
)

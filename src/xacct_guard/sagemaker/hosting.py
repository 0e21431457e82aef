"""Hosting: an endpoint's configuration, and what serving by it asks."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from ..span import Node
from .execution_role import hosting, taken_on
from .model import Model, arn_of, loaded, model_named
from .pages import ROLES, seen
from .parameter import nodes_at, texts_at
from .result import written
from .volume import locked
from .workplace import workplace_of

_CAPTURE = Page.of("sagemaker/latest/dg", "model-monitor-data-capture-endpoint.html")
_ASYNC = Page.of("sagemaker/latest/dg", "async-inference-create-endpoint-prerequisites.html")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The configuration of an endpoint, as a request describes it or as the estate holds it."""

    variants: tuple[Node, ...]
    key: str | None
    capture: Node | None
    later: Node | None
    role: str | None

    @classmethod
    def of(cls, parameters: Node) -> Configuration:
        """The configuration that a `CreateEndpointConfig` request describes."""
        shadows = nodes_at(parameters, "ShadowProductionVariants")
        return cls(
            (*nodes_at(parameters, "ProductionVariants"), *shadows),
            parameters.text_at("KmsKeyId"),
            parameters.get("DataCaptureConfig"),
            parameters.get("AsyncInferenceConfig"),
            parameters.text_at("ExecutionRoleArn"),
        )

    @classmethod
    def held(cls, resource: Resource) -> Configuration:
        """The configuration that the estate holds."""
        facts = resource.facts
        variants, shadows = facts.get("variants"), facts.get("shadows")
        key, role = facts.get("key"), facts.get("role")
        return cls(
            (*(variants.items if variants else ()), *(shadows.items if shadows else ())),
            key.text if key else None,
            facts.get("capture"),
            facts.get("async"),
            role.text if role else None,
        )


def configuration_named(name: str, caller: Caller) -> Configuration | None:
    """The configuration of this name in the caller's account, if the estate holds it."""
    arn = name if name.startswith("arn:") else caller.arn("sagemaker", f"endpoint-config/{name}")
    held = caller.graph.resource(arn)
    is_one = held is not None and held.type == "sagemaker:endpoint-config"
    return Configuration.held(held) if held is not None and is_one else None


def served(
    endpoint: str,
    configuration: Configuration,
    caller: Caller,
    models: dict[str, Model] | None = None,
) -> Steps:
    """Make the machines of the endpoint of this name and load each model as its role.

    `models` are those that are described beside it, by name.
    """
    if configuration.key is not None:
        # Whoever calls needs the grant here: an endpoint has no role of its own (api-permissions-reference).
        yield from locked(configuration.key, caller)
    names = dict.fromkeys(
        name for each in configuration.variants for name in texts_at(each, "ModelName")
    )
    for name in names:
        model = (models or {}).get(name) or model_named(name, caller)
        if model is None:
            what = f"the model {shown(name)}, its role and its data"
            yield caller.unknown("load the model", what, ROLES)
        elif model.role is not None:
            yield taken_on(caller, model.role, hosting(caller))
            yield from loaded(model, caller, f"/aws/sagemaker/Endpoints/{endpoint}")
            yield from _kept(configuration, model.role, caller, model)


def _kept(configuration: Configuration, role: str, caller: Caller, model: Model) -> Steps:
    """What is captured, and what asynchronous inference writes and tells."""
    place = workplace_of(role, caller, model.network)
    if (capture := configuration.capture) is not None:
        for uri in texts_at(capture, "DestinationS3Uri"):
            # The API names no writer; the permissions of the model's role have the right for it.
            yield from written(
                place.nodes,
                uri,
                "write what is captured",
                key=capture.text_at("KmsKeyId"),
                page=seen(_CAPTURE),
                optional=True,
            )
    if (output := configuration.later and configuration.later.get("OutputConfig")) is not None:
        key = output.text_at("KmsKeyId")
        for member in ("S3OutputPath", "S3FailurePath"):
            for uri in texts_at(output, member):
                yield from written(place.nodes, uri, "write the answers", key=key, page=_ASYNC)
        for topic in ("SuccessTopic", "ErrorTopic"):
            for arn in texts_at(output, "NotificationConfig", topic):
                yield place.platform.ask("tell the topic", "sns:Publish", arn, _ASYNC)


def model_arns(configuration: Configuration, caller: Caller) -> tuple[str, ...]:
    """The ARNs of the models that the variants name."""
    return tuple(
        arn_of(name, caller)
        for each in configuration.variants
        for name in texts_at(each, "ModelName")
    )

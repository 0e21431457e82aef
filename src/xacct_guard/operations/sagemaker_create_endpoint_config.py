"""SageMaker endpoint configuration: nothing runs yet, and the role of a configuration is passed."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..iam.request import ContextValue
from ..sagemaker.asked import asked, tagging
from ..sagemaker.creation import Creation, not_known_yet
from ..sagemaker.execution_role import handed_over, hosting
from ..sagemaker.hosting import Configuration, model_arns
from ..span import Node
from . import Operation

KEYS = {
    "sagemaker:acceleratortypes": (("ProductionVariants", "AcceleratorType"),),
    "sagemaker:instancetypes": (
        ("ProductionVariants", "InstanceType"),
        ("ProductionVariants", "InstancePools", "InstanceType"),
    ),
    "sagemaker:networkisolation": (("EnableNetworkIsolation",),),
    "sagemaker:serverlessmaxconcurrency": (
        ("ProductionVariants", "ServerlessConfig", "MaxConcurrency"),
    ),
    "sagemaker:serverlessmemorysize": (
        ("ProductionVariants", "ServerlessConfig", "MemorySizeInMB"),
    ),
    "sagemaker:volumekmskey": (("KmsKeyId",),),
    "sagemaker:vpcsecuritygroupids": (("VpcConfig", "SecurityGroupIds"),),
    "sagemaker:vpcsubnets": (("VpcConfig", "Subnets"),),
}
CONFIGURATION = Creation(
    "endpoint configuration",
    "endpoint-config",
    "sagemaker:CreateEndpointConfig",
    "EndpointConfigName",
    KEYS,
)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the configuration, and pass its role where it has one."""
    arn = CONFIGURATION.arn(caller, parameters)
    configuration = Configuration.of(parameters)
    models = model_arns(configuration, caller)
    more: dict[str, ContextValue] = {}
    if models:
        more["sagemaker:modelarn"] = models if len(models) > 1 else models[0]
    yield asked(
        "create the endpoint configuration",
        CONFIGURATION.action,
        arn,
        caller,
        parameters,
        keys={**KEYS, "sagemaker:modelarn": ()},
        more=more,
    )
    yield from tagging(CONFIGURATION.action, arn, caller, parameters)
    yield from not_known_yet(caller, parameters, CONFIGURATION.noun)
    if configuration.role is not None:
        yield from handed_over(caller, configuration.role, hosting(caller))


OPERATION = Operation(CONFIGURATION.action, steps)

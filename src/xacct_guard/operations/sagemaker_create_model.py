"""SageMaker model: what creating one asks of the caller, and serving it of its execution role."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..iam.symbol import Symbol
from ..sagemaker.creation import Creation
from ..sagemaker.execution_role import handed_over, hosting
from ..sagemaker.model import Model, checked, loaded, package_asked
from ..span import Node
from . import Operation

_GATED = ("ModelDataSource", "S3DataSource", "ModelAccessConfig", "AcceptEula")
KEYS = {
    "sagemaker:directgatedmodelaccess": (("PrimaryContainer", *_GATED), ("Containers", *_GATED)),
    "sagemaker:networkisolation": (("EnableNetworkIsolation",),),
    "sagemaker:vpcsecuritygroupids": (("VpcConfig", "SecurityGroupIds"),),
    "sagemaker:vpcsubnets": (("VpcConfig", "Subnets"),),
}
MODEL = Creation("model", "model", "sagemaker:CreateModel", "ModelName", KEYS)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the model, hand it its role; whatever serves it then pulls image and data as that role."""
    yield from MODEL.asked(caller, parameters)
    model = Model.of(parameters)
    yield from package_asked(model, caller)
    if model.role is not None:
        yield from handed_over(caller, model.role, hosting(caller))
        yield from checked(model, caller)
    endpoint = Symbol("name of the endpoint")
    yield from loaded(model, caller, f"/aws/sagemaker/Endpoints/{endpoint}")


OPERATION = Operation(MODEL.action, steps)

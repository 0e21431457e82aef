"""Transform: what running a batch transform asks: the role, the VPC and the image are the model's."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from ..span import Node
from .execution_role import taken_on
from .model import Model, loaded, model_named
from .pages import ROLES
from .parameter import nodes_at, texts_at
from .result import Without, written
from .source import channels_read
from .volume import locked
from .workplace import workplace_of

_API = Page.of("sagemaker/latest/APIReference", "API_TransformOutput.html")


def run(caller: Caller, parameters: Node, job: str, model: Model | None = None) -> Steps:
    """Run the transform as the role of its model, which the estate holds unless it is given."""
    name = parameters.text_at("ModelName") or ""
    model = model or model_named(name, caller)
    if model is None or model.role is None:
        what = f"the model {shown(name)}, its role and its data"
        yield caller.unknown("run the transform", what, ROLES)
        return
    yield taken_on(caller, model.role, job)
    place = workplace_of(model.role, caller, model.network)
    yield from channels_read(place.nodes, nodes_at(parameters, "TransformInput"))
    yield from loaded(model, caller, "/aws/sagemaker/TransformJobs")
    for key in texts_at(parameters, "TransformResources", "VolumeKmsKeyId"):
        yield from locked(key, place.platform, or_by=caller.principal)
    for output in nodes_at(parameters, "TransformOutput"):
        under = output.text_at("KmsKeyId")
        for uri in texts_at(output, "S3OutputPath"):
            says = "write the predictions"
            yield from written(place.nodes, uri, says, key=under, without=Without.OWN, page=_API)
    for capture in nodes_at(parameters, "DataCaptureConfig"):
        # Its KmsKeyId is for the volume (API_BatchDataCaptureConfig.html).
        for uri in texts_at(capture, "DestinationS3Uri"):
            yield from written(place.nodes, uri, "write what is captured", key=None, page=_API)

"""The image of a container: pulled by SageMaker itself, or from a registry in the customer's VPC."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.step import Page, Step
from ..services import ecr
from ..span import Node
from .pages import ROLES, seen
from .workplace import Workplace

_PRIVATE = Page.of("sagemaker/latest/dg", "your-algorithms-containers-inference-private.html")


def pulled(uri: str, place: Workplace, access: Node | None = None) -> Iterator[Step]:
    """Fetch the image as the execution role.

    `access` is the `ImageConfig` (or `TrainingImageConfig`). From a private registry in the VPC nothing is
    asked of ECR; a function may give the credentials for it.
    """
    mode, credentials = _private(access)
    if mode != "Vpc":
        yield from ecr.pull(uri, place.platform, ROLES, local=True)
    elif credentials is not None:
        yield place.platform.ask(
            "get credentials for the registry",
            "lambda:InvokeFunction",
            credentials,
            seen(_PRIVATE),
            optional=True,
        )


def _private(access: Node | None) -> tuple[str | None, str | None]:
    if access is None:
        return None, None
    mode = access.text_at("RepositoryAccessMode") or access.text_at("TrainingRepositoryAccessMode")
    return mode, access.text_at(
        "RepositoryAuthConfig", "RepositoryCredentialsProviderArn"
    ) or access.text_at("TrainingRepositoryAuthConfig", "TrainingRepositoryCredentialsProviderArn")

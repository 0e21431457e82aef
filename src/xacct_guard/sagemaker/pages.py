"""The pages of the SageMaker guides that more than one kind of request rests on."""

from __future__ import annotations

from ..graph.step import Ground, Page

ROLES = Page.of("sagemaker/latest/dg", "sagemaker-roles.html")
PERMISSIONS = Page.of("sagemaker/latest/dg", "api-permissions-reference.html")
DEPUTY = Page.of("sagemaker/latest/dg", "security-confused-deputy-prevention.html")
REFERENCE = Page.of("service-authorization/latest/reference", "list_amazonsagemaker.html")
PACKAGE = Page.of("sagemaker/latest/dg", "model-registry-version.html")
DEPLOY = Page.of("sagemaker/latest/dg", "model-registry-deploy.html")
SYNC = Page.of("step-functions/latest/dg", "connect-sagemaker.html")


def seen(page: Page) -> Page:
    """The page nearest to what it does not say itself: the claim rests on experience."""
    return Page(page.address, Ground.EXPERIENCE)

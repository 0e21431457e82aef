"""CodePipeline deploy action: AWS Service Catalog, a new version of a product."""

from __future__ import annotations

from ..artifacts import around_store, read_inputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-ServiceCatalog.html")
_ASKED = (
    ("look up the versions of the product", "servicecatalog:ListProvisioningArtifacts"),
    ("check the template", "cloudformation:ValidateTemplate"),
    ("add the version to the product", "servicecatalog:CreateProvisioningArtifact"),
    ("look up the version", "servicecatalog:DescribeProvisioningArtifact"),
)
_ASIDE = (
    ("delete an old version", "servicecatalog:DeleteProvisioningArtifact"),
    ("change the product", "servicecatalog:UpdateProduct"),
)


def steps(run: ActionRun) -> Steps:
    """Read the template and add it to the product, as the action's role."""
    caller = run.caller
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    for says, action in _ASKED:
        yield caller.ask(says, action, "*", _PAGE)
    for says, action in _ASIDE:
        yield caller.ask(says, action, "*", _PAGE, optional=True)


PROVIDER = ActionProvider(("Deploy",), "AWS", "ServiceCatalog", steps)

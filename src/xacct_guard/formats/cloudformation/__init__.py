"""CloudFormation templates, in YAML and JSON.

A template is opened for one deployment (account, region, stack name, parameters). Values are worked
out when they are asked for; what only the deployment tells is a symbol.
"""

from __future__ import annotations

from ...graph.model import Placement
from ...span import Node
from .. import Format, Lookup, Parameters
from .loaded import LoadedTemplate
from .opening import open_stack
from .template import is_template


def open_template(
    document: Node, placement: Placement, parameters: Parameters, lookup: Lookup
) -> LoadedTemplate:
    """The template as it is deployed."""
    return LoadedTemplate(open_stack(document, placement, parameters, lookup))


FORMAT = Format("cloudformation", is_template, open_template)

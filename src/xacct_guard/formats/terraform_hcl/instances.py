"""A block of a resource or data source, made once -> its instance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...read.hcl.syntax import Block
from ...span import Node
from ...terraform.instance import Instance
from ...terraform.providers import in_region
from ...terraform.value import routed, unknown, unknown_in
from .blocks import META, argument, names_of
from .files import filled
from .module_call import provider_name
from .remote_state import outputs_of
from .run import Run
from .stack_value import kind_of, stack_value
from .times import Time


def instance_of(
    block: Block, address: str, time: Time, run: Run, provider: Callable[[str], str]
) -> Instance:
    """The instance at an address; `provider` turns the name of a provider into that of the root."""

    def ask(name: str) -> Node | None:
        def work() -> Node:
            found = argument(block.body, name, time.scope) or Node(None, block.span)
            run.budget.spend(run.budget.hold(found, block.span), block.span)
            return routed(found, (address, name))

        def rendered() -> Node:
            """What the data source `template_file` gives."""
            template, variables = ask("template"), ask("vars") or Node({}, block.span)
            if template is None or unknown_in(template) is not None:
                return unknown(f"{address}.{name} of {run.label}", block.span)
            return filled(template, variables, time.scope)

        if name in META:
            return None
        if (block.labels[0], name) == ("terraform_remote_state", "outputs"):
            return outputs_of(ask("config"), address, run, Node(None, block.span))
        if is_data and (kind := kind_of(block.labels[0], name)) is not None:
            return stack_value(kind, ask("name"), place, run, block.span)
        is_filled = block.labels[0] == "template_file" and name == "rendered"
        found = run.once(address, name, rendered if is_filled else work)
        return found if found.value is not None else None

    written = block.body.attributes.get("provider")
    own = provider_name(written) if written is not None else block.labels[0].partition("_")[0]
    names = tuple(name for name in names_of(block.body) if name not in META)
    is_data = address.startswith("data.") or ".data." in address
    place = run.place(provider(own))
    if "region" in names and (region := ask("region")) is not None:
        place = in_region(place, block.labels[0], region.text)
    return Instance(
        address,
        block.labels[0],
        replace(block.span, route=(address,)),
        place,
        names,
        ask,
        is_data=is_data,
        doubt=time.doubt,
    )

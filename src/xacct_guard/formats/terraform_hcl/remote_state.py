"""`terraform_remote_state`: the outputs of another folder, found by where it keeps its state."""

from __future__ import annotations

from ...iam.symbol import has_symbol
from ...span import Node
from ...terraform.value import unknown
from .lazy import lazy
from .run import Run


def outputs_of(config: Node | None, address: str, run: Run, at: Node) -> Node:
    """The outputs, each the other folder's where the estate holds it, else a symbol that names it."""
    bucket, key = ((config.text_at(name) if config else None) for name in ("bucket", "key"))
    is_known = bucket and key and not has_symbol(bucket) and not has_symbol(key)

    def value(name: str) -> Node:
        found = run.lookup(f"state:{bucket}/{key}#{name}") if is_known else None
        what = f"{run.label}/{address}.outputs.{name}"
        return Node(found, at.span) if found is not None else unknown(what, at.span)

    return lazy(f"{run.label}/{address}.outputs", (), value, at.span)

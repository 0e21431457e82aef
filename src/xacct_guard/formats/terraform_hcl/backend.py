"""Where a folder keeps its state: `backend "s3"`, as far as the code says it.

Reference: developer.hashicorp.com/terraform/language/backend/s3.
"""

from __future__ import annotations

from ...graph.model import StateStore
from ...read.hcl.syntax import Block
from ...terraform.value import symbol
from .module import Module


def state_store(module: Module) -> StateStore | None:
    """The object that holds the state of a root module; None where it is kept elsewhere than in S3."""
    block = _backend(module)
    if block is None:
        return None
    label = module.run.label
    assumed = module.argument(block, "assume_role")
    role = _text(module, block, "role_arn") or (assumed.text_at(0, "role_arn") if assumed else None)
    return StateStore(
        _text(module, block, "bucket") or symbol(f"bucket of the state of {label}"),
        _text(module, block, "key") or symbol(f"key of the state of {label}"),
        _text(module, block, "region"),
        module.run.places.default,
        block.span,
        kms_key=_text(module, block, "kms_key_id"),
        lock_table=_text(module, block, "dynamodb_table"),
        locks_by_object=_text(module, block, "use_lockfile") == "true",
        role=role,
    )


def _backend(module: Module) -> Block | None:
    blocks = (each for outer in module.declares.blocks("terraform") for each in outer.body.blocks)
    return next((b for b in blocks if (b.type, b.labels) == ("backend", ("s3",))), None)


def _text(module: Module, block: Block, name: str) -> str | None:
    found = module.argument(block, name)
    return found.text if found is not None else None

"""HCL, the syntax of Terraform and OpenTofu: text -> bodies of blocks and expressions.

Reference: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
"""

from __future__ import annotations

from .body import read_body
from .template_file import read_template

__all__ = ["read_body", "read_template"]

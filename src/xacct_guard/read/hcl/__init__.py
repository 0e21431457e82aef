"""HCL, the syntax of Terraform and OpenTofu, and the same in JSON: text -> bodies of blocks and expressions.

Reference: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
"""

from __future__ import annotations

from .body import read_body
from .json_body import read_json_body, read_json_values
from .template_file import read_template

__all__ = ["read_body", "read_json_body", "read_json_values", "read_template"]

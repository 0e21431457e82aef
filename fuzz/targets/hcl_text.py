"""The reader of HCL."""

from __future__ import annotations

from xacct_guard.read import decode
from xacct_guard.read.hcl import read_body

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """A text under a name of Terraform."""
    tolerant(lambda: read_body(decode(data, "x.tf")))


TARGET = Target(
    "hcl_text",
    take,
    ("fixtures/**/*.tf",),
    (
        'a "b" {\n c = <<-E\n  x ${d[*].e} %{ if f }g%{ endif }\n E\n}\n',
        "a = [for k, v in b : k => v... if c ? !d : -e]\n",
    ),
)

"""A template of CloudFormation, from its text to the findings."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "template", checked("x.yaml"), ("fixtures/rules/*/*.yaml", "fixtures/stories/**/*.yaml"), ()
)

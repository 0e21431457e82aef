"""What no account tells: the template that a pipeline's source has, and a configuration that says where."""

from __future__ import annotations

from pathlib import Path

from .layout import Layout
from .names import SOURCE, TEMPLATE, Names

_TEMPLATE = """\
Resources:
  Served:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties: {ModelPackageGroupName: served-models}
"""


def check_out(layout: Layout, folder: Path) -> Path:
    """Write both into a folder; with this configuration every stage of every pipeline is decided."""
    source = folder / "source"
    source.mkdir()
    (source / TEMPLATE).write_text(_TEMPLATE)
    indices = filter(layout.has_pipeline, range(layout.accounts))
    lines = (
        f"  - {{name: {Names(layout, index).pipeline}, artifacts: {{{SOURCE}: source}}}}\n"
        for index in indices
    )
    config = folder / "xacct-guard.yaml"
    config.write_text("pipelines:\n" + "".join(lines))
    return config

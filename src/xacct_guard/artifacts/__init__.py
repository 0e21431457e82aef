"""Artifacts of a pipeline: in which store they lie, under which key, and who may take them out.

An output artifact lies in the store of its action's Region, under the key of whoever wrote it. An action
elsewhere reads the copy that the pipeline's service role makes. Sources: CodePipeline user guide,
pipelines-create-cross-account.html, actions-create-cross-region.html and S3-artifact-encryption.html.
"""

from __future__ import annotations

from .handling import around_store, hand_over, read_inputs, write_outputs
from .store import object_of
from .whereabouts import origin_of, out_of_place

__all__ = [
    "around_store",
    "hand_over",
    "object_of",
    "origin_of",
    "out_of_place",
    "read_inputs",
    "write_outputs",
]

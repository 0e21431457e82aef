"""SageMaker job definition for monitoring (model-quality)."""

from __future__ import annotations

from ..sagemaker.job_definition import JobDefinition
from . import Operation

DEFINITION = JobDefinition("ModelQuality", "model-quality-job-definition")
OPERATION = Operation(DEFINITION.action, DEFINITION.steps)

"""SageMaker job definition for monitoring (data-quality)."""

from __future__ import annotations

from ..sagemaker.job_definition import JobDefinition
from . import Operation

DEFINITION = JobDefinition("DataQuality", "data-quality-job-definition")
OPERATION = Operation(DEFINITION.action, DEFINITION.steps)

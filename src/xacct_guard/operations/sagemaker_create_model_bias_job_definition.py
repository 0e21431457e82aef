"""SageMaker job definition for monitoring (model-bias)."""

from __future__ import annotations

from ..sagemaker.job_definition import JobDefinition
from . import Operation

DEFINITION = JobDefinition("ModelBias", "model-bias-job-definition")
OPERATION = Operation(DEFINITION.action, DEFINITION.steps)

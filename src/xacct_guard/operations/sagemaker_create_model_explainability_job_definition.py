"""SageMaker job definition for monitoring (model-explainability)."""

from __future__ import annotations

from ..sagemaker.job_definition import JobDefinition
from . import Operation

DEFINITION = JobDefinition("ModelExplainability", "model-explainability-job-definition")
OPERATION = Operation(DEFINITION.action, DEFINITION.steps)

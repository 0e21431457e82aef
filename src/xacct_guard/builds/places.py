"""What a project names elsewhere: a secret, a bucket."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.symbol import shown
from ..services.secretsmanager import secret_arn


def fetch_secret(worker: Caller, name: str, page: Page) -> Step:
    """A secret by name or ARN; behind it may stand a key of its text, a stage and a version."""
    arn = secret_arn(name, worker)
    return worker.ask(
        f"fetch the secret `{shown(name)}`", "secretsmanager:GetSecretValue", arn, page
    )


def bucket_of(worker: Caller, location: str) -> str:
    """The ARN of a bucket, or of a folder of it, that is named or given by its ARN."""
    return location if location.startswith("arn:") else f"arn:{worker.partition}:s3:::{location}"

"""What the server lacks: policies of model package groups, a list of repositories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from tests.collect.proxy import LACKING


@contextmanager
def with_what_it_lacks() -> Iterator[None]:
    """The server knows Put- and GetModelPackageGroupPolicy, and ListRepositories of CodeCommit."""
    from moto.codecommit.responses import CodeCommitResponse
    from moto.core.exceptions import JsonRESTError
    from moto.sagemaker.responses import SageMakerResponse

    held: dict[tuple[str, str, str], str] = {}

    def place(response: SageMakerResponse) -> tuple[str, str, str]:
        name = response._get_param("ModelPackageGroupName")
        return response.current_account, response.region, name

    def put(response: SageMakerResponse) -> str:
        held[place(response)] = response._get_param("ResourcePolicy")
        return json.dumps({})

    def get(response: SageMakerResponse) -> str:
        found = held.get(place(response))
        if found is None:
            raise JsonRESTError("ValidationException", "Cannot find resource policy")
        return json.dumps({"ResourcePolicy": found})

    def repositories(response: CodeCommitResponse) -> str:
        known = response.codecommit_backend.repositories
        listed = [{"repositoryName": name, "repositoryId": name} for name in known]
        return json.dumps({"repositories": listed})

    added = {"put_model_package_group_policy": put, "get_model_package_group_policy": get}
    with (
        patch.multiple(SageMakerResponse, create=True, **added),
        patch.object(CodeCommitResponse, "list_repositories", repositories, create=True),
        patch("tests.collect.proxy.LACKING", LACKING - {"codecommit"}),
    ):
        yield

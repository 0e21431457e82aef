"""What holds for every test."""

import os
import sys

import pytest
from hypothesis import settings

# A deadline measures the machine, not the code: these machines are shared.
settings.register_profile("xacct-guard", deadline=None)
settings.load_profile("xacct-guard")

# Text is wrapped to the width of the terminal, which is another one for each who runs the tests.
os.environ["COLUMNS"] = "100"


@pytest.fixture(scope="session", autouse=True)
def nothing_is_remembered() -> None:
    """What the engine remembers from before the tests does not help them (nor hide a change from them)."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("xacct_guard.iam"):
            for value in vars(module).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()

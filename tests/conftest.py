"""What holds for every test."""

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A deadline measures the machine, not the code: these machines are shared.
settings.register_profile("xacct-guard", deadline=None)
settings.load_profile("xacct-guard")

# Text is wrapped to the width of the terminal, which is another one for each who runs the tests.
os.environ["COLUMNS"] = "100"

# A shell lets what runs in the background ignore interrupts, which it would hand on to commands that a test
# interrupts: each of them would be waited for until it is too late.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


_MANY, _TOGETHER = 60, 30


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Hand the tests of a file that has many to the workers by the dozen, not one by one.

    For each test that ends, whoever hands them out goes through all that was handed out before: with twenty
    thousand that is a minute of a processor.
    """
    if not hasattr(config, "workerinput"):
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            files.setdefault(item.path, []).append(item)
    for path, those in files.items():
        for number, item in enumerate(those if len(those) > _MANY else ()):
            item.add_marker(pytest.mark.xdist_group(f"{path.stem} {number // _TOGETHER}"))


_KEPT = {
    "conditions": "_tests",
    "policies": "_indices",
    "remembered": "_compiled",
    "rulings": "_under",
    "speech": "_speeches",
}
"""What modules of the fast engine keep between requests."""


def _mutated(fixture_name: str, config: pytest.Config) -> str:
    """Under mutation testing each test stands for itself: none may live on what another worked out."""
    return "function" if "MUTANT_UNDER_TEST" in os.environ else "session"


@pytest.fixture(scope=_mutated, autouse=True)
def nothing_is_remembered() -> None:
    """What the engine remembers from before the tests does not help them (nor hide a change from them)."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("xacct_guard.iam") and ".reference" not in name:
            for value in vars(module).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
    for module, kept in _KEPT.items():
        if found := sys.modules.get(f"xacct_guard.iam.index.{module}"):
            vars(found)[kept].clear()

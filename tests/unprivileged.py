"""A command for which the modes of files and folders hold, whoever runs the tests."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def unprivileged() -> list[str]:
    """What to put before a command, so that the modes of files hold for it; skips where that cannot be."""
    if os.getuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip(
            "the superuser reads and writes what it likes, and there is no setpriv to hinder it"
        )
    lesser = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if subprocess.run([*lesser, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the superuser reads and writes what it likes, and setpriv may not hinder it")
    return lesser

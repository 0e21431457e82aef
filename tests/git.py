"""A repository of git as a test needs one: of no settings but its own, whoever runs the test, from wherever."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

_NAMES = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(top: Path, *words: str, given: bytes = b"") -> str:
    """What git says in the folder, to which it is given something on stdin; it must succeed."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ("git", "-C", str(top), *_NAMES, *words),
        input=given,
        capture_output=True,
        check=True,
        env={**around, **_ALONE},
    )
    return done.stdout.decode().strip()


def committed(top: Path) -> Path:
    """The folder as a repository, with all that it has in its first commit."""
    git(top, "init", "--quiet")
    git(top, "add", "--all", "--force")
    git(top, "commit", "--quiet", "--allow-empty", "--message", "as it was")
    return top

"""The command lines of docs/how-to/audit-an-organization.md, put to a server that speaks the AWS APIs."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.collect import estate
from tools.console.block import stretches
from xacct_guard.cli import main

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("collect")]
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "audit-an-organization.md"
TEMPLATES = ROOT / "fixtures" / "tutorial" / "whole"
HERE = {
    "xacct-guard-audit": estate.ROLE,
    "us-east-1,eu-west-1": ",".join(estate.REGIONS),
    "training": "default",
}
"""What the page calls otherwise than this estate: its role, its Regions, the profile."""


def documented():
    """The lines of the page that collect or compare, in order; those that take a cluster are left out."""
    for stretch in stretches(PAGE):
        for block in stretch.blocks:
            for line in block.text.replace("\\\n", " ").splitlines():
                text = re.sub(r"\s+#.*", "", line)
                if (
                    text.startswith(("xacct-guard audit", "xacct-guard diff"))
                    and "--cluster" not in text
                ):
                    yield text


def test_every_line_does_what_it_says(proxy, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TEMPLATES, tmp_path / "infra")
    lines = list(documented())
    assert len(lines) >= 5
    for line in lines:
        _, *arguments = [HERE.get(word, word) for word in shlex.split(line)]
        code = main(arguments)
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        assert code in (0, 1, 2), line
        assert not re.search(r"no such|usage|internal error", told.err), (line, told.err)
        if arguments[0] == "diff":
            assert (
                "cannot be told" in told.out or "cannot tell" in told.out or "drift" in told.out
            ), told.out
    assert (tmp_path / "organization.snapshot").exists()
    assert (tmp_path / "live.snapshot").exists()

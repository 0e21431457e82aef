"""What nobody could be asked about is not told to be without vulnerabilities."""

from __future__ import annotations

import pytest

from tools import vulnerabilities

CLEAN = {"name": "a", "version": "1", "vulns": []}
BROKEN = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "says"),
    [
        ([CLEAN], 0, "1 package checked, 0 vulnerabilities known"),
        ([CLEAN, BROKEN], 1, "2 packages checked, 1 vulnerability known"),
        ([CLEAN, BROKEN, SKIPPED], 1, "b 2: CVE-1, mended in ['3']"),
        ([CLEAN, SKIPPED], 2, "not checked, since the service asked does not know them: c"),
        (None, 2, "not checked: the service"),
    ],
)
def test_what_was_not_checked_is_said(packages, code, says, monkeypatch, capsys):
    monkeypatch.setattr(vulnerabilities, "audited", lambda _lock: packages)
    assert vulnerabilities.main("requirements.lock") == code
    assert says in capsys.readouterr().out

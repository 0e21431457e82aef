"""What peers reported wrongly is not reported here: a small template for each thread that tells of it.

The name of a file is that of the peer and the number of the thread; its first lines say what was reported. Two
threads of the kind are left out: parliament 186 and cfn-lint 4108 complain of names of API operations that
are no actions, where the peers were right.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from xacct_guard.finding import Severity
from xacct_guard.rule_fixtures import Fixture, report_on
from xacct_guard.verdicts import Report

FIXTURES = Path(__file__).parents[1] / "fixtures" / "false-positives"
THREADS = sorted(FIXTURES.iterdir())
THREAD = pytest.mark.parametrize("thread", THREADS, ids=lambda path: path.stem)
RIGHT = ("s3:GetBucketLifecycle", "s3:HeadBucket", "s3:CreateMultipartUpload")
TEMPLATE = """\
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {{Effect: Allow, Action: {action}, Resource: "*"}}
"""


@cache
def report_of(path: Path) -> Report:
    return report_on(Fixture(path, path.stem))


@THREAD
def test_nothing_is_found_where_a_peer_was_wrong(thread):
    found = [each for each in report_of(thread).findings if each.severity is not Severity.INFO]
    assert [(each.rule, each.message, str(each.at)) for each in found] == []


@THREAD
def test_what_a_peer_stumbled_over_is_read(thread):
    assert [str(failure) for failure in report_of(thread).failures] == []


@THREAD
def test_a_template_says_which_thread_it_is_of(thread):
    (file,) = [thread] if thread.is_file() else thread.glob("*.tf")
    head = [line for line in file.read_text().splitlines() if line.startswith("#")]
    number = thread.stem.rpartition("-")[2]
    assert head[-1].startswith("# https://github.com/")
    assert head[-1].endswith(f"/{number}")


def test_there_are_enough_of_them_to_tell():
    assert len(THREADS) >= 25


@pytest.mark.parametrize("action", RIGHT)
def test_where_a_peer_was_right_it_is_found(action, tmp_path):
    template = tmp_path / "template.yaml"
    template.write_text(TEMPLATE.format(action=action))
    assert "unknown-action" in {each.rule for each in report_of(template).findings}

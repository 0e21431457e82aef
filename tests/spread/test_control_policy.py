"""A stage that a control policy denies is told of, however far the organization's own account is."""

from __future__ import annotations

from benchmarks.organization.layout import Layout
from benchmarks.organization.planted import Garden
from benchmarks.organization.write import write
from xacct_guard.run import Options, check

RULE = "stage-denied"


def test_a_stage_denied_by_a_control_policy_is_told_where_the_policy_is(tmp_path):
    layout, file = Layout(accounts=120, roles=8, seed=1), tmp_path / "snapshot"
    garden = Garden(layout)
    write(layout, file, garden)
    report = check((file,), Options(select=(RULE,))).report
    planted = sorted(place for rule, place in garden.rows if rule == RULE)
    assert any("organizations:service-control-policy" in place for place in planted)
    found = (str(each.at.route[0]) for each in report.findings if each.at and each.rule == RULE)
    assert sorted(found) == planted

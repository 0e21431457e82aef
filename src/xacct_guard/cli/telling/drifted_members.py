"""Drift as plain values, for programs."""

from __future__ import annotations

from ...drift import Drift
from ...iam.symbol import shown
from ...report.json import Members
from .changed_members import changes_members
from .drifted import DriftTeller


def drift_members(drift: Drift, teller: DriftTeller) -> Members:
    """All of it: things, settings, what cannot be told, and access with its witnesses."""
    place = teller.place
    return {
        "against": teller.against,
        "in_both": drift.same,
        "live_only": [
            {
                "account": one.account,
                "arn": one.arn,
                "type": one.type,
                "count": one.count,
                "location": place(one.span),
            }
            for one in drift.extra
        ],
        "not_live": [
            {
                "account": one.account,
                "arn": shown(one.arn),
                "type": one.type,
                "location": place(one.span),
            }
            for one in drift.lacking
        ],
        "settings": [
            {
                "account": one.account,
                "arn": shown(one.arn),
                "setting": one.name,
                "templates": one.written or None,
                "live": one.live or None,
                "location": place(one.span),
            }
            for one in drift.settings
        ],
        "cannot_tell": [
            {
                "account": one.account or None,
                "what": one.what or None,
                "count": one.count,
                "because": one.because,
                "location": place(one.span) or None,
            }
            for one in drift.unsure
        ],
        "accounts_in_no_template": [
            {"account": one.account, "principals": one.roles, "resources": one.resources}
            for one in drift.unsaid
        ],
        "access": _access(drift, teller),
    }


def _access(drift: Drift, teller: DriftTeller) -> Members:
    """The changes of access, each with the place of the template that writes what it is about."""
    members = changes_members(drift.changes, teller)
    for told, change in zip(members["changes"], drift.changes.found, strict=True):
        told["template"] = teller.written(change.thing) or None
    return members

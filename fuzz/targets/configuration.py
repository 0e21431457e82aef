"""A configuration."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "configuration",
    checked("xacct-guard.yaml"),
    ("fixtures/**/xacct-guard*.yaml",),
    (
        "accounts: {a: {id: '111111111111', regions: [us-east-1]}}\nflows: [{name: f, account: a, principal: 'arn:aws:iam::111111111111:role/r', steps: [{call: 's3:GetObject', resource: 'arn:aws:s3:::b/k'}]}]\nrules: {ignore: [{rule: open-trust, at: x, reason: y, until: 2027-01-01}]}\n",
    ),
)

"""Events of CloudTrail (`generate --observed`): records, lines, CSV, packed or not."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xacct_guard.observed.record import events_in

from ..outcome import tolerant
from ..target import Target

RECORD = (
    '{"eventTime": "2026-01-01T00:00:00Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject",'
    ' "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::111111111111:assumed-role/r/s",'
    ' "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111111111111:role/r"}}},'
    ' "resources": [{"ARN": "arn:aws:s3:::b/k"}], "requestParameters": {"bucketName": "b"}}'
)


def take(data: bytes) -> None:
    """A file, under names of every kind."""
    for name in ("x.json", "x.csv", "x.json.gz"):
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            tolerant(lambda path=path: tuple(events_in(path)))  # type: ignore[misc]


TARGET = Target(
    "events",
    take,
    (),
    (
        '{"Records": [' + RECORD + "]}",
        RECORD + "\n" + RECORD + "\n",
        'eventtime,eventsource,eventname,useridentity\n2026-01-01,s3.amazonaws.com,GetObject,"{a=b}"\n',
    ),
)

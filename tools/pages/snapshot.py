"""The tables of a snapshot from their JSON Schema, those of its export from its columns, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from tools.schema_page import tables
from xacct_guard.parquet import COLUMNS
from xacct_guard.snapshot import schema

from . import Page

ABOUT = """\
# The snapshot

What `xacct-guard audit --save FILE` writes: one SQLite file, readable by its owner alone, which any SQLite
reads. `xacct-guard schema snapshot` prints this page as a JSON Schema.

Of an account that is `collected` everything in its `regions`, and in none, is held, but for what `missing`
names; what is in other Regions is not. An account's rows are written in one transaction, together with
`collected`.
"""
ROWS = """\
## A document
`body` is zlib-packed JSON (UTF-8, sorted keys): a mapping from operation, as boto3 names it, to what was
answered.
```json
{"list_keys": {"KeyId": "…", "KeyArn": "…",
               "account": "111111111111", "region": "us-east-1", "partition": "aws"},
 "get_key_policy": {"Policy": "{…}", "PolicyName": "default"},
 "list_grants": {"Grants": []}}
```
- The operation that lists has the item that it listed, and `account`, `region`, `partition`; what is listed
  within another thing has that as `within`.
- An operation that looks at the item has what was kept of its answer; null where the service says that
  there is none.
- An operation that was refused is not there; it has a row in `missing`.
- All pages of an answer are one. Times are ISO 8601 in UTC, bytes base64.
- `iam:authorization-details` is one document for each principal and managed policy, by its ARN; what is
  said of the organization stands with the account whose credentials asked.

## What is missing
| `kind` | `name` | `operation` | means |
|---|---|---|---|
| empty | empty | any | nothing of the Region, or of the account, could be read: all of it is unknown |
| given | empty | the listing | things of the kind could not be listed (within what `message` says) |
| given | given | a look | this was not told of the thing |

Without a Region, `describe_regions` says only that it is not known which Regions are enabled: those in
`regions` of the account were asked all the same. `NotAsked` says nothing of the kinds `organizations:…`,
which were asked for.

`error` is the service's code, or the name of botocore's own error (`ReadTimeoutError`); ours are
`RegionDisabled`, `AccountNotActive`, `NotAsked` (the account of the credentials was not among those named:
only what it says of the organization is held), `NoRole` (no role was named to enter the account),
`NameTwice` (two things had one name, the first is held) and `NotAllowed` (an operation that is in no table;
it was not sent).
"""
EXPORT = """\
## As Parquet

`audit … --export FOLDER` writes four tables into a new folder, all of them or none, readable by its owner
alone; it takes the extra `parquet` (`pip install 'xacct-guard[parquet]'`). `record` is the JSON that `body`
packs. In `statements` a row is a statement in force, at what it is `attached_to` (an ARN; of control
policies the account); its `kind` is `identity`, `trust`, `boundary`, `resource`, `vpc_endpoint`, `scp` or
`rcp`; principals and conditions are JSON, and `unresolved` says of a policy that is not known whole why.

| File | Columns |
|---|---|
"""
EVENTS = """\
## The event log
`--events FILE` writes a line of JSON for each of these, with `time` and what there is of `account`,
`region`, `kind`, `name`, `operation`, `error`, `message`, `seconds`, `count`:

| `event` | |
|---|---|
| `started`, `finished`, `interrupted` | the run |
| `account-started`, `account-done`, `account-kept`, `account-skipped`, `account-unreachable` | an account |
| `region-done` | nothing more is asked in a Region |
| `refused` | a row of `missing` |
| `gone` | what was listed was no more when it was looked at, and is left out |
| `slow`, `waiting` | an operation took, or takes, long |
"""


def written() -> str:
    """The whole page."""
    return "\n".join((ABOUT, *tables(schema()), ROWS, EXPORT + "\n".join(_exported()), "", EVENTS))


def _exported() -> Iterator[str]:
    for name, columns in COLUMNS.items():
        yield f"| `{name}.parquet` | {', '.join(f'`{each}`' for each in columns)} |"


PAGE = Page("reference/snapshot.md", written)

"""What the command line promises, as data: commands, options, formats, shapes, keys.

Scripts are written against these names. To add one is to add a row; to take one away is a new version.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERYWHERE = ("--config", "--format", "-o", "--quiet", "--verbose", "--debug", "--no-color")
"""What every command takes."""

REPORTS = (*("full", "concise", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"),)
"""The formats of a report; the first is the default."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command's arguments, the options it has beside those of all, and its formats.

    `more` are options that are ours to change: nobody was promised them.
    """

    arguments: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


COMMANDS = {
    "check": Command(
        ("[PATH]...",),
        (
            *("--fail-on", "--fail-on-unknown", "--select", "--ignore", "--no-ignores", "--rules"),
            *("--since", "--with-cfn-lint", "--redact"),
        ),
        REPORTS,
        ("--whole", "--pack", "--max-file-size", "--jobs"),
    ),
    "simulate": Command(
        ("[PATH]...",),
        ("--pipeline", "--stage", "--action", "--redact"),
        ("full", "json"),
        ("--max-file-size",),
    ),
    "why": Command(
        ("PRINCIPAL ACTION RESOURCE [PATH]...",),
        ("--context", "--absent", "--unknown", "--via", "--error"),
        ("full", "json"),
        ("--max-file-size",),
    ),
    "who-can": Command(
        ("ACTION", "RESOURCE", "[PATH]..."),
        (),
        ("full", "json"),
        ("--context", "--absent", "--unknown", "--via", "--depth", "--max-file-size"),
    ),
    "generate": Command(
        ("[PATH]...",),
        ("--into", "--observed"),
        ("json", "cloudformation", "terraform"),
        ("--required-only", "--max-file-size"),
    ),
    "prove": Command(
        ("[PATH]...",),
        ("--necessary",),
        ("full", "json"),
        ("--generated", "--max-file-size"),
    ),
    "fix": Command(
        ("[PATH]...",),
        ("--diff", "--unsafe"),
        ("text", "json"),
        ("--fail-on", "--select", "--ignore", "--pack", "--rules", "--max-file-size"),
    ),
    "diff": Command(
        ("OLD", "NEW"),
        ("--no-new-access",),
        ("full", "json", "markdown"),
        ("--max-file-size",),
    ),
    "audit": Command(
        (),
        (
            *("--profile", "--role-name", "--external-id", "--accounts", "--regions", "--save"),
            *("--resume", "--against", "--collect-only", "--max-in-flight", "--cluster"),
            *("--strict-collect", "--redact"),
        ),
        REPORTS,
        (
            *("--session-tag", "--no-new-access", "--check-only", "--events", "--export"),
            *("--fail-on", "--fail-on-unknown", "--jobs", "--pack"),
        ),
    ),
    "evaluate": Command((), ("--trace",), ("ndjson",)),
    "graph": Command(
        ("[PATH]...",),
        (),
        ("mermaid", "dot", "json", "graphml"),
        ("--account", "--by-account", "--max-file-size"),
    ),
    "rules": Command(("[test]", "[DIR]"), (), ("full", "json"), ("--rules",)),
    "explain": Command(("RULE",), (), ("full", "json"), ("--rules",)),
    "baseline": Command(
        ("create|update", "[PATH]..."), (), ("full", "json"), ("--pack", "--rules")
    ),
    "init": Command(("[PATH]",), (), ("yaml",), ("--into", "--force", "--max-file-size")),
    "schema": Command(("config|pack|report|snapshot|scenario",), (), ("json",)),
}

OURS = frozenset({"completion"})
"""Commands that are ours to change: nobody was promised them."""

SCHEMAS = ("config", "report", "snapshot", "scenario")
SEVERITIES = ("critical", "high", "medium", "low", "info")

# A report as JSON, version 1: the members, and of what kind each is. A list has what each entry is;
# `or None` is a tuple of kinds.
_TEXT_OR_NONE = (str, type(None))
_PLACE = {
    **{"file": str, "line": (int, type(None)), "column": (int, type(None))},
    **{"route": _TEXT_OR_NONE, "says": str},
}
_HOP = {
    **{"step": str, "principal": str, "action": str, "resource": str},
    **{"account": _TEXT_OR_NONE, "region": _TEXT_OR_NONE, "via": _TEXT_OR_NONE},
    **{"verdict": str, "denied_by": _TEXT_OR_NONE, "because": str, "depends_on": [str]},
    **{"evidence": [_PLACE], "source": str, "confidence": str},
}
_ACTION = {"name": str, "provider": str, "verdict": str, "hops": [_HOP]}
_STAGE = {"name": str, "verdict": str, "actions": [_ACTION]}
_AT = {"line": int, "column": int}
_FIX = {
    **{"safety": str, "summary": str},
    "edits": [{"file": str, "start": _AT, "end": _AT, "text": str}],
}
_FINDING = {
    **{"rule": str, "kind": str, "severity": str, "confidence": str, "message": str},
    **{"account": _TEXT_OR_NONE, "locations": [_PLACE], "fix": (_FIX, type(None))},
    **{"fingerprint": str, "suppressed": _TEXT_OR_NONE},
}
_PIPELINE = {"name": str, "account": str, "region": str, "verdict": str, "stages": [_STAGE]}
REPORT = {
    "version": int,
    "tool": {"name": str, "version": str, "iam_reference_date": str},
    "summary": {
        "findings": dict.fromkeys(SEVERITIES, int),
        "suppressed": int,
        "stages": {"allow": int, "deny": int, "unknown": int},
    },
    "pipelines": [_PIPELINE],
    "findings": [_FINDING],
    "assumptions": [{"about": str, "assumed": str, "because": str}],
    "failures": [{"file": str, "line": (int, type(None)), "message": str}],
}
WORDS = {
    "kind": {"blocks", "exposes", "hygiene"},
    "severity": set(SEVERITIES),
    "safety": {"safe", "unsafe"},
}
"""Members that hold one of a few words; `verdict` and `confidence` depend on where they stand."""

DECISIONS = {"allow", "explicit_deny", "implicit_deny", "unknown"}
LAYERS = {
    *("identity", "resource", "scp", "rcp", "boundary", "session", "vpc_endpoint", "trust"),
}
ANSWER = ("id", "decision", "denied_by", "depends_on", "because")
ALLOW_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
_CALLER, _OWNER = "111122223333", "444455556666"
SCENARIO = {
    "id": "x1",
    "request": {
        "principal": f"arn:aws:sts::{_CALLER}:assumed-role/T/s",
        "principal_account": _CALLER,
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": _OWNER,
        "region": "us-east-1",
        "context": {"aws:SourceIp": "10.0.0.1"},
        "unknown_context": ["aws:SourceVpce"],
    },
    "policies": {
        "identity": [{"name": "all", "document": ALLOW_ALL}],
        "boundary": None,
        "session": [ALLOW_ALL],
        "resource": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": _CALLER}, "Action": "*", "Resource": "*"}
            ],
        },
        "scps": [[ALLOW_ALL], [ALLOW_ALL, ALLOW_ALL]],
        "rcps": [[{**ALLOW_ALL, "Statement": [{**ALLOW_ALL["Statement"][0], "Principal": "*"}]}]],  # type: ignore[dict-item]
        "vpc_endpoint": None,
        "kms_grants": [],
        "resource_settings": {},
    },
    "organization": {
        "id": "o-1",
        "principal_in_org": True,
        "principal_account_is_management": False,
        "resource_account_is_management": False,
    },
    "expect": {"decision": "allow"},
    "source": "whatever a suite of cases keeps beside them",
}
"""A scenario with every member; the last two are passed over."""

"""Changes of a text, each of one thing: a statement, an action or a principal is taken out.

YAML, JSON and HCL alike are taken by their lines: a statement is an item of a list, of lines of its own.
"""

from __future__ import annotations

import re


def lines_of(text: str, sid: str, under: str | None = None) -> tuple[int, int]:
    """The lines of a statement, from and up to (counted from 0), found by its id.

    `under` is a line before it (a resource's name, say), where ids occur more than once.
    """
    lines = text.splitlines()
    begin = _first(lines, rf"\s*{re.escape(under)}\b" if under else "", 0)
    marked = rf'\s*(- )?"?Sid"?\s*[:=]\s*"?{re.escape(sid)}"?\s*,?\s*(#.*)?$'
    at = _first(lines, marked, begin)
    if lines[at].lstrip().startswith("- "):
        return at, _end_of_item(lines, at)
    opened = next(n for n in range(at, -1, -1) if lines[n].strip() == "{")
    closing = lines[opened].replace("{", "}")
    return opened, 1 + next(n for n in range(at, len(lines)) if lines[n].rstrip(",") == closing)


def without_statement(text: str, sid: str, under: str | None = None) -> str:
    """The text without a statement."""
    begin, end = lines_of(text, sid, under)
    lines = text.splitlines()
    before, gone, after = lines[:begin], lines[begin:end], lines[end:]
    if gone[0].strip() == "{" and not gone[-1].endswith(",") and before[-1].endswith("},"):
        before[-1] = before[-1][:-1]
    if gone[0].lstrip().startswith("- "):
        head = next(n for n in range(begin - 1, -1, -1) if not _is_comment(before[n]))
        follows = next((line for line in after if not _is_comment(line)), "")
        item = gone[0][: _indent(gone[0])] + "-"
        if before[head].endswith(":") and not follows.startswith(item):
            before[head] += " []"
    return "\n".join([*before, *after]) + "\n"


def without_entry(text: str, entry: str, sid: str, under: str | None = None) -> str:
    """The text without one entry of a list within a statement: an action, or a principal."""
    begin, end = lines_of(text, sid, under)
    lines = text.splitlines()
    statement = "\n".join(lines[begin:end])
    for pattern in (
        rf"\n\s*- {re.escape(entry)}(?=\n|$)",
        rf'(?<=[\[\s])"?{re.escape(entry)}"?,\s*(?=["\w])',
        rf',\s*"?{re.escape(entry)}"?(?=\s*\])',
    ):
        changed, count = re.subn(pattern, "", statement, count=1)
        if count:
            return "\n".join([*lines[:begin], changed, *lines[end:]]) + "\n"
    raise ValueError(f"`{entry}` is no entry of a list in `{sid}`")


def with_replaced(text: str, old: str, new: str, begin: int = 0) -> str:
    """The text with `new` for the first `old` from a place on."""
    at = text.index(old, begin)
    return text[:at] + new + text[at + len(old) :]


def with_boundary(text: str, role: str, account: str, document: str) -> str:
    """A configuration in which a role has a permissions boundary."""
    line = (
        f'  - {{document: {document}, attached_to: "{role}", account: {account}, kind: boundary}}\n'
    )
    if "\npolicies:\n" not in text:
        return f"{text}\npolicies:\n{line}"
    begin, _, end = text.partition("\npolicies:\n")
    return f"{begin}\npolicies:\n{line}{end}"


def with_scp(text: str, account: str | None, document: str) -> str:
    """A configuration in which an account, or the organization, has a service control policy."""
    controls = f"controls: {{scps: [[{document}]]}}"
    if account is None:
        return f"{text}\norganization:\n  {controls}\n"
    changed, count = re.subn(rf"(?m)^(  {account}: \{{.*)\}}$", rf"\1, {controls}}}", text)
    if count != 1:
        raise ValueError(f"`{account}` is no account of the configuration")
    return changed


def place_of(text: str, line: int) -> tuple[int, int]:
    """The lines (counted from 1, both included) of what a line belongs to: a resource, or the whole.

    A resource of a template stands two deep, a block of Terraform at the margin.
    """
    lines = text.splitlines()
    if any(each == "Resources:" for each in lines):
        starts = [n for n, each in enumerate(lines) if re.match(r"(  )?\w+:", each)]
    elif any(each.startswith("resource ") for each in lines):
        starts = [n for n, each in enumerate(lines) if re.match(r"\w", each)]
    else:
        return 1, len(lines)
    begin = max((n for n in starts if n <= line), default=0)
    return begin + 1, min((n for n in starts if n > line), default=len(lines))


def _first(lines: list[str], pattern: str, begin: int) -> int:
    for n in range(begin, len(lines)):
        if re.match(pattern, lines[n]):
            return n
    raise ValueError(f"no line is `{pattern}`")


def _end_of_item(lines: list[str], at: int) -> int:
    deep = _indent(lines[at])
    end = at + 1
    while end < len(lines) and lines[end].strip() and _indent(lines[end]) > deep:
        end += 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")

"""
A function has a runtime with which Lambda makes no more functions.

## Why
Some time after a language version is no longer maintained, Lambda refuses to make functions of its
runtime, and later to change them: the stack is rolled back, in a new account at the first deployment, in
an old one when the function has to be replaced. Where changes are refused as well, no update of the
function's code gets through either, and the severity is high.

The dates move; those here are of the table that `SOURCE` names. A runtime that can still be chosen,
though it is not maintained any more, is no finding.

## Instead
Choose a runtime that is maintained, and try the function with it.

## Sources
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated
- Peers: cfn-lint E2531, W2531
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Node, Rule, Severity, shown

SOURCE = (
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as cfn-lint 1.58 has it"
)
# No function is made with these, nor changed.
_SHUT = frozenset(
    {
        *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1"),
        *("nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x"),
        *("nodejs12.x", "python2.7", "python3.6", "ruby2.5"),
    }
)
# No function is made with these; those that are there may be changed until March 2027.
_CLOSED = frozenset(
    {"go1.x", "java8", "nodejs14.x", "provided", "python3.7", "ruby2.7"},
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each function, at its runtime."""
    for function in facts.graph.of_type("lambda:function"):
        runtime = function.facts.get("runtime")
        if runtime is not None and runtime.text in _SHUT | _CLOSED:
            yield _finding(function.name, function.account, runtime)


def _finding(function: str, account: str, runtime: Node) -> Finding:
    is_shut = runtime.text in _SHUT
    what = "makes or changes" if is_shut else "makes"
    return RULE.finding(
        f"`{shown(function)}` has the runtime `{runtime.text}`, of which Lambda {what} no function",
        at=runtime.span,
        says="can no longer be chosen",
        severity=None if is_shut else Severity.MEDIUM,
        account=account,
        fix=Fix("choose a runtime that is maintained"),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)

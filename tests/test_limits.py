"""Input made to harm, or by mistake: one clear error or a finding, soon, and nothing outside is read.

Each case is the files of a folder, what the command says of it, and its exit code. It runs in a process
that may take 300 MB and two seconds; what a crash would look like is a signal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from os import mkfifo
from pathlib import Path

import pytest

from tests.limited import MEMORY, SECONDS, Outcome, Runner

Text = str | bytes | Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Case:
    """Files by name (a text, bytes, or what makes the file), what is said of them, and the exit code."""

    files: Mapping[str, Text]
    says: str
    code: int = 2


BUCKET = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: fine}}}\n"
ROLE = (
    "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: "
)
ROLE_JSON = (
    '{"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": %s'
)
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",'
    ' "Action": "sts:AssumeRole"}]}'
)
ROLE_TF = """\
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole"
    }]
  })
}
"""
NAMED = "  %s: {Type: AWS::S3::Bucket, Properties: {BucketName: %s}}\n"
NESTED = "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s}}\n"
STACK = """\
accounts: {a: {id: "111111111111", regions: [us-east-1]}}
stacks: [{name: x, template: x.yaml, account: a, parameters: {P: %s}}]
"""
ASKS = "Parameters: {P: {Type: %s}}\n" + BUCKET.replace("fine", "!Ref P")

DEEP = "the document is nested more than 200 levels deep"
DEEP_TF = "the document is nested more than"
MANY = "the document holds more than 163,840 values"
OUTSIDE = "is outside the folders given"

NESTS = {
    "lists in YAML": ("x.yaml", "Resources: ", "[", DEEP),
    "mappings in YAML": ("x.yaml", "Resources: ", "{a: ", DEEP),
    "tags in YAML": ("x.yaml", "Resources: ", "!X [", DEEP),
    "blocks in YAML": ("x.yaml", "Resources:\n", "- ", DEEP),
    "keys in YAML": ("x.yaml", "Resources:\n", "? ", "cannot be a key"),
    "a policy in YAML": ("x.yaml", ROLE, "[", DEEP),
    "a policy as text in YAML": ("x.yaml", f"{ROLE}|\n        ", '{"a":', DEEP),
    "lists in JSON": ("x.json", '{"Resources": ', "[", DEEP),
    "mappings in JSON": ("x.json", '{"Resources": ', '{"":', DEEP),
    "a policy in JSON": ("x.json", ROLE_JSON.partition("%")[0], "[", DEEP),
    "a loose policy": ("x.json", '{"Statement": ', "[", DEEP),
    "a plan": ("x.json", '{"format_version": "1.2", "planned_values": ', "[", DEEP),
    "the configuration": ("xacct-guard.yaml", "stacks: ", "[", DEEP),
    "lists in HCL": ("x.tf", "locals {\n a = ", "[", DEEP_TF),
    "objects in HCL": ("x.tf", "locals {\n a = ", "{b=", DEEP_TF),
    "blocks in HCL": ("x.tf", "", "b {\n", DEEP_TF),
    "brackets in HCL": ("x.tf", "locals {\n a = ", "(", DEEP_TF),
    "calls in HCL": ("x.tf", "locals {\n a = ", "f(", DEEP_TF),
    "texts in HCL": ("x.tf", "locals {\n a = ", '"${', DEEP_TF),
    "negations in HCL": ("x.tf", "locals {\n a = ", "!", DEEP_TF),
    "sums in HCL": ("x.tf", "locals {\n a = 1", " + 1", DEEP_TF),
    "attributes in HCL": ("x.tf", "locals {\n a = b", ".c", DEEP_TF),
    "indices in HCL": ("x.tf", "locals {\n a = b", "[0]", DEEP_TF),
    "a policy in HCL": ("x.tf", 'resource "aws_iam_role" "r" {\n a = jsonencode(', "[", DEEP_TF),
}
"""Where something can be nested: the file, what stands before, what opens a level, what is said."""

CLOSES = {"[": "]", "{a: ": "}", '{"":': "}", '{"a":': "}", "(": ")", "f(": ")"}


def nests() -> Iterator[tuple[str, Case]]:
    for name, (file, before, opens, says) in NESTS.items():
        for depth in (10_000, 1_000_000):
            if depth * len(opens) < 5 * 1024**2:
                yield f"{name}, {depth:,} deep", Case({file: before + opens * depth}, says)
        if opens in CLOSES:
            closed = opens * 10_000 + "1" + CLOSES[opens] * 10_000
            yield f"{name}, all of them closed", Case({file: before + closed}, says)


def truncated() -> Iterator[tuple[str, Case]]:
    whole = {
        "x.yaml": ROLE + POLICY,
        "x.json": ROLE_JSON % POLICY + "}}}}",
        "policy.json": POLICY,
        "x.tf": ROLE_TF,
    }
    for file, text in whole.items():
        for percent in (50, 80, 95):
            cut = text.rstrip()[: len(text.rstrip()) * percent // 100]
            yield f"{file} cut off after {percent} %", Case({file: cut}, f"{file}:")


def bomb(levels: int, first: str = "[x, x, x, x, x, x, x, x, x, x]") -> str:
    """Each level stands ten times for the one before it."""
    lines = [f"  a0: &a0 {first}\n"]
    lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, levels)]
    return "Metadata:\n" + "".join(lines)


def filled(size: int) -> Callable[[Path], object]:
    """A file of that many bytes, most of them never written."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(BUCKET.encode())
            file.truncate(size)

    return make


STATEMENT = "{Effect: Allow, Principal: '*', Action: 'sts:AssumeRole'}"
PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {"resources": [%s]}}}'
PLANNED = (
    '{"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b",'
    ' "values": {"bucket": "b", "note": "%s"}}'
)

INCLUDE = "{Name: AWS::Include, Parameters: {Location: %s}}"
ECHO = f"Parameters: {{P: {{Type: String}}}}\n{BUCKET}Outputs: {{O: {{Value: !Ref P}}}}\n"
MODULE = 'module "m" {\n source = "%s"\n}\n'
LOCAL = 'locals {\n z = %s\n}\nresource "aws_s3_bucket" "b" {\n bucket = local.z\n}\n'
LONG, LARGE = "a text of more than 1,000,000 characters", "more than 200,000 values"
STEPS = "takes more than 400,000 steps"
VALUES = {
    "a range of a billion": ("range(1000000000)", LARGE),
    "loops in loops": ("[for a in range(1000) : [for b in range(1000) : b]]", STEPS),
    "a list looked through for each of a list": (
        "[for x in range(10000) : x if contains(range(10000), x)]",
        STEPS,
    ),
    "a product of a billion": (f"setproduct({', '.join(['range(1000)'] * 3)})", LARGE),
    "a number a billion wide": ('format("%1000000000d", 1)', LONG),
    "a number a billion long": ('format("%.1000000000f", 1)', LONG),
    "a thousand wide numbers": ('formatlist("%900000d", range(1000))', LONG),
    "an indentation of a billion": ('indent(1000000000, "a\\nb")', LONG),
    "a power of a million digits": ("pow(10, 1000000)", "a number of more than 4,000 digits"),
    "a power of a power": ("pow(10, pow(10, 100))", "a number of more than 4,000 digits"),
}
"""Values of HCL that are larger than anybody means, and what is said of them."""

PATTERNS = ("(a+)+$", "((a+))+$", "(a|aa)+$", ".*" * 9 + "x", "a?" * 30 + "a" * 90)
"""What Python looks for in ways without number, and Terraform at once."""

DOUBLES = {
    "Sub": ("x.yaml", "!Sub '${B%s.Value}${B%s.Value}'"),
    "Sub of variables": ("x.yaml", "!Sub ['${a}${a}', {a: !GetAtt B%s.Value}] # %s"),
    "Join": ("x.yaml", "!Join ['', [!GetAtt B%s.Value, !GetAtt B%s.Value]]"),
    "ToJsonString": ("x.yaml", "!ToJsonString [!GetAtt B%s.Value, !GetAtt B%s.Value]"),
    "a text in HCL": ("x.tf", '"${local.b%s}${local.b%s}"'),
    "join in HCL": ("x.tf", 'join(",", [local.b%s, local.b%s])'),
    "format in HCL": ("x.tf", 'format("%%s%%s", local.b%s, local.b%s)'),
    "concat in HCL": ("x.tf", "concat([local.b%s], flatten([local.b%s]))"),
    "a list in HCL": ("x.tf", "[local.b%s, local.b%s]"),
    "an object in HCL": ("x.tf", "{a = local.b%s, b = local.b%s}"),
    "JSON in HCL": ("x.tf", "jsonencode([local.b%s, local.b%s])"),
    "replace in HCL": ("x.tf", 'replace(local.b%s, "x", "xxxx") # %s'),
}
"""Functions that stand for the same value twice: the file, the value number n + 1 made of number n."""


def doubled() -> Iterator[tuple[str, Case]]:
    made = "  B%s:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Value: %s\n"
    for what, (file, form) in DOUBLES.items():
        if file == "x.yaml":
            lines = [made % (0, "xxxxxxxxxx")]
            lines += [made % (n + 1, form % (n, n)) for n in range(40)]
            text = "Resources:\n" + "".join(lines)
        else:
            values = [f" b{n + 1} = {form % (n, n)}\n" for n in range(40)]
            text = 'locals {\n b0 = "xxxxxxxxxx"\n' + "".join(values) + "}\n"
            text += ROLE_TF + 'output "o" {\n value = local.b40\n}\n'
        yield f"forty doublings by {what}", Case({file: text}, "more than")


def slow(pattern: str) -> Case:
    return Case({"x.tf": LOCAL % f'regex("{pattern}", "{"a" * 60}!")'}, "what `regex` finds", 0)


def module(*sources: str) -> Callable[[Path], object]:
    """A folder that calls others."""
    calls = (MODULE.replace('"m"', f'"m{n}"') % source for n, source in enumerate(sources))

    def make(path: Path) -> None:
        path.mkdir()
        (path / "x.tf").write_text(ROLE_TF + "".join(calls))

    return make


CASES: dict[str, Case] = {
    **dict(nests()),
    **dict(truncated()),
    # too large
    "a template over 1 MB": Case({"x.yaml": BUCKET + "#" * 1024**2}, "template-too-large", 1),
    "a template over 5 MB": Case({"x.yaml": BUCKET + "#" * 5 * 1024**2}, "larger than 5 MB"),
    "JSON over 5 MB": Case({"x.json": '{"Resources": ' + " " * 5 * 1024**2}, "larger than 5 MB"),
    "HCL over 5 MB": Case({"x.tf": ROLE_TF + "#" * 5 * 1024**2}, "larger than 5 MB"),
    "a plan over 5 MB": Case({"x.json": PLAN % (PLANNED % ("x" * 6_000_000))}, "no findings", 0),
    "a file of 3 GB": Case({"x.yaml": filled(3 * 1024**3)}, "larger than 5 MB"),
    "HCL of 3 GB": Case({"x.tf": filled(3 * 1024**3)}, "larger than 5 MB"),
    "a manifest of 3 GB": Case({"manifest.json": filled(3 * 1024**3)}, "larger than 5 MB"),
    "a list of 2 million": Case({"x.yaml": f"Resources: [{'a,' * 2_000_000}]"}, MANY),
    "a list of 2 million in JSON": Case({"x.json": '{"Resources": [' + "1," * 2_000_000}, MANY),
    "100,000 documents": Case({"x.yaml": BUCKET + "---\na: 1\n" * 100_000}, "another document"),
    "one line of 4 MB": Case({"x.json": '{"Resources": "' + "x" * 4_000_000}, "is not closed"),
    "an indentation of 2 MB": Case(
        {"x.yaml": BUCKET + "A:\n" + " " * 2_000_000 + "b: ["}, "x.yaml:3:2000005"
    ),
    "a number of 2 MB": Case({"x.yaml": BUCKET + "A: " + "9" * 2_000_000}, "template-too-large", 1),
    "a thousand mistakes": Case(
        {"x.yaml": BUCKET + "Outputs:\n" + "".join(f"  O{n}: {n}\n" for n in range(1000))},
        "must be a mapping",
    ),
    # anchors, merges, keys
    "an alias bomb": Case({"x.yaml": bomb(12) + BUCKET}, MANY),
    "an alias bomb that is small enough": Case({"x.yaml": bomb(5) + BUCKET}, "no findings", 0),
    "an alias bomb for a policy": Case({"x.yaml": bomb(5) + ROLE + "*a4\n"}, MANY),
    "an alias bomb of statements": Case(
        {"x.yaml": bomb(5, STATEMENT) + ROLE + "{Statement: *a4}\n"}, "a statement is not an object"
    ),
    "a thousand statements for thirty roles": Case(
        {
            "x.yaml": f"Metadata:\n  s: &s {STATEMENT}\n  a: &a [{'*s, ' * 1000}]\n"
            + "  p: &p {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: *a}}}\n"
            + "Resources:\n"
            + "".join(f"  R{n}: *p\n" for n in range(30))
        },
        "policy-beyond-its-quota",
        1,
    ),
    "a bomb of merges": Case(
        {
            "x.yaml": f"Metadata:\n  m0: &m0 {{{', '.join(f'k{n}: 1' for n in range(1000))}}}\n"
            + "".join(f"  m{n}: &m{n} {{<<: *m{n - 1}, z{n}: 1}}\n" for n in range(1, 2000))
            + BUCKET
        },
        MANY,
    ),
    "a merge": Case(
        {"x.yaml": "Metadata: {m: &m {Type: AWS::S3::Bucket}}\nResources: {B: {<<: *m}}\n"},
        "no findings",
        0,
    ),
    "a merge of a number": Case({"x.yaml": "Resources: {B: {<<: 5}}\n"}, "`<<` merges mappings"),
    "an alias inside its anchor": Case({"x.yaml": "Resources: &r {B: *r}\n"}, "its own anchor"),
    "an alias without an anchor": Case({"x.yaml": "Resources: {B: *r}\n"}, "no anchor `&r`"),
    "a key twice": Case({"x.yaml": BUCKET + BUCKET}, "the key `Resources` is written twice", 0),
    "a key twice in JSON": Case(
        {"x.json": POLICY.replace('"Effect"', '"Effect": "Deny", "Effect"')},
        "the key `Effect` is written twice",
    ),
    # characters
    "a tab": Case({"x.yaml": "Resources:\n\tB: {}\n"}, "a tab cannot indent YAML"),
    "a byte order mark": Case({"x.yaml": "\ufeff" + BUCKET}, "no findings", 0),
    "a byte order mark in JSON": Case({"x.json": "\ufeff" + POLICY}, "no findings", 0),
    "a byte order mark in HCL": Case({"x.tf": "\ufeff" + ROLE_TF}, "no findings", 0),
    "CRLF": Case({"x.yaml": BUCKET.replace(": ", ":\r\n  ", 1).replace("\n", "\r\n")}, "", 0),
    "CR": Case({"x.yaml": BUCKET.replace("\n", "\r")}, "no findings", 0),
    "CRLF in HCL": Case({"x.tf": ROLE_TF.replace("\n", "\r\n")}, "no findings", 0),
    "UTF-16": Case({"x.yaml": BUCKET.encode("utf-16")}, "the file is UTF-16, not UTF-8"),
    "UTF-16 without a mark": Case({"x.yaml": BUCKET.encode("utf-16-le")}, "is UTF-16"),
    "UTF-16 the other way": Case({"x.json": POLICY.encode("utf-16-be")}, "is UTF-16"),
    "UTF-16 in HCL": Case({"x.tf": ROLE_TF.encode("utf-16")}, "the file is UTF-16"),
    "UTF-16 in the configuration": Case({"xacct-guard.yaml": "a: 1".encode("utf-16")}, "is UTF-16"),
    "latin-1": Case(
        {"x.yaml": (BUCKET + "# é").encode("latin-1")}, "is not UTF-8: byte 74 is 0xe9"
    ),
    "latin-1 in HCL": Case({"x.tf": ("# é\n" + ROLE_TF).encode("latin-1")}, "is not UTF-8: byte 2"),
    "a null character": Case({"x.yaml": BUCKET + "\0"}, "the character U+0000"),
    # circles
    "a template that nests itself": Case({"x.yaml": NESTED % "x.yaml"}, "a stack nests itself"),
    "templates that nest each other": Case(
        {"x.yaml": NESTED % "y.yaml", "y.yaml": NESTED % "x.yaml"}, "a stack nests itself"
    ),
    "templates that nest ten times twelve times": Case(
        {
            f"t{level}.yaml": "Resources:\n"
            + "".join(
                NESTED.partition("\n")[2].replace("A:", f"A{n}:") % f"t{level + 1}.yaml"
                for n in range(10)
            )
            for level in range(12)
        },
        "nest each other more than 2,000 times",
    ),
    "a name that is its own": Case(
        {"x.yaml": BUCKET.replace("fine", "!Ref B")}, "depends on itself"
    ),
    "names of each other": Case(
        {"x.yaml": "Resources:\n" + NAMED % ("A", "!Ref B") + NAMED % ("B", "!Ref A")},
        "depends on itself",
    ),
    "conditions of each other": Case(
        {
            "x.yaml": "Conditions: {A: !Not [Condition: B], B: !Not [Condition: A]}\n"
            + BUCKET
            + "Outputs: {O: {Condition: A, Value: x}}\n"
        },
        "depends on itself",
    ),
    # what a text makes that it does not write down
    "a template that includes itself": Case(
        {"x.yaml": f"Transform: [{INCLUDE % 'x.yaml'}]\n{BUCKET}"}, "itself: `x.yaml` -> `x.yaml`"
    ),
    "a snippet that includes itself": Case(
        {
            "x.yaml": f"Resources: {{Fn::Transform: {INCLUDE % 'y.yaml'}}}\n",
            "y.yaml": f"Fn::Transform: {INCLUDE % 'y.yaml'}\n",
        },
        "a snippet includes itself: `x.yaml` -> `y.yaml` -> `y.yaml`",
    ),
    "snippets that include each other": Case(
        {
            "x.yaml": f"Resources: {{Fn::Transform: {INCLUDE % 'y.yaml'}}}\n",
            "y.yaml": f"A: {{Fn::Transform: {INCLUDE % 'z.yaml'}}}\n",
            "z.yaml": f"B: {{Fn::Transform: {INCLUDE % 'y.yaml'}}}\n",
        },
        "`x.yaml` -> `y.yaml` -> `z.yaml` -> `y.yaml`",
    ),
    "a loop of 1,000 in a loop of 1,000": Case(
        {
            "x.yaml": "Resources:\n"
            f"  Fn::ForEach::A:\n  - I\n  - {list(range(1000))}\n"
            f"  - Fn::ForEach::B:\n    - J\n    - {list(range(1000))}\n"
            "    - B${I}x${J}: {Type: AWS::S3::Bucket}\n"
        },
        "the loops make more than 10,000 copies",
    ),
    "a loop over a large body": Case(
        {
            "x.yaml": f"Resources:\n  Fn::ForEach::A:\n  - I\n  - {list(range(1000))}\n"
            f"  - B${{I}}: {{Type: AWS::S3::Bucket, Properties: {{Tags: {list(range(1000))}}}}}\n"
        },
        "takes more than 400,000 steps",
    ),
    **dict(doubled()),
    "a list that is looked up without end": Case(
        {
            "x.yaml": f"Mappings: {{M: {{a: {{b: {list(range(1000))}}}}}}}\nResources:\n"
            f"  A: {{Type: A::B::C, Properties: {{P: [{'!FindInMap [M, a, b], ' * 1000}]}}}}\n"
        },
        "takes more than 400,000 steps",
    ),
    "ranges without end": Case(
        {"x.yaml": BUCKET.replace("fine", "!Cidr [10.0.0.0/8, 16000000, 1]")}, "cannot divide"
    ),
    "an element that no list has": Case(
        {"x.yaml": BUCKET.replace("fine", f"!Select [{'9' * 6000}, [a]]")}, "finds no element"
    ),
    "parameters of two stacks that need each other": Case(
        {
            "xacct-guard.yaml": "accounts: {a: {id: '111111111111', regions: [us-east-1]}}\nstacks:\n"
            "- {name: x, template: x.yaml, account: a, parameters: {P: '${stacks.y.outputs.O}'}}\n"
            "- {name: y, template: y.yaml, account: a, parameters: {P: '${stacks.x.outputs.O}'}}\n",
            "x.yaml": ECHO,
            "y.yaml": ECHO,
        },
        "stacks wait for each other: `parameter P` -> `another stack` ->",
        0,
    ),
    **{what: Case({"x.tf": LOCAL % value}, says) for what, (value, says) in VALUES.items()},
    **{f"{pattern} of `a`s": slow(pattern) for pattern in PATTERNS},
    "a replacement with a repeat of a repeat": Case(
        {"x.tf": LOCAL % f'replace("{"a" * 60}!", "/(a+)+$/", "b")'}, "what `replace` finds", 0
    ),
    "a block that is made for ever": Case(
        {"x.tf": ROLE_TF.replace("{", "{\n count = " + "9" * 5000, 1)}, "more than 2,000 times"
    ),
    "a block that is made for many": Case(
        {"x.tf": ROLE_TF.replace("{", "{\n for_each = toset(range(10000))", 1)},
        "more than 2,000 times",
    ),
    "many blocks that are made for many": Case(
        {
            "x.tf": "".join(
                f'resource "aws_s3_bucket" "b{n}" {{\n count = 2000\n bucket = "x${{count.index}}"\n}}\n'
                for n in range(100)
            )
        },
        "takes more than 400,000 steps",
    ),
    # modules
    "a module that calls itself": Case({"x.tf": MODULE % "./"}, "calls itself: `.` -> `.`"),
    "modules that call each other": Case(
        {"x.tf": MODULE % "./a", "a": module("../b"), "b": module("../a")},
        "a module calls itself: `.` -> `a` -> `b` -> `a`",
    ),
    "modules that only each other call": Case(
        {"a": module("../b"), "b": module("../a")}, "a module calls itself: `.` -> `../b` -> `.`"
    ),
    "modules that call ten times eight times": Case(
        {
            "x.tf": MODULE % "./a0",
            **{f"a{n}": module(*[f"../a{n + 1}"] * 10) for n in range(8)},
            "a8": module(),
        },
        "takes more than 400,000 steps",
    ),
    "modules twelve deep": Case(
        {"x.tf": MODULE % "./a0", **{f"a{n}": module(f"../a{n + 1}") for n in range(12)}},
        "modules call each other more than 10 deep",
    ),
    "a module at an address": Case(
        {"x.tf": ROLE_TF + MODULE % "git::https://example.com/x"},
        "what module.m (git::https://example.com/x) makes in given: nothing is known of it",
        0,
    ),
    "nothing but a module at an address": Case(
        {"x.tf": MODULE % "a/b/aws"}, "what module.m (a/b/aws) makes", 3
    ),
    # parameters of the wrong type
    "a mapping for a text": Case(
        {"xacct-guard.yaml": STACK % "{a: b}", "x.yaml": ASKS % "String"}, "`P` must be text"
    ),
    "a list for a text": Case(
        {"xacct-guard.yaml": STACK % "[a, b]", "x.yaml": ASKS % "String"}, "`P` must be text"
    ),
    "a text for a number": Case(
        {"xacct-guard.yaml": STACK % "many", "x.yaml": ASKS % "Number"}, "`P` may not be `many`"
    ),
    "a text that is not allowed": Case(
        {"xacct-guard.yaml": STACK % "c", "x.yaml": ASKS % "String, AllowedValues: [a, b]"},
        "`P` may not be `c`",
    ),
    "a pattern that takes for ever": Case(
        {
            "xacct-guard.yaml": STACK % ("a" * 60 + "!"),
            "x.yaml": ASKS % "String, AllowedPattern: '(a+)+$'",
        },
        "no findings",
        0,
    ),
    "a pattern that takes for ever, in brackets": Case(
        {
            "xacct-guard.yaml": STACK % ("a" * 60 + "!"),
            "x.yaml": ASKS % "String, AllowedPattern: '((a|a)+)+$'",
        },
        "no findings",
        0,
    ),
    "a parameter that is a text": Case({"x.yaml": "Parameters: {P: x}\n" + BUCKET}, "be a mapping"),
    "parameters that are a list": Case({"x.yaml": "Parameters: []\n" + BUCKET}, "be a mapping"),
    "resources that are a text": Case(
        {"x.yaml": "AWSTemplateFormatVersion: 2010-09-09\nResources: x\n"}, "be a mapping"
    ),
    # outside of the folders
    "a link to a template": Case(
        {"x.yaml": lambda path: path.symlink_to("../outside/x.yaml")}, f"`x.yaml` {OUTSIDE}"
    ),
    "a link to HCL": Case({"x.tf": lambda path: path.symlink_to("../outside/x.tf")}, OUTSIDE),
    "a link to a manifest": Case(
        {"manifest.json": lambda path: path.symlink_to("../outside/manifest.json")}, OUTSIDE
    ),
    "a link to a folder": Case(
        {"sub": lambda path: path.symlink_to("../outside"), "x.yaml": BUCKET}, "no findings", 0
    ),
    "a link to its own folder": Case(
        {"sub": lambda path: path.symlink_to("."), "x.yaml": BUCKET}, "no findings", 0
    ),
    "a link to nothing": Case(
        {"y.yaml": lambda path: path.symlink_to("nothing"), "x.yaml": BUCKET}, "no findings", 0
    ),
    "a nested template elsewhere": Case({"x.yaml": NESTED % "../outside/x.yaml"}, OUTSIDE),
    "a nested template anywhere": Case({"x.yaml": NESTED % "/etc/passwd"}, OUTSIDE),
    "a nested template behind a link": Case(
        {
            "x.yaml": NESTED % "sub/x.yaml",
            "sub": lambda path: path.symlink_to("../outside"),
        },
        OUTSIDE,
    ),
    "a nested template at an address": Case({"x.yaml": NESTED % "http://localhost:1/x"}, "", 0),
    "a nested template at a file's address": Case(
        {"x.yaml": NESTED % "file:///etc/passwd"}, "no findings", 0
    ),
    "a module elsewhere": Case({"x.tf": 'module "m" {\n source = "../outside"\n}\n'}, OUTSIDE),
    "a file elsewhere": Case(
        {"x.tf": ROLE_TF.replace("jsonencode(", 'coalesce(file("../outside/secret"), ')}, OUTSIDE
    ),
    "a file anywhere": Case(
        {"x.tf": ROLE_TF.replace("jsonencode(", 'coalesce(file("/etc/passwd"), ')}, OUTSIDE
    ),
    "a pipe": Case({"y.yaml": mkfifo, "x.yaml": BUCKET}, "no findings", 0),
}
SECRET = "never-to-be-read"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, and beside it one that nobody gave."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text(BUCKET.replace("fine", SECRET))
    (outside / "x.tf").write_text(f'resource "aws_s3_bucket" "b" {{\n bucket = "{SECRET}"\n}}\n')
    (outside / "manifest.json").write_text('{"version": "36.0.0", "artifacts": {}}')
    (outside / "secret").write_text(SECRET)
    given = tmp_path / "given"
    given.mkdir()
    return given


def write(files: Mapping[str, Text], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        if callable(text):
            text(path)
        else:
            path.write_bytes(text.encode() if isinstance(text, str) else text)


def is_bounded(outcome: Outcome) -> bool:
    return outcome.memory <= MEMORY and outcome.seconds <= SECONDS


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_one_thing_is_said_soon_and_nothing_outside_is_read(
    case: Case, folder: Path, runner: Runner
):
    write(case.files, folder)
    outcome = runner.run(folder, "check", ".")
    assert case.says in " ".join(outcome.said.split())  # lines are broken to the width there is
    assert outcome.code == case.code, outcome.said
    assert "Traceback" not in outcome.said
    assert "internal error" not in outcome.said
    assert SECRET not in outcome.said
    assert len(outcome.said) < 200_000
    assert is_bounded(outcome), outcome


def test_the_limit_can_be_raised(folder: Path, runner: Runner):
    write({"x.yaml": BUCKET + "#" * 6 * 1024**2}, folder)
    outcome = runner.run(folder, "check", ".", "--max-file-size", "7")
    assert "template-too-large" in outcome.said
    assert outcome.code == 1


def test_a_run_that_never_ends_or_takes_all_memory_would_be_seen(folder: Path, runner: Runner):
    """The limits are those of the process: what is above is not shown by a test that cannot fail."""
    outcome = runner.run(folder, "check", ".", "--max-file-size", "1000", "/dev/zero")
    assert outcome.code != 0

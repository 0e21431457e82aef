"""Edits of Terraform's language, found by the places that its reader gives."""

import pytest

from xacct_guard.edit import edited, splices_of
from xacct_guard.errors import EditError
from xacct_guard.finding import Add, Put, Take
from xacct_guard.span import Source, Span

TEXT = """\
# a document
data "aws_iam_policy_document" "d" {
  statement { # one
    actions   = ["a:b", "c:d"] # both
    resources = ["*"]
  }

  // two
  statement {
    actions = [
      "e:f", # first
      "g:h",
    ]
    resources = [aws_s3_bucket.b.arn]
  }
}

resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2008-10-17"
    Statement = [{
      Effect = "Allow" # yes
      Action = "sts:AssumeRole"
    }]
  })
}
"""


def spot(text):
    """The place of the first such text."""
    start = TEXT.index(text)
    return Span(Source("main.tf", TEXT), ("x",), *_at(start), *_at(start + len(text)))


def _at(offset):
    before = TEXT[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


FIRST = TEXT[TEXT.index("statement { #") : TEXT.index("\n\n  // two")]
DATA = TEXT[TEXT.index("data ") : TEXT.index("\n\nresource")]
OBJECT = TEXT[TEXT.index("{\n    Version") : TEXT.index(")\n}")]
INNER = TEXT[TEXT.index("{\n      Effect") : TEXT.index("]\n  })")]
CASES = {
    "an item of a list": (Take(spot('"a:b"')), 'actions   = ["a:b", "c:d"]', 'actions   = ["c:d"]'),
    "an item on a line of its own": (Take(spot('"e:f"')), '      "e:f", # first\n', ""),
    "an item more": (Add(spot('["*"]'), "x"), '["*"]', '["*", "x"]'),
    "another text": (Put(spot('"sts:AssumeRole"'), "${a}"), '"sts:AssumeRole"', '"$${a}"'),
    "another value": (Put(spot('["*"]'), ["p", "q"]), '["*"]', '["p", "q"]'),
    "a block": (Take(spot(FIRST)), f"  {FIRST}\n", ""),
    "a block more": (
        Add(spot(DATA), {"Sid": "s", "Action": "i:j", "Resource": ["*"]}),
        "[aws_s3_bucket.b.arn]\n  }\n",
        '[aws_s3_bucket.b.arn]\n  }\n\n  statement {\n    sid = "s"\n    actions = ["i:j"]\n'
        '    resources = ["*"]\n  }\n',
    ),
    "a member": (Take(spot('"2008-10-17"')), '    Version = "2008-10-17"\n', ""),
    "a member more": (
        Add(spot(INNER), {"StringEquals": {"aws:x": "y"}}, "Condition"),
        '"sts:AssumeRole"\n',
        '"sts:AssumeRole"\n      Condition = {\n        StringEquals = {\n'
        '          "aws:x" = "y"\n        }\n      }\n',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_terraform_is_edited_where_the_edit_is(case):
    edit, before, after = CASES[case]
    assert TEXT.count(before) == 1
    wanted = TEXT.replace(before, after)
    assert edited(Source("main.tf", TEXT), [edit]).source.text == wanted
    assert splices_of((edit,))


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Take(spot('"*"')), "nothing would be left"),
        (Take(spot("aws_s3_bucket.b")), "cannot be taken out"),
        (Put(spot("bucket"), "x"), "cannot be replaced"),
        (Add(spot(DATA), {"Principal": "*"}), "cannot be written as a block"),
        (Put(spot('"a:b"'), "\ue000Cb\ue001*\ue002"), "has no name"),
    ],
)
def test_what_a_tool_cannot_do_in_terraform_is_refused(edit, why):
    with pytest.raises(EditError, match=why):
        edited(Source("main.tf", TEXT), [edit])


def test_a_broken_file_is_not_edited():
    with pytest.raises(EditError, match="cannot be read"):
        edited(Source("main.tf", "a = ["), [Take(spot('"*"'))])

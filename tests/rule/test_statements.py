"""Statements found by what they say are those that one by one would say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.iam import reference
from xacct_guard.iam.arn import Arn
from xacct_guard.iam.policy import Condition, Effect, Statement, Written
from xacct_guard.rule import arn_form, fitness
from xacct_guard.rule.statements import Statements, covered, head_of, is_on_everything
from xacct_guard.span import Source, Span

_AT = Span(Source("-", ""))
_ACTIONS = ("s3:GetObject", "s3:Get*", "S3:getobject", "*", "kms:Decrypt", "iam:PassRole")
_RESOURCES = ("*", "arn:aws:s3:::b/*", "arn:aws:s3:::*", "arn:aws:kms:eu-west-1:111111111111:key/k")


def _written(texts: list[str]) -> tuple[Written, ...]:
    return tuple(Written(text, _AT) for text in texts)


def _lists(texts: tuple[str, ...]) -> st.SearchStrategy[tuple[Written, ...]]:
    return st.lists(st.sampled_from(texts), max_size=3).map(_written)


_CONDITIONS = st.lists(
    _lists(_RESOURCES).map(lambda values: Condition("ArnLike", "aws:SourceArn", values, _AT)),
    max_size=1,
).map(tuple)
_STATEMENTS = st.builds(
    Statement,
    effect=st.sampled_from(Effect),
    span=st.just(_AT),
    policy=st.just("p"),
    index=st.integers(0, 9),
    actions=_lists(_ACTIONS),
    not_actions=_lists(_ACTIONS),
    resources=_lists(_RESOURCES),
    not_resources=_lists(_RESOURCES),
    conditions=_CONDITIONS,
)
_THOSE = st.lists(_STATEMENTS, max_size=6)


def _sorted(statements: list[Statement]) -> Statements[Statement]:
    return Statements(statements, lambda each: each)


@given(_THOSE, st.sampled_from(_ACTIONS[:1] + _ACTIONS[4:]))
def test_those_that_speak_of_an_action_are_found(those: list[Statement], action: str) -> None:
    expected = [
        s
        for s in those
        if covered(action, [a.text for a in s.actions], [a.text for a in s.not_actions])
    ]
    assert [*_sorted(those).speaking_of(action)] == expected


@given(_THOSE)
def test_those_whose_actions_pass_a_test_are_found(those: list[Statement]) -> None:
    def is_whole(actions: tuple[str, ...]) -> bool:
        return "*" in actions

    expected = [s for s in those if "*" in {e.text for e in (*s.actions, *s.not_actions)}]
    assert [*_sorted(those).whose_actions(is_whole)] == expected


@given(_THOSE, st.sampled_from(("s3", "kms", "sns")))
def test_those_that_name_an_arn_are_found(those: list[Statement], service: str) -> None:
    def names_it(s: Statement) -> bool:
        compared = [value for condition in s.conditions for value in condition.values]
        arns = (Arn.parse(e.text) for e in (*s.resources, *s.not_resources, *compared))
        return any(arn is not None and arn.service == service for arn in arns)

    found = _sorted(those).naming(lambda arn: arn.service == service)
    assert [*found] == [*filter(names_it, those)]


@given(_THOSE)
def test_those_that_are_wide_or_have_conditions_are_found(those: list[Statement]) -> None:
    found = _sorted(those)
    assert [*found] == those
    assert [*found.on_everything] == [*filter(is_on_everything, those)]
    assert [*found.sweeping] == [s for s in those if s.not_actions or is_on_everything(s)]
    assert [*found.conditioned] == [s for s in those if s.conditions]


@pytest.mark.parametrize(
    ("entry", "head"),
    [
        ("arn:aws:s3:::b/k:1", "arn:aws:s3:::"),
        ("arn:aws:sns:eu-west-1:111111111111:t", "arn:aws:sns:eu-west-1:111111111111:"),
        ("arn:aws:s3:::", "arn:aws:s3:::"),
        ("arn:aws:s3", ""),
        ("*", ""),
    ],
)
def test_the_head_of_an_arn_is_what_stands_before_its_last_part(entry: str, head: str) -> None:
    assert head_of(entry) == head


def _entries(service: str) -> list[str]:
    """ARNs of all the types of a service, as they are, and with their last part spoilt or left open."""
    known = reference.service(service)
    assert known is not None
    printed = [arn for each in known.resource_types.values() for arn in each.arns]
    texts = []
    for arn in printed:
        text = arn.replace("${Partition}", "aws").replace("${Region}", "eu-west-1")
        text = text.replace("${Account}", "111111111111")
        for name in ("x", "x*", "*", "a/b", "a:b?"):
            filled = fitness._PLACEHOLDER.sub(name, text)
            texts += [filled, f"{filled}/more", filled.replace("111111111111", "")]
    return texts


@pytest.mark.parametrize("service", ["s3", "sagemaker", "iam", "kms", "ecr", "ssm", "lambda"])
def test_what_is_seen_at_a_glance_is_what_a_closer_look_finds(service: str) -> None:
    known = reference.service(service)
    assert known is not None
    for entry in _entries(service):
        assert arn_form.arn_fault(entry, of_resource=True) == arn_form._fault(
            entry, of_resource=True
        )
        for action in [*known.actions][::9]:
            name = action if ":" in action else f"{service}:{action}"
            assert fitness.fits(name, entry) == fitness._may_fit(name, entry), (name, entry)

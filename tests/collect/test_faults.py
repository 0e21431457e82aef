"""Whatever goes wrong on the way, the snapshot is what it would have been, or names what is missing."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from tests.collect import estate
from tests.collect.collection import BY_NAME, FEW, LIMITS, collected, content, only
from tests.collect.proxy import Error, Reset, Silence, some
from xacct_guard import live
from xacct_guard.collect.guard import asks

pytestmark = pytest.mark.xdist_group("collect")
NAMES = {kind.name for kind in FEW}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(
            some(0.01, Error(400, "ThrottlingException")),
            id="1 % throttled",
            marks=pytest.mark.nightly,
        ),
        pytest.param(
            some(0.2, Error(400, "ThrottlingException")),
            id="20 % throttled",
            marks=pytest.mark.nightly,  # it waits
        ),
        pytest.param(some(0.1, Error(500, "InternalError")), id="10 % in error"),
        pytest.param(some(0.1, Reset()), id="10 % reset"),
    ],
)
def test_what_passes_leaves_no_trace(fault, proxy, tmp_path, undisturbed):
    kinds = FEW[2:]  # what is throttled often is asked slowly, so of little
    proxy.faults = fault
    outcome, _ = collected(tmp_path / "s", kinds)
    assert outcome.unreachable == {}
    assert content(tmp_path / "s") == (only(undisturbed, {kind.name for kind in kinds}), [])


def test_an_endpoint_that_hangs_is_missing_and_the_rest_is_there(proxy, tmp_path, undisturbed):
    hangs = ("sqs", "eu-west-1")
    proxy.faults = lambda call: Silence() if (call.service, call.region) == hangs else None
    collected(tmp_path / "s", FEW, limits=replace(LIMITS, read=1.5, silences=2))
    documents, missing = content(tmp_path / "s")
    assert documents == {
        key: record
        for key, record in only(undisturbed, NAMES).items()
        if not (key[1] == "eu-west-1" and key[2] == "sqs:queue")
    }
    assert {(m.account, m.region, m.kind, m.operation, m.error) for m in missing} == {
        (account, "eu-west-1", "sqs:queue", "list_queues", "ReadTimeoutError")
        for account in (estate.OWN, estate.OTHER)
    }


def test_an_endpoint_that_hangs_is_not_asked_for_each_thing_again(proxy, tmp_path):
    proxy.faults = lambda call: Silence() if call.operation == "get_bucket_policy" else None
    limits = replace(LIMITS, read=1.5, silences=1, in_flight=1)
    collected(tmp_path / "s", (BY_NAME["s3:bucket"],), accounts=(estate.OWN,), limits=limits)
    asked = [call for call in proxy.calls if call.operation == "get_bucket_policy"]
    _, missing = content(tmp_path / "s")
    assert len(asked) == 1
    assert len({m.name for m in missing if m.operation == "get_bucket_policy"}) == 6


DENIED = sorted({(ask.client, ask.operation) for ask in asks(live.kinds())})
SAMPLE = {
    ("s3", "list_buckets"),
    ("s3", "get_bucket_policy"),
    ("kms", "get_key_policy"),
    ("iam", "get_account_authorization_details"),
    ("events", "list_event_buses"),
    ("lambda", "get_policy"),
}


@pytest.mark.parametrize(
    "denied",
    [
        pytest.param(each, id=":".join(each), marks=() if each in SAMPLE else pytest.mark.nightly)
        for each in DENIED
    ],
)
def test_an_operation_that_is_denied_is_named_wherever_it_was_asked(
    denied, proxy, tmp_path, undisturbed
):
    """What was listed stays, without what was denied; what could not be listed is not there."""
    proxy.faults = lambda call: (
        Error(403, "AccessDenied", "no") if (call.service, call.operation) == denied else None
    )
    kinds = concerned(denied)
    names = {kind.name for kind in kinds}
    collected(tmp_path / "s", kinds, accounts=(estate.OWN,))
    documents, missing = content(tmp_path / "s")
    expected, told = without(only(undisturbed, names, (estate.OWN,)), denied)
    assert documents == expected
    assert {(m.kind, m.region, m.name, m.operation) for m in missing} == told
    assert {m.error for m in missing} <= {"AccessDenied"}


def concerned(denied):
    """The kinds that ask this, and those that they are within."""
    asking = [
        k for k in live.kinds() if denied in {(ask.client, ask.operation) for ask in asks((k,))}
    ]
    names = set()
    while asking:
        kind = asking.pop()
        names.add(kind.name)
        asking += [BY_NAME[kind.within]] if kind.within else []
    return tuple(kind for kind in live.kinds() if kind.name in names)


def without(documents, denied):
    """What is left of documents where an operation is denied, and what is then named."""
    kept, told = {}, set()
    unlisted = {k.name for k in live.kinds() if (k.lists.client, k.lists.operation) == denied}
    for kind in live.kinds():
        if kind.within in unlisted:
            unlisted.add(kind.name)
    for key, record in documents.items():
        _, region, name, thing = key
        kind = BY_NAME[name]
        if name in unlisted:
            continue
        lost = {ask.key for ask in kind.looks if (ask.client, ask.operation) == denied}
        kept[key] = {member: said for member, said in record.items() if member not in lost}
        told |= {(name, region, thing, each) for each in lost}
    for kind in live.kinds():
        if (kind.lists.client, kind.lists.operation) == denied:
            told |= listings(kind, documents)
    return kept, told


def listings(kind, documents):
    """The listings of a kind: one, one a Region, or one for each thing that it is in."""
    if kind.within:
        return {
            (kind.name, key[1], "", kind.lists.key) for key in documents if key[2] == kind.within
        }
    return {(kind.name, at, "", kind.lists.key) for at in (("",) if kind.once else estate.REGIONS)}


def test_credentials_of_a_role_that_expire_half_way_are_made_again(proxy, tmp_path, undisturbed):
    """The first session that is given out is good for ten calls."""
    first = Expiring(10, lambda call: call.key.startswith("ASIA"))
    proxy.faults = first
    outcome, _ = collected(tmp_path / "s", FEW)
    assert outcome.unreachable == {}
    assert content(tmp_path / "s") == (only(undisturbed, NAMES), [])
    assert sum(call.operation == "assume_role" for call in proxy.calls) == 2


def test_our_own_credentials_that_expire_lose_no_account_that_is_whole(
    proxy, tmp_path, undisturbed
):
    """Nothing makes them again: what is not whole is left for `--resume`, which brings it."""
    proxy.faults = Expiring(40, lambda call: call.key == "AKIAOWN")
    outcome, _ = collected(tmp_path / "s", FEW)
    assert estate.OWN in outcome.unreachable
    assert outcome.unreachable[estate.OWN].error == "ExpiredToken"
    proxy.faults = lambda _: None
    again, _ = collected(tmp_path / "s", FEW, again=True)
    assert {*again.kept, *again.collected} == {estate.OWN, estate.OTHER}
    assert content(tmp_path / "s") == (only(undisturbed, NAMES), [])


class Expiring:
    """The first key for which it is so is good for so many calls."""

    def __init__(self, calls, of):
        self.left, self.of, self.key = calls, of, None
        self.lock = threading.Lock()

    def __call__(self, call):
        with self.lock:
            if self.key is None and self.of(call):
                self.key = call.key
            if call.key != self.key or call.operation == "assume_role":
                return None
            self.left -= 1
            return Error(403, "ExpiredToken", "expired") if self.left < 0 else None


def test_what_vanishes_between_two_calls_is_left_out_and_told(proxy, tmp_path, undisturbed):
    lock, seen = threading.Lock(), []

    def vanished(call):
        with lock:
            if call.operation == "get_bucket_policy" and not seen:
                seen.append(call)
                return Error(404, "NoSuchBucket")
        return None

    proxy.faults = vanished
    _, events = collected(tmp_path / "s", (BY_NAME["s3:bucket"],), accounts=(estate.OWN,))
    documents, missing = content(tmp_path / "s")
    (gone,) = (each for each in events if each.what == "gone")
    expected = only(undisturbed, {"s3:bucket"}, (estate.OWN,))
    assert expected.keys() - documents.keys() == {(estate.OWN, gone.region, "s3:bucket", gone.name)}
    assert missing == []

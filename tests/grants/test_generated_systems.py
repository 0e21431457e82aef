"""The generated policies of the corrected reference systems: sufficient, necessary, contained."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tools.reference_policies import REFERENCE, files_of, index, systems
from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import Generation, generate
from xacct_guard.grants.prove import Proof, prove
from xacct_guard.iam import reference
from xacct_guard.iam.symbol import shown
from xacct_guard.run import Model, Options, model_of

SYSTEMS = Path(__file__).parents[2] / "fixtures" / "systems"
NAMES = sorted(folder.name for folder in SYSTEMS.iterdir() if folder.is_dir())
LONG = ("enterprise-ml-platform", "promote-with-jenkins-terraform")


def each(*, nightly: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """The systems, one worker each; some of them at night."""
    return pytest.mark.parametrize(
        "name",
        [
            pytest.param(
                name,
                marks=(
                    pytest.mark.xdist_group(f"grants {name}"),
                    *([pytest.mark.nightly] if name in nightly else []),
                ),
            )
            for name in NAMES
        ],
    )


SYSTEM = each()


@cache
def model(name: str) -> Model:
    folder = SYSTEMS / name / "corrected"
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


@cache
def generated(name: str) -> Generation:
    found = model(name)
    return generate(found.paths, found.graph)


@cache
def proof(name: str) -> Proof:
    return prove(alone(model(name).graph, generated(name).policies))


@each(nightly=LONG)
def test_the_generated_policies_alone_let_every_request_pass(name):
    assert proof(name).required > 20
    assert [(hop.asked, hop.decision.reason) for hop in proof(name).lacking] == []
    assert [(hop.asked, hop.decision.reason) for hop in proof(name).open] == []


@each(nightly=LONG)
def test_without_any_element_some_request_is_refused(name):
    spare = proof(name).spare
    assert spare is not None
    assert [(one.policy.name, one.statement.sid, one.element) for one in spare] == []


@each(nightly=LONG)
def test_nothing_is_allowed_that_nobody_is_seen_to_ask_for(name):
    assert sum(1 for _ in proof(name).universe.triples()) > 1000
    assert [
        (shown(one.principal), one.action, shown(one.resource)) for one in proof(name).excess
    ] == []


@each(nightly=LONG)
def test_what_is_required_alone_is_sufficient_as_well(name):
    found = model(name)
    policies = generate(found.paths, found.graph, optional=False).policies
    assert not any(line.optional for one in policies for line in one.lines)
    proved = prove(alone(found.graph, policies), necessary=False)
    assert (proved.lacking, proved.open) == ((), ())


@SYSTEM
def test_every_statement_says_which_pipeline_actions_need_it(name):
    known = {f"{p.pipeline.name} / {p.stage.name} / {p.action.name}" for p in model(name).paths}
    for one in generated(name).policies:
        for line in one.lines:
            assert line.because
            assert line.keeps or set(line.because) <= known


@SYSTEM
def test_the_same_paths_give_the_same_policies_in_whatever_order(name):
    found = model(name)
    turned = generate(tuple(reversed(found.paths)), found.graph)
    assert turned.policies == generated(name).policies


@SYSTEM
def test_nothing_is_beyond_the_quotas_of_aws(name):
    assert generated(name).warnings == ()


@SYSTEM
def test_only_what_a_root_user_does_has_no_policy(name):
    assert all(beyond.hop.step.principal.endswith(":root") for beyond in generated(name).beyond)


def test_the_three_accounts_are_granted_no_wildcard_action_and_no_star_but_where_none_is_asked_for():
    """Metrics have no ARN; the reference lists a type for them that nothing asks for."""
    for one in generated("three-account-codepipeline").policies:
        for line in (line for line in one.lines if line.written["Effect"] == "Allow"):
            actions, resource = line.written["Action"], line.written.get("Resource")
            each = [actions] if isinstance(actions, str) else list(actions)
            assert not any("*" in action or "?" in action for action in each)
            of_key = one.attached_to.split(":")[2] == "kms"
            if resource == "*" and not of_key:
                known = [reference.action(action) for action in each]
                assert not any(
                    of.required for found in known if found for of in found.resource_types
                )


@SYSTEM
def test_the_reference_policies_are_what_is_generated_and_proven(name):
    """`make reference` writes them."""
    folder = REFERENCE / name
    there = {
        str(file.relative_to(folder)): file.read_text()
        for file in folder.rglob("*")
        if file.is_file()
    }
    wanted = files_of(name, model(name), generated(name), proof(name))
    assert there.keys() == wanted.keys()
    assert {file: text for file, text in there.items() if text != wanted[file]} == {}


def test_the_list_of_reference_policies_has_each_system():
    assert systems() == tuple(NAMES)
    assert (REFERENCE / "README.md").read_text() == index(systems())

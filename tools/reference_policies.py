"""policies/reference: the least-privilege policies of the reference systems, with a page that explains them.

python tools/reference_policies.py [DIR]
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xacct_guard.blueprint.deployment import Deployment
from xacct_guard.blueprint.plain import plain
from xacct_guard.blueprint.written import INDEX, Written
from xacct_guard.grants.alone import alone
from xacct_guard.grants.document import Line
from xacct_guard.grants.generate import Generated, Generation, generate_over
from xacct_guard.grants.narrowing import narrowing
from xacct_guard.grants.prove import Proof, prove
from xacct_guard.iam.symbol import shown
from xacct_guard.own_folder import PAGE
from xacct_guard.run import Model, Options, model_of
from xacct_guard.terminal.json_text import json_text

ROOT = Path(__file__).parents[1]
SYSTEMS = ROOT / "fixtures" / "systems"
REFERENCE = ROOT / "policies" / "reference"
TITLES = {
    "enterprise-ml-platform": "Five accounts: a platform that trains, tests and serves behind VPC endpoints",
    "promote-with-jenkins-terraform": "Jenkins and Terraform promote a model from account to account",
    "shared-model-registry": "Accounts that share a model registry",
    "single-account-events": "One account, driven by events",
    "three-account-codepipeline": "CodePipeline trains in a second account and deploys to a third",
}
WHY = {
    "aws:principalarn": "the endpoint lets only this role through",
    "aws:sourcearn": "the service acts for this resource and no other (confused deputy)",
    "aws:sourceaccount": "the service acts for this account and no other (confused deputy)",
    "aws:sourcevpce": "all such requests of the paths come through this VPC endpoint",
    "aws:securetransport": "requests without TLS are refused",
    "cloudwatch:namespace": "metrics have no ARN: the namespace is what tells them apart",
    "iam:passedtoservice": "the role is handed to this service and to no other",
    "kms:encryptioncontext:aws:s3:arn": "the key is used for these objects only: S3 sends what it encrypts",
    "kms:grantisforawsresource": "the grant is one that an AWS service makes for itself",
    "kms:viaservice": "the key is used through this service, never directly",
    "s3:prefix": "only these prefixes are listed",
    "s3:x-amz-server-side-encryption": "objects are written encrypted as all writers of the paths do it",
    "s3:x-amz-server-side-encryption-aws-kms-key-id": "objects are written under this key",
    "sagemaker:modelapprovalstatus": "who registers a model does not approve it, and the other way round",
    "sts:externalid": "whoever takes on the role has to say the agreed word",
}
"""Why a condition is there, by its key."""
SIDES = {
    "identity": "What it may do",
    "trust": "Who may take it on",
    "resource": "Who may use it",
    "vpc_endpoint": "What may pass through it",
}


def main(into: Path = REFERENCE) -> None:
    """Write every set, in place of what is there."""
    names = systems()
    for name in names:
        shutil.rmtree(into / name, ignore_errors=True)
        found = model(name)
        generation = generation_of(found)
        proof = prove(alone(found.graph, generation.policies))
        for file, text in files_of(name, found, generation, proof).items():
            path = into / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    (into / PAGE).write_text(index(names), encoding="utf-8")


def systems() -> tuple[str, ...]:
    """The names of the reference systems."""
    return tuple(sorted(each.name for each in SYSTEMS.iterdir() if each.is_dir()))


def files_of(name: str, found: Model, generation: Generation, proof: Proof) -> Mapping[str, str]:
    """The text of each file of one system's set; raises AssertionError where it is not proven."""
    deployment = Deployment.of(generation, found.graph, found.estate.parts)
    written = Written(generation, deployment)
    blueprint = written.blueprint("json")
    texts = {each.file: each.text for each in blueprint.documents}
    smaller = _smaller(found, generation)
    page = (
        "\n".join((*_beginning(name), *_proven(proof), smaller, *_rest(generation, written))) + "\n"
    )
    return {**texts, INDEX: json_text(written.members(blueprint)), PAGE: page}


def index(names: tuple[str, ...]) -> str:
    """The page that lists the sets."""
    lines = [
        "# Least-privilege policies of the reference systems",
        "",
        "For each system in `fixtures/systems` the policies that its pipelines and flows need, on both sides",
        "of every account boundary, and nothing else. They are generated from the access paths and proven:",
        "with these policies alone every request passes, without any one element some request is refused, and",
        "nothing else is allowed. Tests hold the files to what is generated (`make reference` writes them).",
        "",
        "To copy one, replace the account ids, and `${stack.LogicalId}` by what your deployment calls it.",
        "",
        "| Set | What the system does |",
        "|---|---|",
        *(f"| [{name}]({name}/README.md) | {TITLES[name]} |" for name in names),
        "",
        "[Prove policies](../../docs/how-to/prove-policies.md) tells how to do this for your own.",
    ]
    return "\n".join(lines) + "\n"


def model(name: str) -> Model:
    """The corrected system, loaded and traced."""
    folder = SYSTEMS / name / "corrected"
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


def generation_of(found: Model) -> Generation:
    """What `generate` makes of it."""
    return generate_over(tuple((world.paths, world.graph) for world in found.worlds))


def _beginning(name: str) -> Iterator[str]:
    yield from (f"# {TITLES[name]}", "")
    system = f"[fixtures/systems/{name}/corrected](../../../fixtures/systems/{name}/corrected)"
    yield f"The policies that the pipelines and flows in {system} need."
    yield "`index.json` has the same for programs."
    yield from ("", "## What is proven", "")


def _rest(generation: Generation, written: Written) -> Iterator[str]:
    yield from (
        "",
        "## Order",
        "",
        "AWS refuses a policy that names a role which does not exist yet.",
        "",
    )
    yield from _order(written)
    yield from ("", "## Statement by statement", "")
    yield "Who needs one is told as pipeline / stage / action."
    files = {
        id(one): each.file for each in written.blueprint("json").documents for one in each.sets
    }
    for one in generation.policies:
        yield from _policy(one, files.get(id(one), ""))
    if generation.beyond:
        yield from ("", "## What no policy can give", "")
        yield from sorted(
            {f"- {shown(each.hop.step.principal)}: {each.why}" for each in generation.beyond}
        )


def _proven(proof: Proof) -> Iterator[str]:
    claims = {
        "Sufficient": proof.sufficient,
        "Necessary": proof.necessary,
        "Contained": proof.contained,
    }
    assert all(claims.values()), claims
    triples = sum(1 for _ in proof.universe.triples())
    yield f"- **Sufficient**: each of the {proof.required} requests that have to pass is allowed."
    yield "- **Necessary**: without any action, resource, principal or statement some request is refused."
    yield (
        f"- **Contained** ({proof.method}): of {len(proof.containments)} principals and resources it is"
        f" proved over all requests that nothing else is allowed, and {triples} triples of the system were"
        " decided one by one."
    )


def _smaller(found: Model, generation: Generation) -> str:
    rows = narrowing(found.graph, found.paths, generation.policies)
    before, after = sum(row.in_force for row in rows), sum(row.generated for row in rows)
    return (
        f"- They allow {after} triples of principal, action and resource; the corrected system's own"
        f" policies allow {before}."
    )


def _order(written: Written) -> Iterator[str]:
    for number, each in enumerate(written.blueprint("json").documents, 1):
        yield f"{number}. account {shown(each.account)}: [{each.file}]({each.file}), {each.contents}"


def _policy(one: Generated, file: str) -> Iterator[str]:
    yield from ("", f"### {SIDES[one.kind.value]}: `{shown(one.attached_to)}`", "")
    yield from (f"[{file}]({file})", "")
    for line in one.lines:
        yield from _statement(line)


def _statement(line: Line) -> Iterator[str]:
    written: Any = plain(line.written)
    may = "may" if written["Effect"] == "Allow" else "may not"
    whom = f"{_principals(written['Principal'])} " if "Principal" in written else ""
    where = f" on {_texts(written['Resource'])}" if "Resource" in written else ""
    under = "," if "Condition" in written else "."
    yield f"- `{line.sid}`: {whom}{may} {_texts(written['Action'])}{where}{under}"
    for operator, keys in written.get("Condition", {}).items():
        for key, values in keys.items():
            yield f"  - if `{operator} {key}` {_texts(values)}: {why(key)}."
    because = "; ".join(shown(each) for each in line.because)
    if line.keeps:
        yield f"  - No path needs it: {because}."
    else:
        optional = " (nothing is known to stop without it)" if line.optional else ""
        yield f"  - Needed by {because}{optional}."


def why(key: str) -> str:
    """Why a condition on this key is there."""
    name = key.lower()
    return WHY[
        "kms:encryptioncontext:aws:s3:arn" if name.startswith("kms:encryptioncontext:") else name
    ]


def _principals(of: Any) -> str:  # noqa: ANN401 (a text or a mapping, as policies have it)
    if isinstance(of, str):
        return "anybody"
    return ", ".join(_texts(each) for each in of.values())


def _texts(of: Any) -> str:  # noqa: ANN401 (a text or a list)
    return f"`{of}`" if isinstance(of, str) else ", ".join(f"`{each}`" for each in of)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

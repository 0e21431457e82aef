"""What there is in the organization, and who reaches whom: all of it worked out of the seed by itself.

No account has to be made to know what another says of it, so that one after the other can be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

REGION = "us-east-1"
BUCKETS, KEYS, REPOSITORIES, DOORS, SHARED = 10, 5, 5, 3, 5
LEAST_ACCOUNTS, LEAST_ROLES = 3, 8
OF_PIPELINE, OF_TARGET = 3, 2
"""How many of the roles of an account are those of its pipeline, and of one that deploys into it."""
UNITS = ("data", "platform", "production", "research", "sandbox")


@dataclass(frozen=True, slots=True)
class Bond:
    """A role of one account that a thing of another lets in: the accounts, the thing's number, the role's."""

    owner: int
    thing: int
    comer: int
    seat: int


@dataclass(frozen=True)
class Layout:
    """An organization of so many accounts with so many roles; one in `every` accounts has a pipeline.

    Three accounts at least, and eight roles, so that no two things want the same one.
    """

    accounts: int
    roles: int
    seed: int = 0
    every: int = 10

    def __post_init__(self) -> None:
        if self.accounts < LEAST_ACCOUNTS or self.roles < LEAST_ROLES:
            raise ValueError(f"at least {LEAST_ACCOUNTS} accounts and {LEAST_ROLES} roles")

    @property
    def id(self) -> str:
        """The organization's id."""
        return f"o-{Random(f'{self.seed} organization').getrandbits(50):010x}"[:12]

    def account(self, index: int) -> str:
        """The id of an account."""
        return f"{210_000_000_000 + (self.seed % 97) * 1_000_000_000 + index * 7_919:012}"

    def unit(self, index: int) -> str:
        """The unit that an account is in."""
        return UNITS[index % len(UNITS)]

    def random(self, index: int, what: str) -> Random:
        """The dice of one thing of an account."""
        return Random(f"{self.seed} {index} {what}")

    @property
    def seats(self) -> int:
        """How many roles of every account are no pipeline's."""
        return self.roles - OF_PIPELINE - OF_TARGET

    def seats_of(self, index: int) -> int:
        """How many of this one are not."""
        target = OF_TARGET if self.deployed_from(index) is not None else 0
        return self.roles - target - (OF_PIPELINE if self.has_pipeline(index) else 0)

    def role(self, index: int, seat: int) -> str:
        """The ARN of a role."""
        return f"arn:aws:iam::{self.account(index)}:role{self.path(seat)}{self.role_name(seat)}"

    def role_name(self, seat: int) -> str:
        """The name of a role: the same in every account, as stack sets make them."""
        return f"{TEAMS[seat % len(TEAMS)]}-{PURPOSES[seat % len(PURPOSES)]}-{seat:02}"

    def path(self, seat: int) -> str:
        """The path of a role."""
        return "/ml/" if seat % 4 == 3 else "/"

    def bucket(self, index: int, number: int) -> str:
        """The name of a bucket."""
        return f"{HOLDINGS[number % len(HOLDINGS)]}-{number}-{self.account(index)}"

    def key_id(self, index: int, number: int) -> str:
        """The id of a key."""
        drawn = f"{self.random(index, f'key {number}').getrandbits(128):032x}"
        cuts = (drawn[:8], drawn[8:12], f"4{drawn[13:16]}", f"a{drawn[17:20]}", drawn[20:])
        return "-".join(cuts)

    def key(self, index: int, number: int) -> str:
        """The ARN of a key."""
        return f"arn:aws:kms:{REGION}:{self.account(index)}:key/{self.key_id(index, number)}"

    def repository(self, number: int) -> str:
        """The name of a repository: the same in every account."""
        return f"ml/{HOLDINGS[number % len(HOLDINGS)]}-{number}"

    def repository_arn(self, index: int, number: int) -> str:
        """The ARN of a repository."""
        return f"arn:aws:ecr:{REGION}:{self.account(index)}:repository/{self.repository(number)}"

    @cached_property
    def _steps(self) -> dict[str, int]:
        """How far it is from an account to the one that each of its things lets in."""
        drawn = Random(f"{self.seed} steps")
        things = (("bucket", BUCKETS), ("repository", REPOSITORIES), ("door", DOORS))
        return {
            f"{kind} {number}": drawn.randrange(1, self.accounts)
            for kind, many in things
            for number in range(many)
        }

    def bond(self, kind: str, owner: int, number: int) -> Bond:
        """Whom a thing of an account lets in."""
        comer = (owner + self._steps[f"{kind} {number}"]) % self.accounts
        return Bond(owner, number, comer, self._seat(kind, number))

    def bonds_of(self, kind: str, many: int, comer: int) -> tuple[Bond, ...]:
        """The things of other accounts that let in a role of this one."""
        steps = (self._steps[f"{kind} {number}"] for number in range(many))
        owners = ((comer - step) % self.accounts for step in steps)
        return tuple(self.bond(kind, owner, number) for number, owner in enumerate(owners))

    def _seat(self, kind: str, number: int) -> int:
        return (number * 2 + len(kind)) % self.seats

    def door(self, number: int) -> int:
        """The seat of a role that another account's role may assume."""
        return number

    def has_pipeline(self, index: int) -> bool:
        """Does the account have one? The management account has none, and the last has none to deploy into."""
        return index % self.every == 1 % self.every and 0 < index < self.accounts - 1

    def target(self, index: int) -> int:
        """The account into which the pipeline of an account deploys: into each one at most."""
        return index + 1

    def deployed_from(self, index: int) -> int | None:
        """The account whose pipeline deploys into this one."""
        return index - 1 if self.has_pipeline(index - 1) else None


TEAMS = ("vision", "speech", "risk", "pricing", "search", "fraud", "ads")
PURPOSES = (
    *("train", "serve", "ingest", "evaluate", "label", "feature", "monitor", "notebook"),
    *("export", "report", "archive"),
)
HOLDINGS = ("raw", "features", "models", "reports", "curated", "labels", "archive", "exports")

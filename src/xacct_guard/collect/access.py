"""The way into accounts: credentials, and every client that is ever made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import CollectError
from ..live import Ask
from .answer import Bare, answer, same
from .guard import Operations, hold
from .limits import Limits
from .patience import lose_patience
from .reach import TAKE_ROLE, WHO
from .refusal import NotTakenError, Refusal, unless_refused
from .role import Role

_HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""A Region that is enabled in every account of a partition."""


class Access:
    """The way into one account. Its threads may share it."""

    def __init__(
        self, account: str, partition: str, session: Callable[[], Any], limits: Limits
    ) -> None:
        """`session` makes a botocore session, again whenever its credentials are no longer good."""
        self.account = account
        self.partition = partition
        self._make = session
        self._limits = limits
        self._session = session()
        self._clients: dict[tuple[str, str], Any] = {}
        self._silent: dict[tuple[str, str], Refusal] = {}
        self._age = 0
        self._lock = threading.Lock()

    @property
    def home(self) -> str:
        """A Region that can be asked whatever is enabled."""
        return (
            _HOME.get(self.partition) or self._session.get_config_variable("region") or "us-east-1"
        )

    @property
    def region(self) -> str | None:
        """The Region that the profile or the environment names."""
        named: str | None = self._session.get_config_variable("region")
        return named

    def ask(
        self, ask: Ask, item: Mapping[str, Any], region: str, bare: Bare = same
    ) -> Any | Refusal:
        """What is kept of the answer, or why there is none.

        `bare` takes secrets out of the answer. Credentials that are no longer good are made again once. An
        endpoint that did not answer is not asked a second time.
        """
        place = (ask.client, region)
        if place in self._silent:
            return self._silent[place]
        age = self._age
        said = self._attempt(ask, item, region, bare)
        if isinstance(said, Refusal) and said.is_expiry and self._renew(age):
            said = self._attempt(ask, item, region, bare)
        if isinstance(said, Refusal) and said.is_silence:
            self._silent[place] = said
        return said

    def close(self) -> None:
        """Close the connections that its clients keep open."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def offers(self, service: str, region: str) -> bool:
        """Is the service known to be in the Region?"""
        known = self._session.get_available_regions(service, self.partition)
        return region in known or not known

    def _attempt(self, ask: Ask, item: Mapping[str, Any], region: str, bare: Bare) -> Any | Refusal:
        return unless_refused(lambda: answer(self._client(ask.client, region), ask, item, bare))

    def _client(self, service: str, region: str) -> Any:
        with self._lock:
            made = self._clients.get((service, region))
            if made is None:
                made = self._session.create_client(
                    service, region_name=region, config=self._limits.client_config()
                )
                self._clients[service, region] = made
            return made

    def _renew(self, age: int) -> bool:
        """Are there other credentials than those of this age, now? Another thread may have got them."""
        with self._lock:
            if age == self._age:
                made = unless_refused(self._make)
                if isinstance(made, Refusal):
                    return False
                self._session = made
                self._clients.clear()
                self._age += 1
        return True


class Accounts:
    """The ways into all accounts, from the credentials of a profile or of the environment."""

    def __init__(
        self,
        allowed: Operations,
        limits: Limits,
        profile: str | None = None,
        role: Role | None = None,
    ) -> None:
        self._allowed = allowed
        self.limits = limits
        self._profile = profile
        self._role = role
        self._loader: Any = None
        self._stop = threading.Event()

    def stop(self) -> None:
        """Let no client ask anything more; what was sent is still waited for."""
        self._stop.set()

    def own(self) -> Access:
        """The way into the account whose credentials we have; raises CollectError."""
        found = self._own()
        if isinstance(found, Refusal):
            raise CollectError(
                f"no credentials that are good for anything: {found.error}: {found.message}",
                help="name a profile by `--profile`, or set those of the environment",
            )
        return found

    def _own(self) -> Access | Refusal:
        def asked() -> Any | Refusal:
            unknown = Access("", "aws", self._session, self.limits)
            return unknown.ask(WHO, {}, unknown.region or unknown.home)

        said = unless_refused(asked)
        if isinstance(said, Refusal):
            return said
        partition = str(said["Arn"]).split(":")[1]
        return Access(str(said["Account"]), partition, self._session, self.limits)

    def into(self, account: str, own: Access) -> Access | Refusal:
        """The way into an account: our own by the credentials that we have, another by its role."""
        if account == own.account:
            return own
        if self._role is None:
            return Refusal(
                "NoRole", f"the credentials are of {own.account}, and no role was named for others"
            )
        try:
            return Access(account, own.partition, lambda: self._as_role(account, own), self.limits)
        except NotTakenError as error:
            return error.refusal

    def _session(self) -> Any:
        """A session of botocore with our own credentials, held to what may be asked."""
        from botocore.session import Session

        session = Session(profile=self._profile)
        if self._loader is None:
            self._loader = session.get_component("data_loader")
        session.register_component("data_loader", self._loader)  # models are read once for all
        hold(session, self._allowed)
        lose_patience(session, self.limits.silences, self._stop)
        return session

    def _as_role(self, account: str, own: Access) -> Any:
        """A session with the credentials of the role, which are made again before they expire."""
        from botocore.credentials import RefreshableCredentials

        def taken() -> dict[str, Any]:
            return self._taken(account, own)

        credentials = RefreshableCredentials.create_from_metadata(
            metadata=taken(), refresh_using=taken, method="sts-assume-role"
        )
        session = self._session()
        session.register_component("credential_provider", _Given(credentials))
        return session

    def _taken(self, account: str, own: Access) -> dict[str, Any]:
        role = self._role or Role("")
        fixed = role.parameters(account, own.partition)
        ask = Ask(TAKE_ROLE.client, TAKE_ROLE.operation, TAKE_ROLE.permissions, fixed=fixed)
        said = own.ask(ask, {}, own.region or own.home)
        if isinstance(said, Refusal):
            raise NotTakenError(said)
        credentials = said["Credentials"]
        return {
            "access_key": credentials["AccessKeyId"],
            "secret_key": credentials["SecretAccessKey"],
            "token": credentials["SessionToken"],
            "expiry_time": credentials["Expiration"],
        }


class _Given:
    """Credentials that are there already, in the place of all that botocore would look through."""

    def __init__(self, credentials: Any) -> None:
        self._credentials = credentials

    def load_credentials(self) -> Any:
        """The credentials."""
        return self._credentials

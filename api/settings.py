"""What the environment may say: the folder, the port, and servers that exist already.

With `PURVEY_DATABASE_URL` and `PURVEY_NATS_URL` no server is started. Both or neither: half an
instance would be a surprise.
"""

import os
import re
from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

API_PORT_DEFAULT: Final = 8000
DATABASE_SCHEMES: Final = ("postgresql://", "postgres://")
NATS_SCHEMES: Final = ("nats://", "tls://")
DATABASE_EXAMPLE: Final = "postgresql://user:password@127.0.0.1:5432/purvey"
NATS_EXAMPLE: Final = "nats://127.0.0.1:4222"
PORT_MAX: Final = 65_535
HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(:(?P<port>[0-9]{1,5})?)?")
NO_ADDRESS: Final = (
    "{} is no address of a server: name a host, and a port from 1 to 65535 if any, as in {};"
    " in a password, write / ? # @ and [ as percent and their code"
)
NO_TEXT: Final = (
    "the folder's path, or that of the current folder before it, holds a byte that is no UTF-8;"
    " servers and other processes are told it as text: choose another folder"
)
WRONG_ADDRESS: Final = (
    "PURVEY_DATABASE_URL {}: an address names a host, a port from 1 to 65535 if any, a database and"
    f" behind ? options, as in {DATABASE_EXAMPLE}?sslmode=require; PostgreSQL's manual lists these"
    " as parameter key words of libpq"
)
# The stream is a mirror: what a power cut takes of it is sent again. In production: always.
SYNC_INTERVAL_DEFAULT: Final = "10s"
NAMES: Final = r"^[A-Za-z0-9.-]*( [A-Za-z0-9.-]+)*$"
SYNC_INTERVAL: Final = r"^(always|[1-9][0-9]{0,3}(ms|s|m))$"


class Settings(BaseSettings):
    """Read once per process, from variables that begin with `PURVEY_`."""

    model_config = SettingsConfigDict(
        env_prefix="PURVEY_",
        env_ignore_empty=True,  # `PURVEY_HOME= purvey up` must not mean the current folder.
        extra="ignore",
    )

    home: Path = Path(".purvey")
    api_port: int | None = Field(default=None, ge=0, le=65535)
    api_host: str = "127.0.0.1"
    api_names: str = Field(default="", pattern=NAMES)  # other names that it is asked for by
    database_url: SecretStr | None = None
    nats_url: SecretStr | None = None
    disk_free_percent_min: int = Field(default=15, ge=0, le=99)  # 0: commands are never refused
    stream_storage: Literal["file", "memory"] = "file"
    stream_replicas: int = Field(default=1, ge=1, le=5)  # More than 1 needs a cluster.
    nats_sync_interval: str = Field(default=SYNC_INTERVAL_DEFAULT, pattern=SYNC_INTERVAL)

    @field_validator("home", mode="after")
    @classmethod
    def _home_is_text(cls, home: Path) -> Path:
        try:
            str(home.absolute()).encode()
        except UnicodeEncodeError:
            raise ValueError(NO_TEXT) from None
        return home

    @model_validator(mode="after")
    def _both_servers_or_none(self) -> Self:
        if (self.database_url is None) != (self.nats_url is None):
            raise ValueError(
                "set both PURVEY_DATABASE_URL and PURVEY_NATS_URL, or neither to start embedded"
                " servers"
            )
        try:
            if self.database_url is not None and self.nats_url is not None:
                self.database_url = _taken_up(self.database_url)
                _check_nats(self.nats_url)
        finally:
            _forget_client_variables()
        return self

    @property
    def external(self) -> bool:
        """Whether servers that exist are used."""
        return self.database_url is not None

    @property
    def disk_watched_percent(self) -> int:
        """How much of the data folder's disk stays free; 0 where the database is elsewhere."""
        return 0 if self.external else self.disk_free_percent_min


def _taken_up(url: SecretStr) -> SecretStr:
    """The address with what the caller's variables and service add, before these are forgotten."""
    # Here, because nobody else need wait for the client: most instances start their own servers.
    from api.wiring.named_database import (
        NOT_UTF_8,
        complete_address,
        flaw_of,
        misuse_of,
        service_of,
    )

    text = url.get_secret_value()
    if not text.startswith(DATABASE_SCHEMES):
        raise ValueError(f"PURVEY_DATABASE_URL must begin with {' or '.join(DATABASE_SCHEMES)}")
    if flaw := flaw_of(text):
        raise ValueError(WRONG_ADDRESS.format(flaw))
    if service := service_of(text):
        os.environ["PGSERVICE"] = service
    try:
        complete = complete_address(text)
    except UnicodeDecodeError:  # Not its own words: they may hold a part of the password.
        raise ValueError(WRONG_ADDRESS.format(NOT_UTF_8)) from None
    if misuse := misuse_of(complete):
        raise ValueError(WRONG_ADDRESS.format(misuse))
    return SecretStr(complete)


def _check_nats(url: SecretStr) -> None:
    """Its client knows neither a host by default nor several in one address."""
    text = url.get_secret_value()
    if not text.startswith(NATS_SCHEMES):
        raise ValueError(f"PURVEY_NATS_URL must begin with {' or '.join(NATS_SCHEMES)}")
    try:
        host = urlsplit(text).netloc.rpartition("@")[2]
    except ValueError:  # Not its own words: they may hold a part of the password.
        host = "["
    found = HOST.fullmatch(host)
    named = found and 1 <= int(found["port"] or 1) <= PORT_MAX
    if not named or "," in host or host.startswith(":") or not host:
        raise ValueError(NO_ADDRESS.format("PURVEY_NATS_URL", NATS_EXAMPLE))


def _forget_client_variables() -> None:
    """Takes out of the environment what PostgreSQL's client reads beside an address.

    Embedded servers are reached by what we say of them, and named ones by an address that has it:
    the parts of an instance have no such variables, and some are no part of any address.
    """
    for name in list(os.environ):
        if name.startswith("PG"):
            del os.environ[name]

"""What the environment may say: the folder, the port, and servers that exist already.

With `PURVEY_DATABASE_URL` and `PURVEY_NATS_URL` no server is started. Both or neither: half an
instance would be a surprise.
"""

import os
import re
from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

API_PORT_DEFAULT: Final = 8000
DATABASE_SCHEMES: Final = ("postgresql://", "postgres://")
NATS_SCHEMES: Final = ("nats://", "tls://")
DATABASE_EXAMPLE: Final = "postgresql://user:password@127.0.0.1:5432/purvey"
NATS_EXAMPLE: Final = "nats://127.0.0.1:4222"
PORT_MAX: Final = 65_535
# PostgreSQL's client takes several hosts, and none for the local socket.
HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(:(?P<port>[0-9]{1,5})?)?")
NO_ADDRESS: Final = (
    "{} is no address of a server: name a host, and a port from 1 to 65535 if any, as in {};"
    " in a password, write / ? # @ and [ as percent and their code"
)
WRONG_OPTION: Final = (
    "PURVEY_DATABASE_URL {}: options stand behind ?, as in"
    f" {DATABASE_EXAMPLE}?sslmode=require, and PostgreSQL's manual lists them as parameter key"
    " words of libpq"
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

    @model_validator(mode="after")
    def _both_servers_or_none(self) -> Self:
        if (self.database_url is None) != (self.nats_url is None):
            raise ValueError(
                "set both PURVEY_DATABASE_URL and PURVEY_NATS_URL, or neither to start embedded"
                " servers"
            )
        if self.database_url is not None and self.nats_url is not None:
            _check_address(
                "PURVEY_DATABASE_URL", self.database_url, DATABASE_SCHEMES, DATABASE_EXAMPLE
            )
            _check_options(self.database_url)
            _check_nats(self.nats_url)
        else:
            _forget_client_variables()  # Embedded servers are reached by what we say of them.
        return self

    @property
    def external(self) -> bool:
        """Whether servers that exist are used."""
        return self.database_url is not None

    @property
    def disk_watched_percent(self) -> int:
        """How much of the data folder's disk stays free; 0 where the database is elsewhere."""
        return 0 if self.external else self.disk_free_percent_min


def _check_address(variable: str, url: SecretStr, schemes: tuple[str, ...], example: str) -> None:
    text = url.get_secret_value()
    if not text.startswith(schemes):
        raise ValueError(f"{variable} must begin with {' or '.join(schemes)}")
    try:
        hosts = urlsplit(text).netloc.rpartition("@")[2].split(",")
    except ValueError:  # Not its own words: they may hold a part of the password.
        hosts = ["["]
    found = [HOST.fullmatch(each) for each in hosts]
    if not all(each and 1 <= int(each["port"] or 1) <= PORT_MAX for each in found):
        raise ValueError(NO_ADDRESS.format(variable, example))


def _check_options(url: SecretStr) -> None:
    # Here, because nobody else need wait for the client: most instances start their own servers.
    from api.wiring.database import flaw_of_address

    if flaw := flaw_of_address(url.get_secret_value()):
        raise ValueError(WRONG_OPTION.format(flaw))


def _check_nats(url: SecretStr) -> None:
    """Its client knows neither a host by default nor several in one address."""
    _check_address("PURVEY_NATS_URL", url, NATS_SCHEMES, NATS_EXAMPLE)
    host = urlsplit(url.get_secret_value()).netloc.rpartition("@")[2]
    if "," in host or host.startswith(":") or not host:
        raise ValueError(NO_ADDRESS.format("PURVEY_NATS_URL", NATS_EXAMPLE))


def _forget_client_variables() -> None:
    """Takes out of the environment what PostgreSQL's client reads beside an address.

    They are of the caller's own servers: a service, a style of dates, a default of reading only.
    """
    for name in list(os.environ):
        if name.startswith("PG"):
            del os.environ[name]

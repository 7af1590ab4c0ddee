"""What the environment may say: the folder, the port, and servers that exist already.

With `PURVEY_DATABASE_URL` and `PURVEY_NATS_URL` no server is started. Both or neither: half an
instance would be a surprise.
"""

from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

API_PORT_DEFAULT: Final = 8000
DATABASE_SCHEMES: Final = ("postgresql://", "postgres://")
NATS_SCHEMES: Final = ("nats://", "tls://")
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
        _check_scheme("PURVEY_DATABASE_URL", self.database_url, DATABASE_SCHEMES)
        _check_scheme("PURVEY_NATS_URL", self.nats_url, NATS_SCHEMES)
        return self

    @property
    def external(self) -> bool:
        """Whether servers that exist are used."""
        return self.database_url is not None

    @property
    def disk_watched_percent(self) -> int:
        """How much of the data folder's disk stays free; 0 where the database is elsewhere."""
        return 0 if self.external else self.disk_free_percent_min


def _check_scheme(variable: str, url: SecretStr | None, schemes: tuple[str, ...]) -> None:
    if url is not None and not url.get_secret_value().startswith(schemes):
        raise ValueError(f"{variable} must begin with {' or '.join(schemes)}")

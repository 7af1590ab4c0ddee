"""The address of a database that settings name: what is wrong with it, and all that it says."""

from adapters.postgres.complete_address import complete_address, is_same_database, options_of
from adapters.postgres.database_address import NOT_UTF_8, flaw_of, misuse_of

__all__ = [
    "NOT_UTF_8",
    "complete_address",
    "flaw_of",
    "is_same_database",
    "misuse_of",
    "service_of",
]


def service_of(database_url: str) -> str | None:
    """The service that it names, of which the client knows more."""
    return options_of(database_url).get("service")

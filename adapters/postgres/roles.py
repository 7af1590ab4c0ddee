"""The users that log in, one per duty, and the addresses they log in with.

The duties themselves (purvey_append, purvey_relay ...) are roles without login that the migrations
make and give rights to. Passwords are derived from one secret, so none needs to be kept. Users
belong to the whole server: instances that share a server share the secret too.
"""

import hmac
from typing import Final, Literal, LiteralString, get_args

import psycopg
from psycopg import sql

from adapters.postgres.complete_address import address_of, options_of
from adapters.postgres.tenant_pass import store_entry_key

Role = Literal[
    "purvey_append",
    "purvey_relay",
    "purvey_project",
    "purvey_read",
    "purvey_audit",
    "purvey_import",
    "purvey_operate",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
LOCK: Final = 0x726F6C6573  # "roles": two processes must not make the same user at once.
SECRET_BYTES_MIN: Final = 16
# Users may change their own settings for good, so they are set back at every start. Nobody's search
# path holds a schema that another may make.
SETTINGS: Final[tuple[LiteralString, ...]] = (
    "RESET ALL",
    "SET timezone = 'UTC'",
    "SET search_path = ''",
)


def create_users(database_url: str, secret: bytes) -> None:
    """Make the login user of every role, or give it the password that `secret` derives.

    What a user changed of its own settings, or was changed for it, is set back. The key that passes
    of tenants are made with derives from `secret` too.

    `database_url` names a user who may create roles, on a database that is migrated.
    """
    assert len(secret) >= SECRET_BYTES_MIN, "a secret that nobody guesses"
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        found = connection.execute("SELECT rolname FROM pg_roles").fetchall()
        existing = {name for (name,) in found}
        for role in ROLES:
            user = user_of(role)
            verb = sql.SQL("ALTER" if user in existing else "CREATE")
            options = sql.SQL("LOGIN PASSWORD {} CONNECTION LIMIT -1").format(
                sql.Literal(_password(role, secret))
            )
            name = sql.Identifier(user)
            connection.execute(sql.SQL("{} ROLE {} {}").format(verb, name, options))
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), name))
            for setting in SETTINGS:
                connection.execute(sql.SQL("ALTER ROLE {} {}").format(name, sql.SQL(setting)))
        store_entry_key(connection, secret)


def user_of(role: Role) -> str:
    """The name that logs in for this role."""
    return f"{role}_login"


def role_url(database_url: str, role: Role, secret: bytes) -> str:
    """The address of the same database for the login user of this role.

    It is put together from what the client reads in `database_url`: whatever else reads an address
    finds other parts in some, and whoever is named in the part left over would be logged in.
    """
    told = {
        **options_of(database_url),
        "user": user_of(role),
        "password": _password(role, secret),
    }
    return address_of(told)


def _password(role: Role, secret: bytes) -> str:
    return hmac.digest(secret, f"purvey login {role}".encode(), "sha256").hex()

"""What is wrong with the address of a database, as PostgreSQL's client takes it, before any server.

The client's own words are not used: they repeat what may be a part of the password.
"""

import re
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo, timeout_from_conninfo
from psycopg.pq import ConnStatus, PGconn

from adapters.postgres.complete_address import options_of

PORT_MAX: Final = 65_535
LOOPBACK: Final = "127.0.0.1"
NOT_TAKEN_APART: Final = (
    "has an option that PostgreSQL's client does not know, one without a value, or a percent"
    " without its code"
)
DO_NOT_FIT: Final = (
    "has options that PostgreSQL's client does not take together, or not beside its own variables,"
    " such as PGSSLMODE"
)
WRONG_VARIABLES: Final = (
    "stands beside variables of PostgreSQL's client, such as PGSSLMODE or PGSERVICE, with a value"
    " that it does not take: unset them, or say in the address what they say"
)
NOT_UTF_8: Final = (
    "stands beside variables of PostgreSQL's client that are no UTF-8: unset them, or say in the"
    " address what they say"
)
WRONG_VALUE: Final = "has a value of its option {} that PostgreSQL's client does not take"
MARKS_AS_THEY_ARE: Final = (
    "has a /, a # or an @ where none can stand as it is: in a user, a password and a name, write"
    " these and ? [ % as percent and their code"
)
ADDRESS_FOR_A_NAME: Final = "names a database with a = or :// in it, as if it were another address"
FOR_REPLICATION: Final = (
    "asks for replication, where no query is taken: leave its option replication out"
)
OTHER_ENCODING: Final = (
    "asks for texts in another encoding than UTF-8: leave its option client_encoding out"
)
ONLY_READING: Final = (
    "asks for a server, or for sessions, that only read, and Purvey records: leave out"
    " target_session_attrs or default_transaction_read_only, in its options, its service, or the"
    " variables PGOPTIONS and PGTARGETSESSIONATTRS"
)
# Behind the user, which only one @ may end, a path with the name, and options.
_PLAIN: Final = re.compile(r"[a-z]+://([^/#@?]*@)?[^/#@?]*(/[^/#@?]*)?([?][^#]*)?", re.DOTALL)
_UTF_8: Final = re.compile("utf-?8|unicode", re.IGNORECASE)
_READ_ONLY: Final = re.compile(
    r"default[_-]transaction[_-]read[_-]only\s*=\s*(?!off|of\b|f|n|0)", re.IGNORECASE
)


def flaw_of(database_url: str) -> str | None:
    """What keeps every server from being asked under this address; none where nothing does."""
    if not _PLAIN.fullmatch(database_url):
        return MARKS_AS_THEY_ARE
    try:
        options = options_of(database_url)
    except (psycopg.ProgrammingError, UnicodeError):
        return NOT_TAKEN_APART
    if _UTF_8.fullmatch(options.get("client_encoding", "UTF8")) is None:
        return OTHER_ENCODING
    wrong = [name for name, told in options.items() if not _can_be_asked(name, told)]
    if not wrong:
        if _are_begun_with(options):
            return None
        if not _are_begun_with({}):
            return WRONG_VARIABLES
        wrong = [name for name, told in options.items() if not _are_begun_with({name: told})]
    if not wrong:
        return DO_NOT_FIT
    return WRONG_VALUE.format(wrong[0])


def misuse_of(complete_url: str) -> str | None:
    """What keeps Purvey from working in such sessions as it asks for; none where nothing does.

    `complete_url` says all (`complete_address.py`).
    """
    options = options_of(complete_url)
    if wrong := [name for name, told in options.items() if not _can_be_asked(name, told)]:
        return f"{WRONG_VALUE.format(wrong[0])}, as its variables or its service say"
    if "replication" in options:
        return FOR_REPLICATION
    name = options.get("dbname", "")
    if "=" in name or "://" in name:
        return ADDRESS_FOR_A_NAME
    reading = options.get("target_session_attrs") in ("read-only", "standby")
    if reading or _READ_ONLY.search(options["options"]):
        return ONLY_READING
    return None


def _can_be_asked(name: str, told: str) -> bool:
    """Whether the client will take what it only looks at when it knows where to go."""
    match name:
        case "port":
            return all(_is_port(each) for each in told.split(","))
        case "hostaddr":
            return all(_is_ip_address(each) for each in told.split(","))
        case "connect_timeout":
            return _is_timeout(told)
        case _:
            return True


def _is_port(told: str) -> bool:
    digits = told.strip()
    return not digits or (digits.isascii() and digits.isdigit() and 1 <= int(digits) <= PORT_MAX)


def _is_ip_address(told: str) -> bool:
    try:
        ip_address(told or LOOPBACK)
    except ValueError:
        return False
    return True


def _is_timeout(told: str) -> bool:
    try:
        timeout_from_conninfo({"connect_timeout": told})
    except psycopg.ProgrammingError:
        return False
    return True


def _are_begun_with(options: Mapping[str, str]) -> bool:
    """Whether the client begins to connect, which it does only with options that it takes.

    It is led to a place of our own that answers nothing, and left before it hears so.
    """
    with socket.create_server((LOOPBACK, 0)) as silent:
        place = {"host": LOOPBACK, "hostaddr": LOOPBACK, "port": silent.getsockname()[1]}
        begun = PGconn.connect_start(make_conninfo("", **{**options, **place}).encode())
        try:
            return begun.status != ConnStatus.BAD
        finally:
            begun.finish()

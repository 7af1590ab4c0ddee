"""What is wrong with the address of a database, as PostgreSQL's client takes it, before any server.

The client's own words are not used: they repeat what may be a part of the password.
"""

import socket
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo, timeout_from_conninfo
from psycopg.pq import ConnStatus, PGconn

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


def flaw_of(database_url: str) -> str | None:
    """What keeps every server from being asked under this address; none where nothing does."""
    try:
        options = {name: str(told) for name, told in conninfo_to_dict(database_url).items()}
    except (psycopg.ProgrammingError, UnicodeDecodeError):
        return NOT_TAKEN_APART
    wrong = [name for name, told in options.items() if not _can_be_asked(name, told)]
    if not wrong:
        if _are_begun_with(options):
            return None
        wrong = [name for name, told in options.items() if not _are_begun_with({name: told})]
    if not wrong:
        return DO_NOT_FIT
    return f"has a value of its option {wrong[0]} that PostgreSQL's client does not take"


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

"""An address that says all by itself, so that every process which is given it reaches the same.

PostgreSQL's client fills what an address leaves out from variables (`PGHOST`, `PGSSLMODE`) and from
a service's file, which are the caller's: the parts of an instance do not have them. So they are
taken up once. Behind the caller's options come the settings that our statements rest on.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

CONNECT_SECONDS_MAX: Final = 10  # A silent machine is waited for so long, if nothing else is told.
# Of an option that is told twice the later one counts, before what the database itself has set.
SESSION: Final = (
    "-c DateStyle=ISO,MDY -c IntervalStyle=postgres -c TimeZone=UTC -c search_path="
    " -c standard_conforming_strings=on -c array_nulls=on -c transform_null_equals=off"
    " -c row_security=on -c default_transaction_isolation=read\\ committed"
)
PLACE: Final = ("host", "hostaddr", "port", "dbname")


def complete_address(database_url: str) -> str:
    """The address with all that this process's variables, and a service of theirs, add to it.

    A service that the address names itself is to be in PGSERVICE, where alone the client looks for
    what it adds. `database_url` has no flaw (`database_address.py`).
    """
    told = options_of(database_url)
    added = {
        option.keyword.decode(): option.val.decode()
        for option in Conninfo.get_defaults()
        if option.val is not None and option.val != option.compiled
    }
    added.pop("client_encoding", None)  # How the caller's terminal shows texts.
    usual = {"client_encoding": "UTF8", "connect_timeout": str(CONNECT_SECONDS_MAX)}
    complete = {**usual, **added, **told}
    complete.pop("service", None)
    if "user" in complete:  # Which is the client's default, and roles of ours have other names.
        complete.setdefault("dbname", complete["user"])
    return address_of({**complete, "options": more_options(complete, SESSION)})


def options_of(database_url: str) -> dict[str, str]:
    """What the client reads in it, by parameter key words of libpq."""
    return {name: str(told) for name, told in conninfo_to_dict(database_url).items()}


def address_of(options: Mapping[str, str]) -> str:
    """An address in which nothing can be taken for another part than it is."""
    told = (f"{name}={quote(value, safe='')}" for name, value in options.items())
    return f"postgresql:///?{'&'.join(told)}"


def more_options(options: Mapping[str, str], more: str) -> str:
    """The settings of sessions that an address tells, with `more` behind them."""
    return f"{options.get('options', '')} {more}".strip()


def is_same_database(one_url: str, other_url: str) -> bool:
    """Whether two addresses lead to the same database, whatever else they tell."""
    one, other = options_of(one_url), options_of(other_url)
    return all(one.get(name) == other.get(name) for name in PLACE)

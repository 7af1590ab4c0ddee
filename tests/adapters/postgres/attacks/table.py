"""Every attack as every attacker, and the table that is reviewed: `tests/golden/attacks.txt`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple, get_args

import psycopg

from adapters.postgres.roles import ROLES
from tests.adapters.postgres.attacks.attack import Attack, Attacker, Outcome, carried_out
from tests.adapters.postgres.attacks.on_history import HISTORY
from tests.adapters.postgres.attacks.on_rights import RIGHTS
from tests.adapters.postgres.attacks.on_tenants import TENANTS
from tests.conftest import PASSES, Database

LOGINS: Final = tuple(role.removeprefix("purvey_") for role in ROLES)
ATTACKERS: Final[tuple[Attacker, ...]] = tuple(
    each for each in get_args(Attacker) if each in (*LOGINS, "owner", "superuser")
)
ENTERING: Final = ("read", "audit")  # They are in the middle of a question of north.
GROUPS: Final[dict[str, tuple[Sequence[Attack], tuple[Attacker, ...]]]] = {
    "on history": (HISTORY, ATTACKERS),
    "on rights": (RIGHTS, ATTACKERS[:-2]),
    "on the rows of another tenant": (TENANTS, ATTACKERS[:-2]),
}
HEAD: Final = """\
# Attacks on the database, by somebody who holds the login of one role; the owner, whom nobody can
# log in as; and a superuser. tests/adapters/postgres/attacks/ has the statements.
#
#   42501     refused by PostgreSQL for want of a right
#   named     refused by a wall of ours in words, with SQLSTATE 42501 as well
#   malformed refused by the append, because it is no event, or does not fit the others
#   no row    answered, with nothing of another tenant
#   none such refused because nobody has such a thing
#   may       not stopped by the database; the note says why that harms nothing
#
# Written by `python -m tests.golden.write_attacks`; every "may" stands in the list of attacks too.
"""


class Ended(NamedTuple):
    """How one attack ended for each attacker."""

    group: str
    attack: Attack
    outcomes: dict[Attacker, Outcome]


def carried_out_by_all(database: Database) -> list[Ended]:
    """Every attack as everybody whom it is meant for."""
    by_attacker: dict[Attacker, list[Outcome]] = {}
    for attacker in ATTACKERS:
        with attacking(database, attacker) as connection:
            by_attacker[attacker] = [
                carried_out(connection, _as_sent(attack, connection))
                for attacks, attackers in GROUPS.values()
                if attacker in attackers
                for attack in attacks
            ]
    ended = []
    for group, (attacks, attackers) in GROUPS.items():
        for attack in attacks:
            outcomes = {attacker: by_attacker[attacker].pop(0) for attacker in attackers}
            ended.append(Ended(group, attack, outcomes))
    return ended


@contextmanager
def attacking(database: Database, attacker: Attacker) -> Iterator[psycopg.Connection]:
    """A connection of this attacker, inside a transaction that is given up in the end."""
    login = next((role for role in ROLES if role == f"purvey_{attacker}"), None)
    url = database.url if login is None else database.role_url(login)
    with psycopg.connect(url) as connection:
        if attacker == "owner":
            connection.execute("SET ROLE purvey_owner")
        if attacker in ENTERING:
            connection.execute("SELECT read.enter('north', %s)", [PASSES.of("north")])
        connection.execute("SELECT 1")
        yield connection
        connection.rollback()


def table_text(ended: Sequence[Ended]) -> str:
    """The table as it is kept."""
    lines = [HEAD]
    width = max(len(each.attack.name) for each in ended) + 2
    heading = "".join(f"{attacker:11}" for attacker in ATTACKERS).rstrip()
    for group in GROUPS:
        lines.append(f"{group.upper():{width}}{heading}")
        for each in ended:
            if each.group == group:
                cells = "".join(f"{_cell(each, attacker):11}" for attacker in ATTACKERS).rstrip()
                lines.append(f"{each.attack.name:{width}}{cells}")
        lines.append("")
    lines.append("NOTES")
    for each in ended:
        for reason in dict.fromkeys(each.attack.may.values()):
            by = ", ".join(who for who, why in each.attack.may.items() if why == reason)
            lines.append(f"{each.attack.name} ({by}): {reason}")
    return "\n".join(lines) + "\n"


def _cell(each: Ended, attacker: Attacker) -> str:
    outcome = each.outcomes.get(attacker, "-")
    return "may" if outcome == "done" else outcome


def _as_sent(attack: Attack, connection: psycopg.Connection) -> Attack:
    """With the name of the database, and the one pass that the attacker has seen."""
    known = {
        "{north}": f"\\x{PASSES.of('north').hex()}",
        "{database}": connection.info.dbname,
    }
    statements = attack.statements
    for name, value in known.items():
        statements = tuple(each.replace(name, value) for each in statements)
    return Attack(name=attack.name, statements=statements, is_read=attack.is_read)

"""One seed's life: days of commands with what disturbs them, and what must be true afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import psycopg

from application.ports import EventLog
from tests.simulation import answering, buying, paying, receiving, withholding
from tests.simulation.abroad import BooksAbroad, keeps_books
from tests.simulation.checks import check_day, check_end
from tests.simulation.goods import beginnings
from tests.simulation.hospital import START, Hospital, Planned
from tests.simulation.sending import PROCESSES, Sender, Told
from tests.simulation.unreliable_log import Failure

DAYS: Final = 10
STEPS_PER_DAY: Final = 16
FAILURES: Final[tuple[Failure, ...]] = ("before", "after")
TRACED: Final = 40  # commands before the failure that are told

Actor = Callable[[Hospital], Planned | None]
ACTORS: Final[dict[Actor, int]] = {
    buying.asks: 5,
    buying.follows_up: 6,
    buying.decides: 6,
    buying.orders_goods: 7,
    buying.works_on_order: 16,
    answering.answers: 6,
    answering.decides_on_answers: 5,
    receiving.receives: 14,
    receiving.inspects: 6,
    receiving.corrects: 4,
    paying.bills: 12,
    paying.judges: 9,
    paying.pays: 8,
    paying.credits_invoice: 3,
    paying.settles_credit: 4,
    withholding.withholds: 3,
}


class Broken(AssertionError):
    """A rule did not hold in this life."""


@dataclass(slots=True)
class Life:
    """What a seed came to."""

    seed: int
    told: Told = field(default_factory=Told)
    commands: int = 0
    events: int = 0
    hospital: Hospital | None = None


async def live(seed: int, log: EventLog, database_url: str, tenant: str, days: int = DAYS) -> Life:
    """Lives it. Raises `Broken` with the step, the trace and the line that repeats it."""
    life = Life(seed)
    with psycopg.connect(database_url, autocommit=True) as connection:
        hospital = Hospital(seed, tenant, connection)
        sender = Sender(hospital, log, life.told)
        life.hospital = hospital
        try:
            await _lived(hospital, sender, days)
            check_end(hospital, sender.sent, connection)
        except Exception as fault:
            # why: whatever it is, the seed that leads to it has to be told.
            raise Broken(_story(seed, days, sender, fault)) from fault
    life.commands, life.events = life.told.commands.total(), len(hospital.history)
    return life


async def _lived(hospital: Hospital, sender: Sender, days: int) -> None:
    hospital.held_against.append(BooksAbroad())
    for planned in (*keeps_books(hospital), *beginnings(hospital)):
        await sender.send(sender.new(planned), 0)
    for day in range(days):
        hospital.now = START + timedelta(days=day)
        for _ in range(STEPS_PER_DAY):
            hospital.now += timedelta(minutes=hospital.chance.randint(1, 40))
            await _step(hospital, sender)
        check_day(hospital)


async def _step(hospital: Hospital, sender: Sender) -> None:
    """One command, undisturbed for the most part."""
    planned = _chosen(hospital)
    process = hospital.chance.randrange(PROCESSES)
    drawn = hospital.chance.random()
    if drawn < 0.03:
        sender.restart(process)
    if drawn < 0.70:
        await sender.send(sender.new(planned), process)
    elif drawn < 0.80:
        await sender.race(sender.new(planned), sender.new(_chosen(hospital)))
    elif drawn < 0.86:
        await _with_failure(hospital, sender, planned, process)
    elif drawn < 0.94:
        sender.told.disturbances["repeated"] += 1
        await sender.send(hospital.recent(sender.sent) or sender.new(planned), process)
    else:
        former = hospital.recent(sender.sent)
        if former is not None:
            await sender.send_other(former, Planned(planned.command, former.person), process)


async def _with_failure(hospital: Hospital, sender: Sender, planned: Planned, process: int) -> None:
    """The log fails; whoever sent the command repeats it somewhere, or gives up."""
    sent = sender.new(planned)
    failure: Failure = hospital.chance.choice(FAILURES)
    await sender.send(sent, process, failure)
    if hospital.happens(0.7):
        await sender.send(sent, hospital.chance.randrange(PROCESSES))


def _chosen(hospital: Hospital) -> Planned:
    """What somebody does next."""
    while True:
        (actor,) = hospital.chance.choices(list(ACTORS), list(ACTORS.values()))
        planned = actor(hospital)
        if planned is not None:
            return planned


def _story(seed: int, days: int, sender: Sender, fault: Exception) -> str:
    told = "\n".join(sender.trace[-TRACED:])
    kind = type(fault).__name__
    return (
        f"seed {seed} broke at step {len(sender.trace)}: {kind}: {fault}\n"
        f"repeat with: make sim ARGS='--seed {seed} --days {days}'\n"
        f"what was sent before, the last of it at the end:\n{told}"
    )

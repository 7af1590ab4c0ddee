"""How many commands a second one API process takes over HTTP, from 32 clients that keep alive.

The command is that of `command.py`, as a client sends it: a JSON body, answered when it is durable.
Baseline of the same run, in turn with it: the same commands in process, at the same concurrency.
Clients, API and PostgreSQL share the cores, so the ratio is at its worst on a small machine.
"""

import asyncio
import os
import shutil
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from time import sleep
from typing import Final

import orjson
import uvloop

from adapters.health import api_answers
from adapters.postgres.event_log import PostgresEventLog
from adapters.system import new_uuid
from api.settings import Settings
from api.wiring.instance import Addresses, kept_secret, servers_of
from tests.benchmarks.append_load import log_urls
from tests.benchmarks.command import CONCURRENT, commands_for
from tests.benchmarks.http_client import Answers, post, send_for
from tests.benchmarks.order_commands import LINES, Orders
from tests.benchmarks.report import Figure, Report, at_least, machine, median, percentile
from tests.benchmarks.size import Size

IN_PROCESS_RATIO_GOAL: Final = 0.5
COMMANDS_PER_SECOND: Final = 1_000  # How many are sent for each second that the size gives.
STARTS_MAX: Final = 600
START_PAUSE_SECONDS: Final = 0.1
STOP_SECONDS_MAX: Final = 15
MILLISECONDS: Final = 1_000

Rates = Mapping[str, list[float]]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    rates: defaultdict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder) / "home"
        settings = Settings(home=home, database_url=None, nats_url=None)
        with (
            servers_of(settings, may_create=True) as addresses,
            _api(addresses, home) as (port, token),
        ):
            for _ in range(size.rounds):
                rate, answers = uvloop.run(_commands_over_http(addresses, port, token, size))
                rates["http"].append(rate)
                rates["p50"].append(percentile(answers.seconds, 0.5) * MILLISECONDS)
                rates["p99"].append(percentile(answers.seconds, 0.99) * MILLISECONDS)
                done, _ = uvloop.run(commands_for(addresses, size.seconds))
                rates["process"].append(done.events_per_second)
            ran_on = machine(addresses.database_url)
    return _report(rates, size, ran_on)


async def _commands_over_http(
    addresses: Addresses, port: int, token: str, size: Size
) -> tuple[float, Answers]:
    async with PostgresEventLog(*log_urls(addresses)) as log:
        orders = Orders(log)
        await orders.open()
    each = max(int(COMMANDS_PER_SECOND * size.seconds) // CONCURRENT, 1)
    requests = [
        [post("/v1/purchase-orders", token, "ben", _body(orders.supplier_id)) for _ in range(each)]
        for _ in range(CONCURRENT)
    ]
    answers, clock = Answers(), asyncio.get_running_loop().time
    started = clock()
    sent = await asyncio.gather(*(send_for(port, part, b"201", answers) for part in requests))
    return sum(sent) / (clock() - started), answers


def _body(supplier_id: str) -> bytes:
    return orjson.dumps(
        {
            "number": f"PO-{new_uuid()}",
            "supplier_id": supplier_id,
            "legal_entity": "LE-1",
            "facility": "HOSP-NORTH",
            "department": "ICU",
            "currency": "USD",
            "lines": [
                {
                    "line": each.line,
                    "description": each.description,
                    "item_class": each.item_class,
                    "quantity": str(each.quantity),
                    "pack": {"unit": each.pack.unit, "base_unit": each.pack.base_unit},
                    "unit_price": str(each.unit_price),
                }
                for each in LINES
            ],
        }
    )


@contextmanager
def _api(addresses: Addresses, servers_home: Path) -> Iterator[tuple[int, str]]:
    """One API process over the servers, as a container runs it: its port and its token."""
    home = servers_home.with_name("api")
    home.mkdir()
    shutil.copy(servers_home / "database-secret", home)
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        environment = {
            **os.environ,
            "PURVEY_HOME": str(home),
            "PURVEY_DATABASE_URL": addresses.database_url,
            "PURVEY_NATS_URL": addresses.nats_url,
        }
        arguments = ["-m", "api.cli", "run", "api", "--listen-on", str(door.fileno())]
        token = kept_secret(home / "dev-token")
        with Popen([sys.executable, *arguments], env=environment, pass_fds=[door.fileno()]) as api:
            try:
                _wait_for(port, api, addresses.instance)
                yield port, token
            finally:
                api.terminate()
                api.wait(STOP_SECONDS_MAX)


def _wait_for(port: int, api: "Popen[bytes]", instance: str) -> None:
    for _ in range(STARTS_MAX):
        if api.poll() is not None:
            raise RuntimeError(f"the API ended with code {api.returncode}")
        if asyncio.run(api_answers(f"http://127.0.0.1:{port}", instance)):
            return
        sleep(START_PAUSE_SECONDS)
    raise RuntimeError("the API does not answer")


def _report(rates: Rates, size: Size, ran_on: dict[str, Figure]) -> Report:
    pairs = zip(rates["http"], rates["process"], strict=True)
    ratio = median([over_http / in_process for over_http, in_process in pairs])
    return Report(
        benchmark="http",
        figures={
            "rounds": size.rounds,
            "clients": CONCURRENT,
            "commands_per_second": median(rates["http"]),
            "milliseconds": {"p50": median(rates["p50"]), "p99": median(rates["p99"])},
        },
        baseline={"in_process_commands_per_second": median(rates["process"])},
        ratios={"to_in_process": ratio},
        goals={"to_in_process": at_least(ratio, IN_PROCESS_RATIO_GOAL)},
        machine=ran_on,
    )

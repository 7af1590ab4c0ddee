"""An import into a running instance, in which processes are killed at points of its progress."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import orjson

from tests.adapters.embedded.processes import is_alive
from tests.cli.program import Home, until
from tests.faults.checks import Checked, check_log_and_stream, check_read_models
from tests.faults.journal import TOLD, lines_of

APPENDER: Final = "appender"
GIVING_UP_MAX: Final = 5
MODULE: Final = "tests.faults.import_with_journal"


class Kill(NamedTuple):
    """When so many commands are acknowledged, this ends without a word."""

    acknowledged: int
    victim: str  # the appender, a server or a part


def kills_at(seed: int, victims: Sequence[str], commands: int) -> list[Kill]:
    """A kill for each victim, at points that the seed chooses among so many commands."""
    chance = Random(seed)
    points = sorted(chance.sample(range(commands // 20, commands * 9 // 10), len(victims)))
    return [Kill(point, victim) for point, victim in zip(points, victims, strict=True)]


@dataclass(slots=True)
class Disturbed:
    """The import under way; `report` is what it said at its end."""

    home: Home
    file: Path
    journal: Path
    gave_up: int = 0
    report: dict[str, Any] = field(default_factory=dict)

    def run(self, kills: Sequence[Kill]) -> None:
        """Imports to the end, started again whenever it was killed itself."""
        process = self._start()
        for kill in kills:
            until(partial(self._reached, kill.acknowledged, process))
            if process.poll() is not None:
                process = self._resumed(process)
            if kill.victim == APPENDER:
                process.kill()
                process.communicate()
                process = self._start()
            else:
                self._kill(kill.victim)
        while process.wait() != 0:
            process = self._resumed(process)
        self.report = orjson.loads(process.communicate()[0])

    async def check(self) -> Checked:
        """Nothing is lost, doubled or different."""
        addresses = self.home.addresses
        checked = await check_log_and_stream(
            addresses.database_url, addresses.nats_url, [self.journal]
        )
        await check_read_models(self.home, checked.events)
        return checked

    def _reached(self, acknowledged: int, process: subprocess.Popen[bytes]) -> bool:
        return len(lines_of(self.journal, TOLD)) >= acknowledged or process.poll() is not None

    def _resumed(self, ended: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """Starts again an import that gave up, which it may do only for want of a database."""
        said = ended.communicate()[1].decode()
        assert "ImportBroken" in said, said
        assert "database does not" in said, said
        self.gave_up += 1
        assert self.gave_up <= GIVING_UP_MAX, said
        return self._start()

    def _kill(self, victim: str) -> None:
        """Kills it, once it has been started again if it was killed before."""
        living: list[int] = []

        def lives() -> bool:
            pid = self.home.pid(victim)
            living[:] = [pid] if pid and is_alive(pid) else []
            return bool(living)

        until(lives)
        os.kill(living[0], signal.SIGKILL)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", MODULE, self.file, self.journal],
            env=self.home.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

"""The example for engineers in adapters/postgres/library/README.md, run as printed."""

import re
import sys
from pathlib import Path
from typing import Any, Final

from tests.cli.program import Home, until
from tests.cli.suppliers import status
from tests.tidy.sources import ROOT

README: Final = (ROOT / "adapters/postgres/library/README.md").read_text()
PROGRAM: Final = re.compile(r"^`(\w+\.py)`: .*?^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE: Final = re.compile(r"^```console\n\$ (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_works_as_printed_on_a_running_instance(tmp_path: Path) -> None:
    programs = dict(PROGRAM.findall(README))
    for name, text in programs.items():
        (tmp_path / name).write_text(text)
    printed = CONSOLE.search(README)
    assert printed is not None
    command, answer = printed.groups()
    python, program = command.split()
    assert (python, sorted(programs)) == (".venv/bin/python", ["first_pump.py", "maintenance.py"])
    home = Home(tmp_path / ".purvey")
    with home.up():
        ran = home.run([sys.executable, program], cwd=tmp_path)
        assert (ran.code, ran.out) == (0, answer), ran.said
        # The instance's relay and read models take those events as they take their own.
        until(lambda: all_at_the_end(status(home)))
        verified = home.purvey("verify", "--json")
    assert verified.report["differences"] == 0, verified.out


def all_at_the_end(told: dict[str, Any]) -> bool:
    return bool(told) and {each["offset"] for each in told["projections"].values()} == {
        told["log_events"]
    }

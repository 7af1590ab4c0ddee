"""Who may see pages, and what keeps a page to itself."""

import httpx2
import pytest

from api.security import session_cookie
from tests.web.conftest import House
from tests.web.markup import read

PAGES = (
    "/",
    "/figures",
    "/lag",
    "/lists/purchase_orders",
    "/lists/nothing",
    "/documents/purchase_order/x",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_asks_a_stranger_to_sign_in_and_tells_nothing(
    stranger: httpx2.Client, page: str
) -> None:
    answer = stranger.get(f"{page}?as_of=3")
    assert answer.status_code == 401
    assert "Sign in" in read(answer).text
    assert f'name="after" value="{page}?as_of=3"' in answer.text
    assert "PO-1" not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_part_of_a_page_has_the_whole_page_ask_to_sign_in(
    stranger: httpx2.Client, page: str
) -> None:
    answer = stranger.get(page, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.text) == (401, "true", "")


def test_the_sign_in_link_opens_a_session_that_scripts_and_other_sites_cannot_use(
    stranger: httpx2.Client, house: House
) -> None:
    answer = stranger.get("/sign-in", params={"token": house.api.token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    attributes = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=strict", "path=/"} <= set(attributes)
    assert stranger.get("/").status_code == 200


def test_a_wrong_token_opens_no_session(stranger: httpx2.Client) -> None:
    answer = stranger.post("/sign-in", data={"token": "guess", "after": "/"})
    assert answer.status_code == 401
    assert "not the token of this instance" in read(answer).text
    assert "set-cookie" not in answer.headers


def test_instances_on_other_ports_of_a_machine_keep_their_own_sessions(
    stranger: httpx2.Client, house: House
) -> None:
    port = stranger.base_url.port
    assert port is not None
    stranger.cookies.set(session_cookie(port), house.api.token)
    stranger.cookies.set(session_cookie(port + 1), "the token of another instance")
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/lists/invoices?state=held", "/lists/invoices?state=held"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\tx", "/"),
        ("", "/"),
    ],
)
def test_signing_in_by_hand_goes_on_within_this_site_only(
    stranger: httpx2.Client, house: House, asked: str, goes: str
) -> None:
    answer = stranger.post("/sign-in", data={"token": house.api.token, "after": asked})
    assert (answer.status_code, answer.headers["location"]) == (303, goes)


@pytest.mark.parametrize(
    "address",
    ["/", "/sign-in?token=x", "/lists/nothing", "/static/purvey.css", "/static/timeline.js"],
)
def test_pages_run_no_foreign_code_and_stand_in_no_frame(
    reader: httpx2.Client, address: str
) -> None:
    headers = reader.get(address).headers
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_with_figures_are_kept_by_no_cache(reader: httpx2.Client) -> None:
    assert reader.get("/").headers["cache-control"] == "no-store"

"""The conventions of every command: versions, repeats, tokens and bodies."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx2
import pytest

from api.command_request import BODY_BYTES_MAX, SAID_ONCE
from api.conversation import KEY_LENGTH_MAX
from tests.api.office import Office, offices, refused
from tests.api.running import Api

PARALLEL: Final = 32
UNKNOWN: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2fff"
SUPPLIER: Final = {"name": "Northside Medical Supply"}
HOLD: Final = {"scope": "all", "reason_code": "recall"}
JSON: Final = {"Content-Type": "application/json"}


def send(office: Office, content: bytes, headers: dict[str, str] = JSON) -> httpx2.Response:
    """Proposes a supplier with a body of these very bytes."""
    return office.client.post(
        "/v1/suppliers", content=content, headers={**office.headers("sam"), **headers}
    )


def history_length(office: Office) -> int:
    """How many events the tenant has."""
    return int(office.last_token.partition(".")[2])


def test_an_accepted_command_tells_id_version_position_token_and_etag(office: Office) -> None:
    response = office.post("suppliers", SUPPLIER, "sam")
    told = response.json()
    assert response.status_code == 201
    assert set(told) == {"id", "version", "position", "token"}
    assert told["version"] == 1
    assert told["token"].partition(".")[2] == str(told["position"])
    assert response.headers["etag"] == '"1"'


def test_the_etag_of_a_document_is_what_if_match_takes(office: Office) -> None:
    supplier = office.do("suppliers", SUPPLIER, "sam")["id"]
    office.see(f"suppliers/{supplier}")
    shown = office.get(f"suppliers/{supplier}")
    etag = shown.headers["etag"]
    activate = f"suppliers/{supplier}/activate"
    assert office.post(activate, {}, "cleo", {"If-Match": etag}).headers["etag"] == '"2"'
    told = refused(
        office.post(f"suppliers/{supplier}/holds", HOLD, "cleo", {"If-Match": etag}),
        412,
        "document.version_mismatch",
    )
    assert told["values"] == {"expected": 1, "actual": 2}
    newer = {"If-Match": 'W/"2"'}
    assert office.post(f"suppliers/{supplier}/holds", HOLD, "cleo", newer).is_success


@pytest.mark.parametrize("version", ["latest", "**", '"3', "-1", '"1", "2"', "9" * 30])
def test_an_if_match_that_is_no_version_is_refused(office: Office, version: str) -> None:
    response = office.post("suppliers", SUPPLIER, "sam", {"If-Match": version})
    refused(response, 422, "request.bad_version")


def test_an_if_match_asks_that_there_is_a_document_and_a_star_no_more_than_that(
    office: Office,
) -> None:
    star = {"If-Match": "*"}
    response = office.post("suppliers", SUPPLIER, "sam", star)
    told = refused(response, 412, "document.version_mismatch")
    assert told["values"] == {"expected": "any", "actual": 0}
    decided = refused(
        office.post("suppliers", SUPPLIER, "sam", {"If-Match": '"1"'}),
        412,
        "document.version_mismatch",
    )
    assert decided["values"] == {"expected": 1, "actual": 0}
    assert decided["detail"] == told["detail"], "one thing is told in the same words"
    assert "no such document yet" in told["detail"]
    assert "without a version" in told["detail"]
    supplier = office.do("suppliers", SUPPLIER, "sam")["id"]
    activate = f"suppliers/{supplier}/activate"
    assert office.post(activate, {}, "cleo", star).headers["etag"] == '"2"'
    unknown = f"suppliers/{UNKNOWN}/activate"
    refused(office.post(unknown, {}, "cleo", star), 404, "document.not_found")


def test_the_same_key_and_body_give_the_same_outcome_and_one_event(office: Office) -> None:
    key = {"Idempotency-Key": "propose-1"}
    first = office.post("suppliers", SUPPLIER, "sam", key)
    second = office.post("suppliers", SUPPLIER, "sam", key)
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    office.do("suppliers", SUPPLIER, "sam")
    assert len(office.see("suppliers")["data"]) == 2


def test_a_repeat_is_answered_even_where_the_document_has_moved_on(office: Office) -> None:
    supplier = office.do("suppliers", SUPPLIER, "sam")["id"]
    key = {"Idempotency-Key": "activate-1", "If-Match": '"1"'}
    first = office.post(f"suppliers/{supplier}/activate", {}, "cleo", key)
    office.do(f"suppliers/{supplier}/holds", HOLD, "cleo")
    second = office.post(f"suppliers/{supplier}/activate", {}, "cleo", key)
    assert second.json() == first.json()


def test_the_same_key_with_another_body_or_path_is_refused(office: Office) -> None:
    key = {"Idempotency-Key": "propose-1"}
    supplier = office.post("suppliers", SUPPLIER, "sam", key).json()["id"]
    other = {"name": "Someone else"}
    refused(office.post("suppliers", other, "sam", key), 422, "command.reused")
    refused(office.post(f"suppliers/{supplier}/activate", {}, "cleo", key), 422, "command.reused")


def test_a_repeat_may_write_the_same_body_in_another_way(office: Office) -> None:
    key = {**JSON, "Idempotency-Key": "propose-1"}
    first = send(office, b'{"name":"M\xc3\xbcller","number":"SUP-1"}', key)
    again = send(office, b'{ "number": "SUP-1",\n"name": "M\\u00fcller" }', key)
    assert (again.status_code, again.json()) == (201, first.json())
    other = send(office, b'{"name":"SUP-1","number":"M\xc3\xbcller"}', key)
    refused(other, 422, "command.reused")


def test_a_repeat_of_what_a_version_before_recorded_has_its_outcome(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """These hashed the bytes as they came."""
    key = {**JSON, "Idempotency-Key": "propose-1"}
    body = b'{"number": "SUP-1", "name": "Northside"}'
    with monkeypatch.context() as before:
        before.setattr("api.conversation.canonical", lambda value, sent: sent)
        first = send(office, body, key)
    assert (send(office, body, key).json(), first.status_code) == (first.json(), 201)
    refused(send(office, body.replace(b"N", b"S"), key), 422, "command.reused")


def test_the_same_key_of_another_person_is_refused(office: Office) -> None:
    key = {"Idempotency-Key": "propose-1"}
    assert office.post("suppliers", SUPPLIER, "sam", key).is_success
    refused(office.post("suppliers", SUPPLIER, "bob", key), 422, "command.reused")


@pytest.mark.parametrize("name", SAID_ONCE)
def test_a_header_that_is_given_twice_is_refused(office: Office, name: str) -> None:
    said = {"content-type": "application/json"}
    said |= {key.lower(): value for key, value in office.headers("sam").items()}
    twice = [*said.items(), (name, said.get(name, "one")), (name, "two")]
    problem = refused(
        office.client.post("/v1/suppliers", json=SUPPLIER, headers=twice),
        422,
        "request.repeated_header",
    )
    assert problem["values"]["header"] == name
    assert office.see("suppliers")["data"] == []


def test_a_key_belongs_to_its_tenant(office: Office, api: Api) -> None:
    key = {"Idempotency-Key": "propose-1"}
    here = office.post("suppliers", SUPPLIER, "sam", key).json()
    with offices(api, f"{office.tenant}-2") as other:
        there = other.post("suppliers", SUPPLIER, "sam", key).json()
    assert here["id"] != there["id"]


def test_parallel_posts_with_one_key_have_one_effect(office: Office) -> None:
    key = {"Idempotency-Key": "once"}

    def propose(_: int) -> dict[str, Any]:
        response = office.post("suppliers", SUPPLIER, "sam", key)
        assert response.is_success, response.text
        told: dict[str, Any] = response.json()
        return told

    with ThreadPoolExecutor(PARALLEL) as threads:
        answers = list(threads.map(propose, range(PARALLEL)))
    assert answers == answers[:1] * PARALLEL
    assert len(office.see("suppliers")["data"]) == 1
    assert len(office.see("audit-trail", type="supplier.proposed")["data"]) == 1


@pytest.mark.parametrize("key", ["", "k" * (KEY_LENGTH_MAX + 1)])
def test_a_key_of_a_length_nobody_needs_is_refused(office: Office, key: str) -> None:
    response = office.post("suppliers", SUPPLIER, "sam", {"Idempotency-Key": key})
    refused(response, 422, "request.invalid")


def test_a_command_without_own_fields_needs_no_body(office: Office) -> None:
    supplier = office.do("suppliers", SUPPLIER, "sam")["id"]
    path = f"/v1/suppliers/{supplier}/activate"
    assert office.client.post(path, headers=office.headers("cleo")).is_success


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "request.invalid"),
        (b"{", 400, "request.malformed_json"),
        (b"\xff\xfe{\x00}\x00", 400, "request.malformed_json"),
        (b'{"name": "\xc3\x28"}', 400, "request.malformed_json"),
        (b"\xef\xbb\xbf{}", 400, "request.malformed_json"),
        (b'{"name": 1' + b"1" * 5_000 + b"}", 400, "request.malformed_json"),
        (b"[" * 5_000, 400, "request.malformed_json"),
        (b'{"name": "A", "name": "B"}', 422, "request.repeated_member"),
        (b"null", 422, "request.invalid"),
        (b"[]", 422, "request.invalid"),
        (b'"text"', 422, "request.invalid"),
        (b'{"name": "A", "nmae": "B"}', 422, "request.invalid"),
        (b'{"name": null}', 422, "request.invalid"),
        (b'{"name": 7}', 422, "request.invalid"),
        (b'{"name": "   "}', 422, "request.invalid"),
        (b'{"name": NaN}', 422, "request.inexact_number"),
        (b'{"name": "nul \\u0000"}', 422, "request.invalid"),
        (b'{"name": "half \\ud800"}', 422, "request.invalid"),
        (b'{"name": "A", "id": "7"}', 422, "request.invalid"),
        (b'{"name": "A", "effective_at": "2026-03-01T12:00"}', 422, "request.invalid"),
        (b'{"name": "A", "effective_at": "2999-01-01T00:00:00Z"}', 422, "command.invalid_value"),
        (
            b'{"name": "A", "effective_at": "0001-01-01T00:00:00+14:00"}',
            422,
            "command.invalid_value",
        ),
    ],
)
def test_a_body_that_is_not_sound_is_refused(
    office: Office, body: bytes, status: int, code: str
) -> None:
    refused(send(office, body), status, code)
    assert office.see("audit-trail")["position"] == 0


@pytest.mark.parametrize("quantity", ["1.1", "1e2", "10.0", "NaN", "-Infinity"])
def test_a_number_that_senders_round_is_refused_with_its_place(
    office: Office, quantity: str
) -> None:
    body = f'{{"lines": [{{"line": 1, "quantity": {quantity}}}]}}'
    told = refused(
        office.client.post(
            "/v1/requisitions",
            content=body.encode(),
            headers={**office.headers("nora"), **JSON},
        ),
        422,
        "request.inexact_number",
    )
    assert told["values"] == {"where": "body.lines.0.quantity", "value": quantity}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_that_does_not_say_that_it_is_json_is_refused(
    office: Office, kind: str | None
) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    refused(send(office, b'{"name": "A"}', headers), 415, "request.unsupported_media_type")


def test_a_charset_beside_the_media_type_is_accepted(office: Office) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert send(office, b'{"name": "A"}', headers).is_success


def test_a_body_beyond_the_limit_is_refused_announced_or_not(office: Office) -> None:
    body = b'{"name": "' + b"A" * BODY_BYTES_MAX + b'"}'
    told = refused(send(office, body), 413, "request.too_large")
    assert told["values"] == {"bytes_max": BODY_BYTES_MAX}
    chunks = (body[start : start + 65_536] for start in range(0, len(body), 65_536))
    response = office.client.post(
        "/v1/suppliers", content=chunks, headers={**office.headers("sam"), **JSON}
    )
    refused(response, 413, "request.too_large")


def test_a_document_of_many_long_lines_fits(office: Office) -> None:
    line = {
        "description": "x" * 150,
        "item_class": "office",
        "quantity": 1,
        "unit": "EA",
        "unit_price": "0.01",
    }
    body = {
        "legal_entity": "LE",
        "facility": "F",
        "department": "D",
        "currency": "USD",
        "lines": [{**line, "line": number} for number in range(1, 801)],
    }
    assert office.post("requisitions", body, "nora").is_success


def test_a_command_takes_no_parameters(office: Office) -> None:
    told = refused(
        office.post("suppliers?as_of=5", SUPPLIER, "sam"), 422, "request.unknown_parameter"
    )
    assert told["values"] == {"parameter": "as_of"}


def test_true_is_not_taken_for_the_number_one(office: Office) -> None:
    body = {"scope": "all", "reason_code": True}
    told = refused(office.post(f"suppliers/{UNKNOWN}/holds", body, "cleo"), 422, "request.invalid")
    assert "true" in told["detail"]

"""What the API says where a newer program stored an event: to commands, questions and histories."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import orjson
import pytest

from adapters.postgres.append_call import append_events
from adapters.postgres.event_mapper import LogEvent
from api.wiring.database import catch_up, prepare_database
from api.wiring.instance import Addresses
from domain.suppliers.events import SupplierActivated
from tests.adapters.postgres.log_support import Encoded, change, connected, save
from tests.api.office import Office, offices, refused
from tests.api.running import serving
from tests.conftest import SECRET, Database

NOWHERE: Final = "nats://127.0.0.1:1"


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    """A tenant of an API beside which a newer program may store events."""
    prepare_database(database.url, SECRET.decode())
    addresses = Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as opened:
        yield opened


async def activate_as_newer_program(database: Database, supplier: str, type_: str) -> None:
    """The supplier's next event, of a schema or a type that is still to come."""
    metadata = {
        "actor": {"id": "sam", "type": "human"},
        "effective_at": "2026-03-01T12:00:00.000000Z",
        "number": "S",
        "schema": 2,
    }
    stream = f"supplier/{supplier}"
    event = LogEvent(stream, 2, type_, b'{"by":"sam"}', orjson.dumps(metadata))
    sent = replace(save(change(stream, 1), tenant="t"))
    async with await connected(database) as connection:
        await append_events(connection, 1, [Encoded(sent, [[event]])])


@pytest.mark.parametrize("type_", [SupplierActivated.TYPE, "supplier.celebrated"])
def test_what_it_concerns_is_refused_with_a_code_and_all_else_goes_on(
    office: Office, database: Database, type_: str
) -> None:
    known = type_ == SupplierActivated.TYPE
    supplier = office.do("suppliers", {"name": "A"}, "sam")["id"]
    other = office.do("suppliers", {"name": "B"}, "sam")["id"]
    asyncio.run(activate_as_newer_program(database, supplier, type_))
    office.do("suppliers", {"name": "C"}, "sam")
    catch_up(database.url, SECRET.decode())

    blocked = office.post(f"suppliers/{supplier}/activate", {}, "cleo")
    assert type_ in refused(blocked, 503, "event.newer_program")["detail"]
    history = office.get(f"suppliers/{supplier}/history")
    if known:
        told = refused(history, 503, "event.newer_program")
        assert "by a newer version of Purvey" in told["detail"]
        stopped = refused(
            office.get("suppliers", min_position=office.last_token), 503, "read_model.stopped"
        )
        assert "run that version or a newer one" in stopped["detail"]
        assert stopped["values"] == {"read_model": "suppliers", "position": 4}
        assert {each["name"] for each in office.get("suppliers").json()["data"]} == {"A", "B"}
        states = office.get("status").json()["projections"]
        paused = {name for name, each in states.items() if each["state"] != "live"}
        assert "suppliers" in paused
        assert "run that version or a newer one" in states["suppliers"]["reason"]
        assert "purchase_orders" not in paused
    else:
        told = refused(history, 503, "event.newer_program")
        assert "of no type that this version of Purvey knows" in told["detail"]
    assert len(office.get(f"suppliers/{other}/history").json()["steps"]) == 1
    assert office.see("audit-trail")["data"], "it reads nothing of what events say"

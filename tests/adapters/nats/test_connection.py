"""Who logs in how; and questions that a server leaves unanswered are asked again.

What changes something is not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from nats.aio.msg import Msg

from adapters.embedded.nats import NatsServer, nats_server
from adapters.nats import connection
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.errors import NatsSilent

SECONDS = 0.1
PASSWORD: Final = "p@ss/w#rd?[%41"


@pytest.fixture(params=[{"user": "mia", "password": PASSWORD}, {"token": PASSWORD}])
def guarded(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of a server that asks for such a login."""
    usual = NatsServer._settings
    monkeypatch.setattr(
        NatsServer, "_settings", lambda server: {**usual(server), "authorization": request.param}
    )
    with nats_server(tmp_path, sync_interval="10s") as server:
        server.launch()
        server.finish_start()
        login = ":".join(quote(each, safe="") for each in request.param.values())
        yield f"nats://{login}@{server.url.rpartition('@')[2]}"


async def test_a_login_is_written_with_percents_and_their_codes(guarded: str) -> None:
    async with connected(guarded, "test") as nats:
        assert nats.is_open


async def test_a_question_without_an_answer_is_asked_again(
    nats: NatsConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "QUESTION_SECONDS_MAX", SECONDS)
    asked = await _answering_from(nats, "WHO.LEADS", connection.QUESTIONS_MAX)
    assert await nats.look("WHO.LEADS") == {"leader": "n1"}
    assert len(asked) == connection.QUESTIONS_MAX


async def test_who_gets_no_answer_at_all_is_told(
    nats: NatsConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "QUESTION_SECONDS_MAX", SECONDS)
    asked = await _answering_from(nats, "WHO.FOLLOWS", connection.QUESTIONS_MAX + 1)
    with pytest.raises(NatsSilent, match=r"WHO\.FOLLOWS"):
        await nats.look("WHO.FOLLOWS")
    assert len(asked) == connection.QUESTIONS_MAX


async def test_what_changes_something_is_sent_once(nats: NatsConnection) -> None:
    asked = await _answering_from(nats, "LEAD.NOW", 2)
    with pytest.raises(NatsSilent, match=r"LEAD\.NOW"):
        await nats.ask("LEAD.NOW", seconds=SECONDS)
    assert len(asked) == 1


async def _answering_from(nats: NatsConnection, action: str, number: int) -> list[Msg]:
    """Answers from the question of that number on, counted from 1; all that were asked."""
    asked: list[Msg] = []

    async def receive(message: Msg) -> None:
        asked.append(message)
        if len(asked) >= number:
            await nats.publish(message.reply, b'{"leader":"n1"}')

    await nats.subscribe(f"$JS.API.{action}", receive, connection.QUESTIONS_MAX)
    return asked

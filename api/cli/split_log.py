"""`purvey split-log --at OFFSET`: a new partition of the log takes the events from there on."""

from typing import Annotated, Final

import typer

from adapters.postgres.log_split import split_log as split_log_at
from api.cli.report import JsonFlag, console, print_json
from api.settings import Settings
from api.wiring.instance import servers_of

OFFSET_MAX: Final = 10**15  # A thousand times what any log holds; far from the end of its numbers.


def split_log(
    at: Annotated[
        int, typer.Option(min=1, max=OFFSET_MAX, help="The first offset of the new partition.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Split a log of a hundred million events or more by offset; no event is touched."""
    with servers_of(Settings()) as addresses:
        split = split_log_at(addresses.database_url, at)
    if as_json:
        print_json(split._asdict())
        return
    console.print(
        f"log.{split.closed} is closed below offset {split.first_offset}; log.{split.opened} takes"
        " what follows",
        highlight=False,
        soft_wrap=True,
    )

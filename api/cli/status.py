"""`purvey status`: which parts answer, how long the log is, how far each read model has come."""

import asyncio

from api.cli.report import JsonFlag, console, print_json, print_table
from api.settings import Settings
from api.wiring.health import health
from api.wiring.instance import servers_of


def status(as_json: JsonFlag = False) -> None:
    """Show how the instance is."""
    with servers_of(Settings()) as addresses:
        report = asyncio.run(health(addresses))
    if as_json:
        print_json(report)
        return
    console.print(
        f"API {report['api']}, database {report['database']}, NATS {report['nats']};"
        f" epoch {report['epoch']}, {report['log_events']} events in the log,"
        f" {report['stream_messages']} in the stream",
        highlight=False,
    )
    print_table(
        "Read models",
        ("name", "offset", "events behind", "seconds behind", "state"),
        [
            (name, each["offset"], each["lag_events"], each["lag_seconds"], each["state"])
            for name, each in report["projections"].items()
        ],
    )

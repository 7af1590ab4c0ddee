"""The benchmarks by name, and how each is run."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.benchmarks import (
    append,
    as_of,
    catch_up,
    command,
    growth,
    http,
    import_,
    load,
    match,
    project,
    query,
    rebuild,
    relay,
    verify,
)
from tests.benchmarks.report import Report
from tests.benchmarks.size import Size

BENCHMARKS: Final[Mapping[str, Callable[[Size], Report]]] = {
    "append": append.run,
    "command": command.run,
    "http": http.run,
    "import": import_.run,
    "load": load.run,
    "match": match.run,
    "project": project.run,
    "rebuild": rebuild.run,
    "as_of": as_of.run,
    "query": query.run,
    "verify": verify.run,
    "growth": growth.run,
    "relay": relay.run,
    "catch_up": catch_up.run,
}

"""The benchmarks by name, and how each is run."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.benchmarks import append, as_of, import_, rebuild
from tests.benchmarks.report import Report
from tests.benchmarks.size import Size

BENCHMARKS: Final[Mapping[str, Callable[[Size], Report]]] = {
    "append": append.run,
    "import": import_.run,
    "rebuild": rebuild.run,
    "as_of": as_of.run,
}

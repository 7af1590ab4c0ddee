"""Whether the extra `analytics` is there; imports nothing of it."""

from importlib.util import find_spec
from typing import Final

from adapters.archive.errors import AnalyticsMissing

PACKAGES: Final = ("pyarrow", "duckdb")


def require_analytics() -> None:
    """Raises AnalyticsMissing where a package of the extra is not installed."""
    for package in PACKAGES:
        if find_spec(package) is None:
            raise AnalyticsMissing(package)

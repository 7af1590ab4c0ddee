"""What the instance that runs holds of the imported histories."""

from datetime import UTC, datetime
from typing import Final

from tests.cli.program import Home

ORDER: Final = "purchase_orders"


def first_order(home: Home) -> dict[str, str]:
    """Some order of the imported histories."""
    order: dict[str, str] = home.here(
        "as-of", "2020-12-31", ORDER, "--clock", "effective", "--json"
    ).report["data"][0]
    return order


def last_position(home: Home) -> int:
    """Where the imported histories end: the log may hold another tenant's events as well."""
    now = datetime.now(UTC).isoformat()
    position: int = home.here("as-of", now, ORDER, "--json").report["position"]
    return position

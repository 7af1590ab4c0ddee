"""`purvey what-if` on a running instance: a table for people, an object for programs."""

from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from tests.cli.program import Home

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.
CHECKS: Final = (
    *("price", "ordered_quantity", "received_quantity", "accepted_quantity", "ordered_amount"),
    *("received_amount", "line_amount", "tax", "freight", "header_total"),
    *("contract_price", "early_shipment", "exchange_rate"),
    *("agreed_tax", "agreed_freight", "agreed_discount"),
)


def limits(tmp_path: Path, **limit: Any) -> Path:
    """A file with one limit for all checks."""
    file = tmp_path / "limits.json"
    stated = [{"scope": "tenant", "check": each, **limit} for each in CHECKS]
    file.write_bytes(orjson.dumps({"limits": stated}))
    return file


def test_other_tolerances_are_tried_on_what_happened(running: Home, tmp_path: Path) -> None:
    file = limits(tmp_path, not_checked=True)
    told = running.purvey("what-if", "--tolerances", file, "--json")
    assert (told.code, told.said) == (0, "")
    report = told.report
    assert (report["from"], report["not_reproduced"], report["held_instead"]) == (0, 0, 0)
    assert report["verdicts"] >= report["differing_verdicts"] >= report["differing_invoices"] > 0
    shown = running.here("what-if", "--tolerances", file, "--to", report["named"][0]["number"])
    assert (shown.code, "as_of.unknown_moment" in shown.said) == (2, True)
    shown = running.here("what-if", "--tolerances", file)
    assert report["named"][0]["number"] in shown.out
    assert "would have passed" in shown.out


def test_limits_that_mean_nothing_are_refused(running: Home, tmp_path: Path) -> None:
    nothing = running.here("what-if", "--tolerances", limits(tmp_path, abs_over="-1"))
    assert (nothing.code, "limits" in nothing.said) == (2, True)

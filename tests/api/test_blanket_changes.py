"""A blanket's cap and last day are changed over HTTP, shown in its row and told in its history."""

from typing import Final

import pytest

from tests.api import tour
from tests.api.office import Office, refused

CHANGE: Final = {"cap_amount": "1200.00", "valid_until": "2099-12-31"}


@pytest.fixture
def blanket(office: Office) -> str:
    """A draft blanket of up to 900.00 dollars; its path."""
    for step in tour.PREPARE:
        office.do(step.path, step.body, step.actor)
    (buy,) = [step for step in tour.BUY if step.path == "purchase-orders"]
    body = {key: value for key, value in buy.body.items() if key != "requisition_id"}
    line = {
        "line": 1,
        "description": "Gauze",
        "item_class": "consumable",
        "quantity": "90",
        "pack": {"unit": "EA", "base_unit": "EA"},
        "unit_price": "10.00",
    }
    promise = {"order_type": "blanket", "cap_amount": "900.00", "valid_until": "2098-12-31"}
    told = office.do("purchase-orders", {**body, **promise, "lines": [line]}, buy.actor)
    return f"purchase-orders/{told['id']}"


def test_a_change_order_moves_what_a_blanket_promises(office: Office, blanket: str) -> None:
    office.do(f"{blanket}/change-orders", CHANGE, "ben")
    told = office.see(blanket)["data"]
    assert (told["cap_amount"], told["blanket_until"]) == ("1200.00", "2099-12-31")
    sentence = office.see(f"{blanket}/history")["steps"][-1]["sentence"]
    assert (
        "the cap from 900.00 USD to 1,200.00 USD; its last day from 2098-12-31 to 2099-12-31"
        in sentence
    )
    refused(
        office.post(f"{blanket}/change-orders", CHANGE, "ben"),
        409,
        "purchase_order.nothing_changed",
    )

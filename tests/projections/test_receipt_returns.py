"""Returns that are asked for are listed until the goods leave or stay, and worked by hand."""

from domain.event import Event
from domain.receipts.return_request_events import ReceiptReturnAuthorized
from projections.receipts import RECEIPTS
from tests.conftest import Database
from tests.domain.orders import RECEIPT
from tests.domain.receipts import goods_returned, receipt_line
from tests.domain.test_return_requests import ARRIVED, AUTHORIZED, WITHDRAWN, asked
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold

LEFT = goods_returned(receipt_line("4", "40"), authorization="RMA-7").model_copy(
    update={"return_request": 1}
)


def told(*facts: Event) -> Story:
    return Story().happens(f"receipt/{RECEIPT.id}", ARRIVED, *facts, number=RECEIPT.number)


def test_a_request_keeps_who_asked_for_what_and_how_it_ended() -> None:
    row = fold(RECEIPTS, told(asked()).events).row("receipt_returns")
    assert (row["state"], row["asked_by"], row["authorization"]) == ("requested", "bella", None)
    assert [(each["line"], each["quantity"]) for each in row["lines"]] == [(1, "4")]
    left = fold(RECEIPTS, told(asked(), AUTHORIZED, LEFT).events).row("receipt_returns")
    assert (left["state"], left["authorization"]) == ("returned", "RMA-7")
    stays = fold(RECEIPTS, told(asked(), WITHDRAWN).events).row("receipt_returns")
    assert stays["state"] == "withdrawn"


def test_what_waits_is_listed_with_the_suppliers_word(database: Database) -> None:
    second = ReceiptReturnAuthorized(return_request=2, authorization="RMA-8")
    story = told(asked(), asked("2", number=2), second, asked("1", number=3))
    story.happens(f"receipt/{RECEIPT.id}", WITHDRAWN, number=RECEIPT.number)
    rows = answered(database.url, RECEIPTS, story, "returns_waiting")
    assert [(row["return_request"], row["state"], row["authorization"]) for row in rows] == [
        (2, "authorized", "RMA-8"),
        (3, "requested", None),
    ]

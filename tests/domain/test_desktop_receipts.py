"""The requester confirms at his desk what he asked for, and beyond a limit a second person does."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.errors import Rejected
from domain.event import Event
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.errors import PurchaseOrderUnknownLine
from domain.receipts.commands import PostDesktopReceipt, ReceivedLine
from domain.receipts.controls import Items
from domain.receipts.decide import accept, record_entry
from domain.receipts.desktop import confirm
from domain.receipts.desktop_errors import (
    ReceiptConfirmedAtDesk,
    ReceiptDesktopGoods,
    ReceiptDesktopLimit,
    ReceiptNotRequester,
    ReceiptOwnConfirmation,
    ReceiptPeriodInvalid,
)
from domain.receipts.errors import (
    OverReceipt,
    ReceiptExists,
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptWrongDelivery,
)
from domain.receipts.events import DesktopConfirmation
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.state import Receipt
from tests.domain.orders import (
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    gloves,
    in_force,
    order_after,
    received,
)
from tests.domain.receipts import posted, receipt_line
from tests.domain.scenario import Given, When, given
from tests.domain.test_service_receipts import acceptance, enter, entered, started

# A hundred hours, a hundred chairs for the department, a hundred gloves for stock; 10.00 each.
ASKED: Final = order_after(
    *in_force(
        added(delivery="service", accounting="expense"),
        added(line=2, accounting="expense"),
        added(line=3, item_id=GLOVES),
    )
)
ALL_MINE: Final = {1: "nora", 2: "nora", 3: "nora"}
FIRST: Final = TODAY - timedelta(days=20)
PERIOD: Final[dict[str, Any]] = {"performed_from": FIRST, "performed_until": TODAY}


def saying(quantity: str, line: int = 1, **changes: Any) -> PostDesktopReceipt:
    told = PostDesktopReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        confirmed_by="nora",
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        received_on=TODAY,
        description="Interpreting",
        lines=(ReceivedLine(purchase_order_line=line, quantity=Decimal(quantity)),),
        **(PERIOD if line == 1 else {}),
    )
    return replace(told, **changes)


def said(**period: Any) -> DesktopConfirmation:
    return DesktopConfirmation(confirmed_by="nora", description="Interpreting", **period)


def asking(*facts: Event) -> Given[Receipt]:
    return given(RECEIPTS, *facts)


NO_ITEMS: Final[Items] = {}
FREELY: Final[dict[str, Any]] = {"may_confirm_goods": True}


def answer(command: PostDesktopReceipt, items: Items = NO_ITEMS, **facts: object) -> When[Receipt]:
    told = {"may_confirm_goods": True, **facts}
    return asking().when(confirm, command, ASKED, ALL_MINE, items, **told)


def opened() -> Event:
    return started().model_copy(update={"desktop": said(**PERIOD)})


def noted(quantity: str) -> Event:
    return entered(1, quantity).model_copy(update={"description": "Interpreting"})


def test_a_small_service_is_confirmed_and_posted_in_one_answer() -> None:
    line = receipt_line("100", "1000", accounting="expense")
    at_once = posted(line, kind="service", received_by=None)
    answer(saying("100")).then(opened(), noted("100"), at_once)


def test_beyond_the_limit_it_waits_for_a_second_person() -> None:
    dear = order_after(*in_force(added("200", delivery="service", accounting="expense")))
    told = asking().when(confirm, saying("101"), dear, ALL_MINE, {}, **FREELY)
    told.then(opened(), noted("101"))
    waiting = asking(opened(), noted("101"))
    waiting.when(accept, acceptance("nora"), dear).rejected(ReceiptOwnConfirmation, person="nora")
    absolute = ("accept_own_confirmation",)
    waiting.when(accept, acceptance("nora"), dear, absolute).rejected(ReceiptOwnConfirmation)
    line = receipt_line("101", "1010", accounting="expense")
    waiting.when(accept, acceptance("rico"), dear).then(posted(line, kind="service"))


def test_many_small_confirmations_add_up() -> None:
    before = order_after(*in_force(added("200", delivery="service")), received("60", "600"))
    state = asking().when(confirm, saying("41"), before, ALL_MINE, {}, **FREELY)
    state.then(opened(), noted("41"))


def test_nobody_adds_to_what_the_requester_confirmed() -> None:
    waiting = asking(opened(), noted("5"))
    waiting.when(record_entry, enter("1"), ASKED).rejected(ReceiptConfirmedAtDesk)


def test_only_who_asked_for_it_confirms_and_the_buyer_never_does() -> None:
    for requesters in ({1: "nils"}, {1: None}, {}):
        asking().when(confirm, saying("1"), ASKED, requesters, {}, **FREELY).rejected(
            ReceiptNotRequester, person="nora"
        )
    own = saying("1", confirmed_by="bella")
    asking().when(confirm, own, ASKED, {1: "bella"}, {}, **FREELY).rejected(PurchaseOrderOwnBuyer)


@pytest.mark.parametrize(
    "period",
    [
        {"performed_until": None},
        {"performed_from": None, "performed_until": None},
        {"performed_from": TODAY, "performed_until": FIRST},
        {"performed_until": TODAY + timedelta(days=1)},
    ],
)
def test_a_service_says_when_it_was_performed(period: dict[str, Any]) -> None:
    answer(saying("1", **period)).rejected(ReceiptPeriodInvalid)


def test_goods_of_his_own_are_confirmed_where_the_facility_allows_it() -> None:
    line = receipt_line("10", "100", line=2, accounting="expense")
    confirmed = posted(line, received_by="nora").model_copy(update={"desktop": said()})
    answer(saying("10", 2)).then(confirmed)
    answer(saying("10", 2), may_confirm_goods=False).rejected(ReceiptDesktopGoods)
    answer(saying("101", 2)).rejected(ReceiptDesktopLimit)


def test_goods_for_stock_and_goods_that_are_looked_at_come_by_the_dock() -> None:
    answer(saying("10", 3), {GLOVES: gloves()}).rejected(ReceiptDesktopGoods)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (saying("1", lines=()), ReceiptNoLines),
        (saying("0"), ReceiptQuantityNotPositive),
        (saying("-1"), ReceiptQuantityNotPositive),
        (saying("101"), OverReceipt),
        (saying("1", 9), PurchaseOrderUnknownLine),
        (
            saying(
                "1",
                lines=(
                    ReceivedLine(purchase_order_line=1, quantity=Decimal(1)),
                    ReceivedLine(purchase_order_line=2, quantity=Decimal(1)),
                ),
            ),
            ReceiptWrongDelivery,
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    command: PostDesktopReceipt, refusal: type[Rejected]
) -> None:
    answer(command).rejected(refusal)


def test_a_receipt_stands_once() -> None:
    asking(opened()).when(confirm, saying("1"), ASKED, ALL_MINE, {}, **FREELY).rejected(
        ReceiptExists
    )

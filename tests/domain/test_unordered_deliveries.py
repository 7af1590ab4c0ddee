"""What came without an order waits in custody, and finds its order or its way back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.errors import Rejected
from domain.event import DocumentRef
from domain.purchase_orders.errors import PurchaseOrderUnknownLine
from domain.unordered_deliveries.commands import (
    FoundLine,
    MatchUnorderedDelivery,
    RecordUnorderedDelivery,
    SendUnorderedDeliveryBack,
    SettledQuantity,
)
from domain.unordered_deliveries.decide import match, receipt_of, record, send_back
from domain.unordered_deliveries.errors import (
    UnorderedDeliveryDateBefore,
    UnorderedDeliveryExists,
    UnorderedDeliveryLinesWrong,
    UnorderedDeliveryOtherGoods,
    UnorderedDeliveryOtherSupplier,
    UnorderedDeliveryQuantityWrong,
    UnorderedDeliveryUnitsWrong,
)
from domain.unordered_deliveries.events import (
    SettledLine,
    UnorderedDeliveryMatched,
    UnorderedDeliveryRecorded,
    UnorderedDeliverySentBack,
    UnorderedLine,
)
from domain.unordered_deliveries.state import UNORDERED_DELIVERY
from tests.domain.orders import (
    GLOVES,
    MEDLINE,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    id_of,
    in_force,
    order_after,
)
from tests.domain.scenario import folded, given

CAME: Final = TODAY - timedelta(days=3)
DELIVERY: Final = DocumentRef(aggregate="unordered_delivery", id=id_of(71), number="UD-1")
OPEN: Final = order_after(*in_force(added(item_id=GLOVES)))
LINE: Final = UnorderedLine(
    line=1, description="Gloves", quantity=Decimal(10), unit="EA", lot="L-1"
)


def recorded(*lines: UnorderedLine, **told: Any) -> UnorderedDeliveryRecorded:
    values: dict[str, Any] = {"supplier_id": MEDLINE, "facility": "NORTH", **told}
    return UnorderedDeliveryRecorded(
        unordered_delivery_id=DELIVERY.id,
        number=DELIVERY.number,
        legal_entity="NHS",
        received_by="rico",
        received_on=CAME,
        lines=lines or (LINE,),
        **values,
    )


def put_aside(*lines: FoundLine) -> RecordUnorderedDelivery:
    return RecordUnorderedDelivery(
        now=NOW,
        unordered_delivery_id=DELIVERY.id,
        receiver_id="rico",
        number=DELIVERY.number,
        legal_entity="NHS",
        facility="NORTH",
        received_on=CAME,
        lines=lines,
        supplier_id=MEDLINE,
    )


def found(quantity: str, *serials: str) -> FoundLine:
    return FoundLine(
        description="Gloves", quantity=Decimal(quantity), unit="EA", lot="L-1", serials=serials
    )


def some(quantity: str, *serials: str, line: int = 1, of: int | None = 1) -> SettledQuantity:
    return SettledQuantity(
        line=line, quantity=Decimal(quantity), serials=serials, purchase_order_line=of
    )


def matching(*lines: SettledQuantity) -> MatchUnorderedDelivery:
    return MatchUnorderedDelivery(
        now=NOW,
        unordered_delivery_id=DELIVERY.id,
        receiver_id="rico",
        receipt_id=RECEIPT.id,
        receipt_number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        lines=lines,
    )


def matched(quantity: str, *serials: str) -> UnorderedDeliveryMatched:
    line = SettledLine(line=1, quantity=Decimal(quantity), serials=serials, purchase_order_line=1)
    return UnorderedDeliveryMatched(
        purchase_order=ORDER, receipt=RECEIPT, matched_by="rico", lines=(line,)
    )


def sending(*lines: SettledQuantity, on: date = TODAY) -> SendUnorderedDeliveryBack:
    return SendUnorderedDeliveryBack(
        now=NOW,
        unordered_delivery_id=DELIVERY.id,
        receiver_id="rico",
        sent_on=on,
        reason_code="not_ordered",
        lines=lines,
    )


def sent_back(quantity: str, *serials: str) -> UnorderedDeliverySentBack:
    return UnorderedDeliverySentBack(
        sent_by="rico",
        sent_on=TODAY,
        reason_code="not_ordered",
        lines=(SettledLine(line=1, quantity=Decimal(quantity), serials=serials),),
    )


def test_goods_without_an_order_are_put_aside_once() -> None:
    given(UNORDERED_DELIVERY).when(record, put_aside(found("10"))).then(recorded())
    given(UNORDERED_DELIVERY, recorded()).when(record, put_aside(found("10"))).rejected(
        UnorderedDeliveryExists
    )


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ((), UnorderedDeliveryLinesWrong),
        ((found("0"),), UnorderedDeliveryQuantityWrong),
        ((found("-1"),), UnorderedDeliveryQuantityWrong),
        ((found("2", "S-1", "S-1"),), UnorderedDeliveryUnitsWrong),
    ],
)
def test_what_counts_nothing_is_not_put_aside(
    lines: tuple[FoundLine, ...], refusal: type[Rejected]
) -> None:
    given(UNORDERED_DELIVERY).when(record, put_aside(*lines)).rejected(refusal)


def test_a_delivery_finds_its_order_in_parts_and_the_rest_goes_back() -> None:
    ask = given(UNORDERED_DELIVERY, recorded())
    state = ask.when(match, matching(some("6")), OPEN).then(matched("6"))
    assert state.lines[1].left == 4
    rest = given(UNORDERED_DELIVERY, recorded(), matched("6"))
    rest.when(match, matching(some("5")), OPEN).rejected(UnorderedDeliveryQuantityWrong)
    state = rest.when(send_back, sending(some("4", of=None))).then(sent_back("4"))
    assert state.lines[1].left == 0


def test_the_receipt_bears_the_day_on_which_the_goods_came_and_is_booked_today() -> None:
    delivery = folded(UNORDERED_DELIVERY, recorded())
    receipt = receipt_of(delivery, matching(some("6")))
    assert (receipt.received_on, receipt.posted_on) == (CAME, TODAY)
    assert receipt.unordered_delivery == DELIVERY
    (line,) = receipt.lines
    assert f"{line.quantity} of {line.lot} for {line.purchase_order_line}" == "6 of L-1 for 1"


def test_an_order_of_another_supplier_place_or_thing_does_not_take_it() -> None:
    ask = matching(some("6"))
    for stranger in ({"supplier_id": id_of(99)}, {"facility": "SOUTH"}):
        given(UNORDERED_DELIVERY, recorded(**stranger)).when(match, ask, OPEN).rejected(
            UnorderedDeliveryOtherSupplier
        )
    unknown = given(UNORDERED_DELIVERY, recorded(supplier_id=None))
    unknown.when(match, ask, OPEN).then(matched("6"))
    for other in ({"unit": "BX"}, {"item_id": id_of(98)}):
        line = LINE.model_copy(update=other)
        given(UNORDERED_DELIVERY, recorded(line)).when(match, ask, OPEN).rejected(
            UnorderedDeliveryOtherGoods
        )
    known = given(UNORDERED_DELIVERY, recorded())
    known.when(match, matching(some("6", of=7)), OPEN).rejected(PurchaseOrderUnknownLine)
    known.when(match, matching(some("6", line=2)), OPEN).rejected(UnorderedDeliveryLinesWrong)
    twice = matching(some("3"), some("3"))
    known.when(match, twice, OPEN).rejected(UnorderedDeliveryLinesWrong)


def test_units_leave_custody_by_name() -> None:
    line = LINE.model_copy(update={"quantity": Decimal(2), "serials": ("S-1", "S-2")})
    ask = given(UNORDERED_DELIVERY, recorded(line))
    ask.when(match, matching(some("1", "S-2")), OPEN).then(matched("1", "S-2"))
    ask.when(match, matching(some("1")), OPEN).rejected(UnorderedDeliveryUnitsWrong)
    ask.when(match, matching(some("1", "S-9")), OPEN).rejected(UnorderedDeliveryUnitsWrong)
    gone = given(UNORDERED_DELIVERY, recorded(line), matched("1", "S-2"))
    gone.when(send_back, sending(some("1", "S-2"))).rejected(UnorderedDeliveryUnitsWrong)


def test_nothing_leaves_before_it_came() -> None:
    early = sending(some("1"), on=CAME - timedelta(days=1))
    given(UNORDERED_DELIVERY, recorded()).when(send_back, early).rejected(
        UnorderedDeliveryDateBefore
    )

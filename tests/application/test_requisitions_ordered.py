"""A requisition and the orders that took of it change in one save, whichever way the order goes."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest

from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.control_commands import (
    CancelPurchaseOrder,
    FinallyClosePurchaseOrder,
    RemoveFinalClose,
)
from domain.receipts.commands import ReverseReceipt
from domain.requisitions.commands import (
    CreateRequisition,
    RequestedLine,
    StatedDistribution,
    SubmitRequisition,
)
from domain.requisitions.errors import RequisitionCurrencyDiffers, RequisitionOverOrdered
from domain.requisitions.events import RequisitionLineUnordered
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.state import REQUISITION, Requisition
from domain.tolerances.commands import ProposeTolerances, PublishTolerances
from domain.tolerances.limits import CHECKS, ToleranceLimit
from tests.application.company import Company, id_of, line, post
from tests.domain.bills import strictest

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
WISH: Final = id_of("R-1")
GLOVES: Final = RequestedLine(
    line=1,
    description="Gloves",
    item_class="consumable",
    quantity=Decimal(10),
    unit="EA",
    unit_price=Decimal(10),
)


async def approved(
    company: Company, asked: RequestedLine = GLOVES, kind: RequisitionKind = "stock"
) -> None:
    """Ten pairs of gloves, below the limit from which anybody has to agree."""
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=WISH,
            number="R-1",
            kind=kind,
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            lines=(asked,),
        )
    )
    case_id = id_of("CASE of R-1")
    await company.do(SubmitRequisition(now=NOW, requisition_id=WISH, approval_case_id=case_id))


async def ordered(company: Company, quantity: str = "10", name: str = "PO-1") -> None:
    taken = line(quantity, "10", requisition_id=WISH, requisition_line=1)
    await company.orders(taken, name=name)


async def requisition(company: Company) -> Requisition:
    return await company.state(REQUISITION, WISH)


async def last_facts(company: Company, count: int) -> list[str]:
    return (await company.types(REQUISITION, WISH))[-count:]


async def cancel(company: Company, name: str = "PO-1") -> None:
    command = CancelPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of(name), line=1, reason_code="backordered"
    )
    await company.do(command)


async def test_a_cancelled_order_makes_the_request_orderable_and_a_second_order_completes_it(
    company: Company,
) -> None:
    await company.has_supplier("other")
    await approved(company)
    await ordered(company)
    assert (await requisition(company)).status == "closed"
    await cancel(company)
    assert await last_facts(company, 2) == ["line_unordered", "reopened"]
    assert (await requisition(company)).status == "approved"
    await ordered(company, name="PO-2")
    assert (await requisition(company)).status == "closed"
    reopen = ReopenPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of("PO-1"), line=1, undo="cancelled"
    )
    with pytest.raises(RequisitionOverOrdered):
        await company.do(reopen)


async def test_what_did_not_come_by_the_final_close_may_be_ordered_again_until_it_is(
    company: Company,
) -> None:
    await approved(company)
    await ordered(company)
    await company.do(post("GR-1", "4"))
    close = FinallyClosePurchaseOrder(
        now=NOW, purchase_order_id=id_of("PO-1"), closed_by="fay", reason_code="year_end"
    )
    await company.do(close)
    given_back = (await company.events(REQUISITION, WISH))[-2]
    assert isinstance(given_back, RequisitionLineUnordered)
    assert (given_back.reason_code, given_back.quantity) == ("year_end", Decimal(6))
    remove = RemoveFinalClose(
        now=NOW, purchase_order_id=id_of("PO-1"), reopened_by="fay", reason_code="late"
    )
    await company.do(remove)
    assert (await requisition(company)).lines[1].left == 0
    await company.do(close)
    await ordered(company, "6", name="PO-2")
    with pytest.raises(RequisitionOverOrdered):
        await company.do(remove)


async def test_a_change_order_gives_back_what_it_no_longer_wants(company: Company) -> None:
    await approved(company)
    await ordered(company)
    fewer = ChangedLine(line=1, quantity=Decimal(7))
    await company.do(ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(fewer,)))
    assert (await requisition(company)).lines[1].left == 3
    await cancel(company)
    assert (await requisition(company)).lines[1].left == 10


async def test_what_arrives_flows_back_to_the_requisition(company: Company) -> None:
    await approved(company)
    await ordered(company)
    await company.do(post("GR-1", "6"))
    assert (await requisition(company)).lines[1].received == 6
    await company.do(post("GR-2", "4"))
    assert (await requisition(company)).lines[1].state == "fulfilled"
    reverse = ReverseReceipt(
        now=NOW,
        receipt_id=id_of("GR-2"),
        receiver_id="rico",
        reversed_on=NOW.date(),
        reason_code="miscounted",
    )
    await company.do(reverse)
    assert (await requisition(company)).lines[1].received == 6
    assert await last_facts(company, 3) == [
        "line_received",
        "line_received",
        "line_receipt_taken_back",
    ]


async def test_a_line_closed_short_gives_back_what_did_not_come(company: Company) -> None:
    await approved(company)
    await ordered(company)
    await company.do(post("GR-1", "6"))
    close = ClosePurchaseOrderLine(
        now=NOW,
        purchase_order_id=id_of("PO-1"),
        line=1,
        side="receiving",
        reason_code="discontinued",
    )
    await company.do(close)
    assert (await requisition(company)).lines[1].left == 4
    reopen = ReopenPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of("PO-1"), line=1, undo="receiving"
    )
    await company.do(reopen)
    assert (await requisition(company)).lines[1].left == 0


@pytest.mark.parametrize(
    "parts", [[("ICU", "60"), ("OR", "40")], [("ICU", "33.333333"), ("OR", "66.666667")]]
)
async def test_who_pays_what_was_requested_pays_what_is_ordered_of_it(
    company: Company, parts: list[tuple[str, str]]
) -> None:
    stated = tuple(
        StatedDistribution(cost_centre=centre, account="supplies", percent=Decimal(percent))
        for centre, percent in parts
    )
    await approved(company, replace(GLOVES, distributions=stated))
    await ordered(company, "7")
    shares = (await company.order()).lines[1].terms.shares
    assert shares is not None
    assert [(each.cost_centre, str(each.weight)) for each in shares] == parts
    await company.drafts(line("1", "10"), name="PO-2")
    assert (await company.order("PO-2")).lines[1].terms.shares is None


async def test_an_order_of_nothing_that_was_requested_leaves_requisitions_alone(
    company: Company,
) -> None:
    await approved(company)
    await company.orders(line("10", "10"))
    await company.do(post("GR-1", "6"))
    await cancel(company)
    assert (await company.types(REQUISITION, WISH))[-1] == "approved"


async def test_an_order_in_another_currency_neither_takes_up_nor_closes_a_request(
    company: Company,
) -> None:
    await approved(company)
    drafted = CreatePurchaseOrder(
        now=NOW,
        purchase_order_id=id_of("PO-1"),
        number="PO-1",
        supplier_id=id_of("medline"),
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency="EUR",
        buyer_id="bella",
        payment_terms="NET30",
        requisition_id=WISH,
    )
    taken = line("10", "10", requisition_id=WISH, requisition_line=1)
    for told in (drafted, replace(drafted, lines=(taken,))):
        with pytest.raises(RequisitionCurrencyDiffers):
            await company.do(told)
    await company.do(replace(drafted, currency="USD", lines=(taken,)))
    with pytest.raises(RequisitionCurrencyDiffers):
        await company.do(
            ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), currency="EUR")
        )
    assert (await company.order()).currency == "USD"


async def test_a_discarded_draft_and_a_cancelled_order_leave_nothing_reserved(
    company: Company,
) -> None:
    await approved(company)
    await company.drafts(requisition_id=WISH)
    give_up = CancelPurchaseOrder(
        now=NOW, purchase_order_id=id_of("PO-1"), reason_code="not_needed"
    )
    assert (await requisition(company)).lines[1].left == 0
    await company.do(give_up)
    assert (await requisition(company)).lines[1].left == 10

    await company.drafts(requisition_id=WISH, name="PO-2")
    taken = line("3", "10", requisition_id=WISH, requisition_line=1)
    await company.do(AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of("PO-2"), line=taken))
    await company.do(replace(give_up, purchase_order_id=id_of("PO-2")))
    assert (await requisition(company)).lines[1].left == 10


async def test_an_order_takes_more_than_was_asked_for_where_the_tolerances_let_it(
    company: Company,
) -> None:
    """A tenth more of consumables; it is not the requisition's to say, and costs are approved."""
    own = ToleranceLimit(
        scope="item_class", key="consumable", check="over_order", pct_over=Decimal(10)
    )
    limits = (*(strictest(check) for check in CHECKS), own)
    await approved(company)
    with pytest.raises(RequisitionOverOrdered):
        await ordered(company, "11")
    await company.do(
        ProposeTolerances(now=NOW, limits=limits, reason_code="review", proposed_by="pia")
    )
    await company.do(PublishTolerances(now=NOW, version=2, published_by="paul"))
    with pytest.raises(RequisitionOverOrdered, match="tolerance of the item class"):
        await ordered(company, "11.5")
    await ordered(company, "11")
    assert (await requisition(company)).lines[1].ordered == 11
    assert (await requisition(company)).status == "closed"
    await cancel(company)
    await ordered(company, "10", "PO-2")
    await ordered(company, "1", "PO-3")
    assert (await requisition(company)).lines[1].ordered == 11
    with pytest.raises(RequisitionOverOrdered):
        await ordered(company, "1", "PO-4")

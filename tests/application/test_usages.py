"""A bill-only order from wish to bill: usage stands for receipt, an implant is used once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.duty_overrides.state import DUTY_OVERRIDE
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import CreatePurchaseOrder
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.usage_commands import RecordUsage, WithdrawUsage
from domain.purchase_orders.usage_errors import (
    PurchaseOrderReceivedByUsage,
    PurchaseOrderUsageMissing,
)
from domain.requisitions.commands import CreateRequisition, RequestedLine, SubmitRequisition
from domain.requisitions.state import REQUISITION
from tests.application.company import NOW, Company, id_of, line, post
from tests.application.test_duty_overrides import grant

WISH: Final = id_of("R-1")
SCREW: Final = "screw"


async def drafts_bill_only(company: Company, name: str = "PO-1", **terms: Any) -> None:
    """Two screws that a procedure used up."""
    screws = line("2", "100", accounting="expense", item_id=id_of(SCREW), **terms)
    await company.do(
        CreatePurchaseOrder(
            now=NOW,
            purchase_order_id=id_of(name),
            number=name,
            supplier_id=id_of("medline"),
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            buyer_id="bella",
            payment_terms="NET30",
            order_type="bill_only",
            lines=(screws,),
        )
    )
    await company.submits(name, case=f"CASE of {name}")


def use(*serials: str, order: str = "PO-1") -> RecordUsage:
    return RecordUsage(
        now=NOW,
        purchase_order_id=id_of(order),
        line=1,
        case_reference="CASE-20931",
        used_on=date(2026, 2, 28),
        quantity=Decimal(len(serials)),
        serials=serials,
        recorded_by="nina",
    )


async def wished(company: Company) -> None:
    """The same two screws, as the clinician asked for them."""
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=WISH,
            number="R-1",
            kind="bill_only",
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            clinician_id="chen",
            used_on=date(2026, 2, 28),
            lines=(
                RequestedLine(
                    line=1,
                    description="Gloves",
                    item_class="consumable",
                    quantity=Decimal(2),
                    unit="EA",
                    unit_price=Decimal(100),
                    item_id=id_of(SCREW),
                    supplier_id=id_of("medline"),
                ),
            ),
        )
    )
    case_id = id_of("CASE of R-1")
    await company.do(SubmitRequisition(now=NOW, requisition_id=WISH, approval_case_id=case_id))


async def test_issued_on_its_evidence_it_fulfils_the_request_without_any_receipt(
    company: Company,
) -> None:
    await company.has_item(SCREW, "serial")
    await wished(company)
    await drafts_bill_only(company, requisition_id=WISH, requisition_line=1)
    with pytest.raises(PurchaseOrderUsageMissing):
        await company.issues()
    await company.do(use("S-1", "S-2"))
    await company.issues()
    assert (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-2:] == ["issued", "line_used"]
    assert (await company.types(REQUISITION, WISH))[-1] == "line_received"
    with pytest.raises(PurchaseOrderReceivedByUsage):
        await company.do(post("GR-1", "1"))


async def test_an_implant_is_used_once_until_its_evidence_is_withdrawn(company: Company) -> None:
    await company.has_item(SCREW, "serial")
    for name in ("PO-1", "PO-2"):
        await drafts_bill_only(company, name)
    await company.do(use("S-1"))
    with pytest.raises(NumberTaken):
        await company.do(use("S-1", order="PO-2"))
    await company.do(
        WithdrawUsage(
            now=NOW,
            purchase_order_id=id_of("PO-1"),
            usage=1,
            withdrawn_by="nina",
            reason_code="wrong_case",
        )
    )
    await company.do(use("S-1", order="PO-2"))
    assert (await company.order("PO-2")).used(1) == 1
    assert (await company.order("PO-1")).used(1) == 0


async def test_the_buyer_tells_usage_and_withdraws_it_under_one_override_each(
    company: Company,
) -> None:
    await company.has_item(SCREW, "serial")
    await drafts_bill_only(company)
    by_bella = replace(use("S-1"), recorded_by="bella")
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(by_bella)
    await company.do(grant())
    await company.do(by_bella)
    assert await company.types(DUTY_OVERRIDE, id_of("O-1")) == ["granted", "used"]
    back = WithdrawUsage(
        now=NOW,
        purchase_order_id=id_of("PO-1"),
        usage=1,
        withdrawn_by="bella",
        reason_code="wrong_case",
    )
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(back)
    await company.do(grant("O-2"))
    await company.do(back)
    assert await company.types(DUTY_OVERRIDE, id_of("O-2")) == ["granted", "used"]
    assert (await company.order()).used(1) == 0

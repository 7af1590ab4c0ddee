"""A blanket order and its releases: one cap, one save, and no two releases beyond it."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from application.errors import Conflict
from application.ports import EventLog
from domain.approvals.events import ApprovalCaseRoutePlanned
from domain.approvals.state import APPROVAL_CASE
from domain.errors import Rejected
from domain.purchase_orders.commands import (
    ChangedLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.purchase_orders.control_commands import (
    CancelPurchaseOrder,
    FinallyClosePurchaseOrder,
    RecallPurchaseOrderSubmission,
)
from domain.purchase_orders.control_errors import (
    PurchaseOrderBlanketExceeded,
    PurchaseOrderIsFinal,
    PurchaseOrderNotABlanket,
    PurchaseOrderReceivedOnReleases,
    PurchaseOrderTypeUnclear,
)
from tests.application.company import NOW, Company, company_on, id_of, line, post

CAP = Decimal(900)


def order(name: str, *lines: OrderedLine, **told: Any) -> CreatePurchaseOrder:
    values: dict[str, Any] = {
        "now": NOW,
        "purchase_order_id": id_of(name),
        "number": name,
        "supplier_id": id_of("medline"),
        "legal_entity": "NHS",
        "facility": "NORTH",
        "department": "SURGERY",
        "currency": "USD",
        "buyer_id": "bella",
        "payment_terms": "NET30",
        "lines": lines,
    }
    return CreatePurchaseOrder(**values | told)


def release(name: str, *lines: OrderedLine, **told: Any) -> CreatePurchaseOrder:
    return order(name, *lines, order_type="release", blanket_id=id_of("BPO"), **told)


async def blanket(company: Company, *lines: OrderedLine, **told: Any) -> None:
    """In force until the end of the year, up to nine hundred dollars."""
    values = {"order_type": "blanket", "cap_amount": CAP, "valid_until": date(2026, 12, 31)}
    lines = lines or (line("100", "9"),)
    await company.do(order("BPO", *lines, **values | told))
    await company.submits("BPO", case="CASE of BPO")
    await company.issues("BPO")


async def test_two_releases_in_one_moment_cannot_pass_the_cap_together(log: EventLog) -> None:
    one, two = company_on(log, "one"), company_on(log, "two")
    await one.has_supplier()
    await blanket(one)
    outcomes = await asyncio.gather(
        one.sent(release("R-1", line("60", "10"))),
        two.sent(release("R-2", line("50", "10"))),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if isinstance(each, BaseException)]
    assert len(refused) == 1, outcomes
    assert isinstance(refused[0], Rejected | Conflict)
    assert isinstance(refused[0], PurchaseOrderBlanketExceeded)
    assert refused[0].values["left"] in ("300", "400", "300.00", "400.00")
    drawn = (await one.order("BPO")).draws
    assert sum(each.amount for each in drawn.values()) in (600, 500)


async def test_a_release_gives_back_what_it_no_longer_orders(company: Company) -> None:
    await blanket(company)
    await company.do(release("R-1", line("80", "10")))
    await company.submits("R-1", case="CASE of R-1")
    await company.issues("R-1")
    grown = ChangedLine(line=1, quantity=Decimal(91))
    with pytest.raises(PurchaseOrderBlanketExceeded):
        await company.do(
            ImplementChangeOrder(now=NOW, purchase_order_id=id_of("R-1"), lines=(grown,))
        )
    await company.do(
        CancelPurchaseOrder(now=NOW, purchase_order_id=id_of("R-1"), reason_code="not_needed")
    )
    await company.do(release("R-2", line("90", "10")))


async def test_releases_keep_to_the_quantity_of_an_item_too(company: Company) -> None:
    await company.has_item("gloves")
    await blanket(company, line("50", "9", item_id=id_of("gloves")))
    gloves = line("30", "9", item_id=id_of("gloves"))
    await company.do(release("R-1", gloves))
    with pytest.raises(PurchaseOrderBlanketExceeded, match=r"30 \(EA\).*of which 20 are left"):
        await company.do(release("R-2", gloves))


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"currency": "EUR"}, "it is in USD"),
        ({"legal_entity": "OTHER"}, "another legal entity"),
        ({"now": NOW.replace(year=2027)}, "it ended on 2026-12-31"),
        ({"now": NOW.replace(year=2025)}, "it begins on 2026-01-01"),
    ],
)
async def test_a_release_draws_on_a_blanket_that_is_meant_for_it(
    company: Company, told: dict[str, Any], problem: str
) -> None:
    await blanket(company, valid_from=date(2026, 1, 1))
    with pytest.raises(PurchaseOrderNotABlanket, match=problem):
        await company.do(release("R-1", line("1", "9"), **told))


async def test_a_standard_order_is_no_blanket_and_a_blanket_receives_nothing(
    company: Company,
) -> None:
    await blanket(company)
    with pytest.raises(PurchaseOrderReceivedOnReleases):
        await company.do(post("GR-1", "5", order="BPO"))
    await company.orders(line("1", "9"), name="PO-2")
    with pytest.raises(PurchaseOrderNotABlanket, match="no blanket order"):
        await company.do(
            order("R-1", line("1", "9"), order_type="release", blanket_id=id_of("PO-2"))
        )


@pytest.mark.parametrize(
    "told",
    [
        {"order_type": "blanket"},
        {"order_type": "blanket", "cap_amount": CAP},
        {"order_type": "blanket", "cap_amount": Decimal(0), "valid_until": date(2026, 12, 31)},
        {"order_type": "release"},
        {"cap_amount": CAP},
        {"valid_until": date(2026, 12, 31)},
        {"valid_from": date(2026, 12, 31)},
        {
            "order_type": "blanket",
            "cap_amount": CAP,
            "valid_from": date(2026, 12, 31),
            "valid_until": date(2026, 1, 1),
        },
    ],
)
async def test_a_kind_of_order_states_what_it_needs_and_nothing_else(
    company: Company, told: dict[str, Any]
) -> None:
    with pytest.raises(PurchaseOrderTypeUnclear):
        await company.do(order("PO-1", line("1", "9"), **told))


async def test_a_request_that_was_taken_back_asks_anew_with_the_amount_of_then(
    company: Company,
) -> None:
    await company.drafts(line("100", "10"))
    await company.submits()
    await company.do(
        RecallPurchaseOrderSubmission(
            now=NOW, purchase_order_id=id_of("PO-1"), recalled_by="bella", reason_code="changed"
        )
    )
    assert (await company.state(APPROVAL_CASE, id_of("CASE-1"))).status == "superseded"
    grown = ChangedLine(line=1, quantity=Decimal(200))
    await company.do(ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(grown,)))
    await company.submits(case="CASE-2")
    planned = (await company.events(APPROVAL_CASE, id_of("CASE-2")))[0]
    assert isinstance(planned, ApprovalCaseRoutePlanned)
    assert planned.facts.amount == 2000


async def test_nothing_changes_an_order_that_is_closed_for_good(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(
        FinallyClosePurchaseOrder(
            now=NOW, purchase_order_id=id_of("PO-1"), closed_by="fay", reason_code="year_end"
        )
    )
    more = ChangedLine(line=1, quantity=Decimal(95))
    with pytest.raises(PurchaseOrderIsFinal):
        await company.do(
            ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(more,))
        )
    with pytest.raises(PurchaseOrderIsFinal):
        await company.do(
            CancelPurchaseOrder(now=NOW, purchase_order_id=id_of("PO-1"), reason_code="late")
        )

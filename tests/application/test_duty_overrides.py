"""An override lets one act through, in the save of that act, and no rule is broken without one."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.errors import NotFound
from application.ports import Outcome, Save
from domain.duty_overrides.commands import (
    GrantDutyOverride,
    ReviewDutyOverride,
    RevokeDutyOverride,
)
from domain.duty_overrides.errors import DutyOverrideNotIndependent, DutyOverrideStands
from domain.duty_overrides.state import DUTY_OVERRIDE
from domain.errors import Rejected
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.commands import JudgedLine, PostReceipt, RecordInspection
from domain.receipts.judgement_errors import ReceiptInspectedByBuyer
from domain.receipts.state import RECEIPT
from domain.requisitions.state import REQUISITION
from domain.requisitions.stock_errors import RequisitionOwnIssue
from tests.application.company import NOW, TODAY, Company, company_on, id_of, line, post
from tests.application.test_receipts import rival
from tests.application.test_requisition_stock import WISH, asked, issue, stocked
from tests.passing_log import PassingLog

__all__ = ["rival"]  # A fixture, which pytest finds by its name here.


def grant(name: str = "O-1", **changes: Any) -> GrantDutyOverride:
    told = GrantDutyOverride(
        now=NOW,
        duty_override_id=id_of(name),
        granted_by="olga",
        rule="receive_own_order",
        document_kind="purchase_order",
        document_id=id_of("PO-1"),
        person="bella",
        reason_code="receiver_ill",
        expires_on=TODAY + timedelta(days=1),
    )
    return replace(told, **changes)


def by_bella(receipt: str, quantity: str = "1", days: int = 0) -> PostReceipt:
    now = NOW + timedelta(days=days)
    return replace(post(receipt, quantity), receiver_id="bella", received_on=now.date(), now=now)


async def test_the_buyer_receives_once_under_an_override_and_it_says_so(company: Company) -> None:
    await company.orders(line("50", "10"))
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(by_bella("R-1"))
    await company.do(grant())
    outcome = await company.do(by_bella("R-1"))
    assert outcome.stream == RECEIPT.stream(id_of("R-1"))  # The act's own document comes first.
    assert await company.types(DUTY_OVERRIDE, id_of("O-1")) == ["granted", "used"]
    used: Any = (await company.events(DUTY_OVERRIDE, id_of("O-1")))[-1]
    assert (used.rule, used.used_by) == ("receive_own_order", "bella")
    assert (used.document, used.used_in) == (
        (await company.state(PURCHASE_ORDER, id_of("PO-1"))).ref,
        (await company.state(RECEIPT, id_of("R-1"))).ref,
    )
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(by_bella("R-2"))


async def test_it_helps_no_other_person_document_or_day(company: Company) -> None:
    await company.orders(line("50", "10"))
    await company.orders(line("50", "10"), name="PO-2")
    await company.do(grant(document_id=id_of("PO-2")))
    await company.do(grant("O-2", person="boris"))
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(by_bella("R-1"))
    await company.do(grant("O-3"))
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(by_bella("R-1", days=2))
    assert await company.types(DUTY_OVERRIDE, id_of("O-3")) == ["granted"]


async def test_a_refused_act_leaves_the_override_unused(company: Company) -> None:
    await company.orders(line("50", "10"))
    await company.do(grant())
    with pytest.raises(Rejected):
        await company.do(by_bella("R-1", "9999"))
    await company.do(by_bella("R-1", "50"))


class Watched(PassingLog):
    """Remembers what each save rests on without changing it."""

    reads: tuple[str, ...] = ()

    def append(self, save: Save) -> "asyncio.Future[Outcome]":
        self.reads = tuple(each.stream.partition("/")[0] for each in save.reads)
        return super().append(save)


async def test_honest_people_read_no_override(log: PostgresEventLog) -> None:
    watched = Watched(log)
    company = company_on(watched)
    await company.has_supplier()
    await company.orders(line("50", "10"))
    await company.do(post("R-1", "1"))
    assert "number" not in watched.reads
    await company.do(grant())
    await company.do(replace(post("R-2", "1"), receiver_id="rosa"))
    assert "number" not in watched.reads


async def test_of_two_acts_under_one_override_one_is_told(company: Company, rival: Company) -> None:
    await company.orders(line("50", "10"))
    await company.do(grant())
    done = await asyncio.gather(
        company.sent(by_bella("R-1")), rival.sent(by_bella("R-2")), return_exceptions=True
    )
    (refused,) = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(refused, PurchaseOrderOwnBuyer)
    assert await company.types(DUTY_OVERRIDE, id_of("O-1")) == ["granted", "used"]


async def test_one_unused_override_is_enough_until_it_is_over_or_revoked(
    company: Company,
) -> None:
    await company.orders(line("50", "10"))
    await company.do(grant())
    with pytest.raises(DutyOverrideStands):
        await company.do(grant("O-2"))
    await company.do(
        RevokeDutyOverride(
            now=NOW, duty_override_id=id_of("O-1"), revoked_by="olga", reason_code="not_needed"
        )
    )
    await company.do(grant("O-2"))
    later = NOW + timedelta(days=5)
    await company.do(grant("O-3", now=later, expires_on=later.date()))
    await company.do(by_bella("R-1", days=5))
    assert await company.types(DUTY_OVERRIDE, id_of("O-3")) == ["granted", "used"]


async def test_a_document_that_is_not_there_has_no_override(company: Company) -> None:
    with pytest.raises(NotFound, match="purchase order"):
        await company.do(grant())


async def test_who_takes_a_part_after_the_grant_does_not_review(company: Company) -> None:
    await company.orders(line("50", "10"))
    await company.do(grant())
    await company.do(by_bella("R-1"))
    review = ReviewDutyOverride(
        now=NOW, duty_override_id=id_of("O-1"), reviewed_by="olga", outcome="accepted"
    )
    with pytest.raises(DutyOverrideNotIndependent):
        await company.do(review)
    await company.do(replace(review, reviewed_by="rolf"))
    assert await company.types(DUTY_OVERRIDE, id_of("O-1")) == ["granted", "used", "reviewed"]


async def test_the_requester_hands_out_to_himself_under_an_override(company: Company) -> None:
    await stocked(company)
    await asked(company)
    requester = (await company.state(REQUISITION, WISH)).requester_id
    own = issue("2", requester)
    with pytest.raises(RequisitionOwnIssue):
        await company.do(own)
    await company.do(
        grant(
            rule="issue_own_request",
            document_kind="requisition",
            document_id=WISH,
            person=requester,
        )
    )
    await company.do(own)
    used: Any = (await company.events(DUTY_OVERRIDE, id_of("O-1")))[-1]
    assert used.used_in == (await company.state(REQUISITION, WISH)).ref


async def test_the_buyer_judges_goods_only_under_an_override_of_that_rule(
    company: Company,
) -> None:
    await company.orders(line("50", "10"))
    await company.do(post("R-1", "5"))
    judged = JudgedLine(line=1, inspected=Decimal(5), accepted=Decimal(5), rejected=Decimal(0))
    inspection = RecordInspection(
        now=NOW,
        receipt_id=id_of("R-1"),
        inspected_by="bella",
        inspected_on=TODAY,
        lines=(judged,),
    )
    on_receipt = {"document_kind": "receipt", "document_id": id_of("R-1")}
    await company.do(grant(**on_receipt, rule="inspect_own_change"))
    with pytest.raises(ReceiptInspectedByBuyer):
        await company.do(inspection)
    await company.do(grant("O-2", **on_receipt, rule="inspect_own_order"))
    await company.do(inspection)
    assert await company.types(DUTY_OVERRIDE, id_of("O-1")) == ["granted"]
    assert await company.types(DUTY_OVERRIDE, id_of("O-2")) == ["granted", "used"]

"""Invoices from capture to payment, each command one save of invoice, order ledger and books."""

from dataclasses import replace

import pytest

from domain.invoices.decide_match import evaluate
from domain.invoices.errors import InvoiceBarred, InvoiceLinkedAlready
from domain.invoices.events import InvoiceEvent
from domain.invoices.order_facts import OrderFacts
from domain.invoices.settlement_errors import InvoiceDutiesMixed, InvoiceOnHold
from domain.invoices.state import Invoice
from domain.tolerance import TolerancePolicy
from tests.application.office import Office, billed


async def test_an_invoice_for_received_goods_is_matched_posted_and_paid(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert office.facts("invoice") == [
        "invoice.captured",
        "invoice.linked",
        "invoice.match_evaluated",
        "invoice.accounted",
        "invoice.matched",
    ]
    assert office.balance("grir") == 0
    assert office.balance("accounts_payable") == -1000

    await office.pay(1, "1000")
    assert (await office.invoice(1)).status == "paid"
    assert (await office.order()).waiting_invoices == ()
    assert office.balance("accounts_payable") == 0
    assert office.balance("cash") == -1000
    assert office.balance("inventory") == 1000


async def test_whoever_proposed_the_supplier_does_not_capture_its_invoices(
    office: Office,
) -> None:
    await office.open()
    command = replace(office.capturing(1, billed("100")), captured_by="adam")
    context = replace(office.context("adam"), roles=frozenset({"ap_clerk"}))
    with pytest.raises(InvoiceDutiesMixed, match="proposed the supplier"):
        await office.application.handle(command, context)
    assert office.facts("invoice") == []


async def test_an_invoice_before_its_receipt_waits_and_is_released_by_the_receipt(
    office: Office,
) -> None:
    await office.open()
    await office.capture(1, billed("40"))
    assert await office.held(1) == ("receipt_missing",)
    assert office.balance("grir") == 400, "goods in transit"
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "400")

    await office.receive(1, "30")
    assert await office.held(1) == ("quantity_received",)
    await office.receive(2, "10")
    assert await office.held(1) == ()
    assert office.balance("grir") == 0
    assert office.facts("invoice").count("invoice.accounted") == 1
    await office.pay(1, "400")


async def test_a_receipt_taken_back_holds_what_it_had_let_pass(office: Office) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, billed("60"))
    await office.capture(2, billed("40"))
    await office.reverse(1)
    assert await office.held(1) == ("quantity_received",)
    assert await office.held(2) == ("quantity_received",)
    await office.receive(3, "60")
    assert await office.held(1) == ()
    assert await office.held(2) == ()


async def test_a_return_holds_the_invoice_that_came_last(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("60"))
    await office.capture(2, billed("40"))
    await office.give_back(1, "10")
    assert await office.held(1) == ()
    assert await office.held(2) == ("quantity_received",)


async def test_what_was_paid_comes_first_when_goods_go_back(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("60"))
    await office.capture(2, billed("40"))
    await office.pay(2, "400")
    await office.give_back(1, "10")
    assert await office.held(1) == ("quantity_received",)
    assert await office.held(2) == ()


async def test_a_captured_invoice_is_linked_by_hand_later(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100", order_line=None), purchase_order_id=None)
    assert await office.held(1) == ("unlinked",)
    assert office.balance("accounts_payable") == 0

    await office.link(1)
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("accounts_payable") == -1000
    with pytest.raises(InvoiceLinkedAlready):
        await office.link(1)


async def test_a_price_that_is_too_high_waits_for_a_change_order_or_a_buyer(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("50", "11"))
    await office.capture(2, billed("50", "11"))
    assert await office.held(1) == ("price",)
    await office.release(1, person="boris")
    assert (await office.invoice(1)).status == "matched"

    await office.change(unit_price="11")
    assert await office.held(2) == ()
    assert office.balance("price_variance") == 100


async def test_a_price_that_passed_is_not_judged_again_under_a_lower_one(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("40"))
    await office.change(unit_price="5")
    assert await office.held(1) == ()


async def test_a_second_document_with_the_same_number_is_suspected_and_kept_off_the_order(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("50"), number="INV-7")
    await office.capture(2, billed("50"), number="inv 7")
    assert await office.held(2) == ("duplicate_suspected",)
    assert "invoice.duplicate_suspected" in office.facts("invoice")
    with pytest.raises(InvoiceBarred):
        await office.link(2)

    await office.release(2)
    assert (await office.invoice(2)).status == "matched"
    assert (await office.order()).lines[1].invoiced == 100


async def test_a_voided_invoice_gives_back_its_number_its_quantity_and_its_posting(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.capture(2, billed("100"))
    held = ("duplicate_possible", "quantity_ordered", "quantity_received")
    assert await office.held(2) == held

    await office.void(1)
    assert await office.held(2) == ()
    assert office.balance("accounts_payable") == -1000
    assert office.balance("grir") == 0
    await office.capture(3, billed("1"), number="INV-11")
    assert "duplicate_suspected" not in await office.held(3)


async def test_a_correction_judges_only_the_invoices_that_it_can_touch(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten invoices wait in a row; only those behind what is left of the receipts are judged."""
    judged: list[str] = []

    def counting(
        invoice: Invoice, order: OrderFacts, policy: TolerancePolicy
    ) -> tuple[InvoiceEvent, ...]:
        judged.append(invoice.id)
        return evaluate(invoice, order, policy)

    await office.open()
    for receipt in range(1, 11):
        await office.receive(receipt, "10")
    for number in range(1, 11):
        await office.capture(number, billed("10"))
    monkeypatch.setattr("application.invoices.evaluate", counting)
    await office.reverse(10)
    assert judged == [office.id_of("invoice", 10)]
    judged.clear()
    await office.reverse(9)
    assert judged == [office.id_of("invoice", 9)], "what was held whole is held no more by it"
    judged.clear()
    await office.receive(11, "10")
    assert judged == [office.id_of("invoice", 9)]
    waiting = ["quantity_received" in await office.held(number) for number in (8, 9, 10)]
    assert waiting == [False, False, True]

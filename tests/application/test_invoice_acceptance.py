"""Four-way match: an invoice is paid for what an inspection accepted, and follows each of them."""

from decimal import Decimal

from domain.receipts.commands import JudgedLine, RecordInspection
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.domain.orders import added


async def inspect(office: Office, accepted: str, rejected: str = "0") -> None:
    """Rita looks at some of what the first receipt brought."""
    judged = JudgedLine(
        line=1,
        inspected=Decimal(accepted) + Decimal(rejected),
        accepted=Decimal(accepted),
        rejected=Decimal(rejected),
        reason_code="damaged",
    )
    command = RecordInspection(
        now=NOW,
        receipt_id=office.id_of("receipt", 1),
        inspected_by="rita",
        inspected_on=TODAY,
        lines=(judged,),
    )
    await office.send("rita", command)


async def test_an_invoice_waits_for_the_receipt_then_for_the_inspection_then_for_nobody(
    office: Office,
) -> None:
    await office.open(added(match="four_way"))
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("receipt_missing",)
    await office.receive(1, "100")
    assert await office.held(1) == ("inspection_pending",)
    await inspect(office, "60")
    assert await office.held(1) == ("inspection_pending",)
    await inspect(office, "40")
    assert (await office.invoice(1)).status == "matched"


async def test_rejected_goods_are_held_for_the_buyer_whatever_was_let_pass_uninspected(
    office: Office,
) -> None:
    await office.open(added(match="four_way"))
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.release(1)
    assert (await office.invoice(1)).status == "matched"
    await inspect(office, "97", "3")
    assert await office.held(1) == ("goods_rejected",)
    (hold,) = [
        event.data
        for event in office.history()
        if event.type == "invoice.hold_placed" and event.data["kind"] == "goods_rejected"
    ]
    assert (hold["owner_role"], hold["expected"], hold["actual"]) == ("buyer", "97", "100")


async def test_goods_that_come_after_a_rejection_wait_for_the_inspector_and_no_more_for_the_buyer(
    office: Office,
) -> None:
    await office.open(added(match="four_way"))
    await office.receive(1, "20")
    await office.capture(1, billed("60"))
    await inspect(office, "0", "20")
    assert "goods_rejected" in await office.held(1)
    await office.receive(2, "30")
    assert "goods_rejected" not in await office.held(1)
    assert "inspection_pending" in await office.held(1)
    await office.reverse(2)
    assert "goods_rejected" in await office.held(1)


async def test_the_verdict_keeps_what_it_compared(office: Office) -> None:
    await office.open(added(match="four_way"))
    await office.receive(1, "100")
    await inspect(office, "40")
    await office.capture(1, billed("40"))
    (verdict,) = [e.data for e in office.history() if e.type == "invoice.match_evaluated"]
    (line,) = verdict["compared"]
    assert (verdict["engine_version"], verdict["verdict"]) == (7, "pass")
    assert (line["ordered"], line["received"], line["accepted"]) == ("100", "100", "40")
    assert (line["asked"], line["billed_before"]) == ("40", "0")


async def test_goods_stand_in_inspection_until_they_are_accepted_in_the_books_of_each_day(
    office: Office,
) -> None:
    await office.open(added(match="four_way"))
    await office.receive(1, "100")
    assert office.balance("receiving_inspection") == 1000
    await office.capture(1, billed("100"))
    assert office.balance("grir") == 0, "billed whole, and held for the inspection alone"
    await inspect(office, "60", "10")
    assert office.balance("receiving_inspection") == 400
    assert office.balance("inventory") == 600
    await office.give_back(1, "10")
    assert office.balance("receiving_inspection") == 300
    assert office.balance("grir") == 100, "a credit is expected"
    await inspect(office, "30")
    assert office.balance("receiving_inspection") == 0
    assert office.balance("inventory") == 900
    valued = [each for each in office.history() if each.type == "receipt.acceptance_valued"]
    assert [each.data["lines"][0]["amount"] for each in valued] == ["600.00", "300.00"]

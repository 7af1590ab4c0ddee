"""A match that is taken back leaves the order and the books as if it had never been."""

from decimal import Decimal

from domain.invoices.commands import UnlinkInvoice
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.domain.orders import added


async def unlink(office: Office, invoice: int, *lines: int) -> None:
    command = UnlinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", invoice),
        lines=lines,
        unlinked_by="carl",
        unlinked_on=TODAY,
        reason_code="wrong_line",
    )
    await office.send("carl", command)


async def test_order_and_books_forget_the_match_and_what_waited_behind_it_moves_up(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "50")
    await office.capture(1, billed("50"))
    await office.capture(2, billed("30"))
    assert "quantity_received" in await office.held(2)
    await unlink(office, 1)
    assert await office.held(1) == ("unlinked",)
    assert "quantity_received" not in await office.held(2)
    order = await office.order()
    assert order.lines[1].invoiced == 30
    assert order.waiting_invoices == (office.id_of("invoice", 2),)
    assert office.balance("accounts_payable") == -300
    assert office.balance("grir") == -200

    await office.link(1)
    assert "quantity_received" in await office.held(1)
    assert office.balance("accounts_payable") == -800


async def test_a_process_that_knows_the_order_as_it_was_decides_again_instead_of_breaking(
    office: Office,
) -> None:
    """It has the order in its cache with an invoice that waits, and reads that one unlinked."""
    other = Office(log=office.log, database_url=office.database_url)
    await office.open()
    await office.receive(1, "50")
    await office.capture(1, billed("10"))
    await other.receive(2, "10")
    await unlink(office, 1)
    await other.change(unit_price="10.10")
    assert (await office.order()).lines[1].terms.unit_price == Decimal("10.10")
    assert await office.held(1) == ("unlinked",)


async def test_one_line_moves_to_another_line_of_the_order_and_the_rest_stays(
    office: Office,
) -> None:
    await office.open(added(), added(line=2), added(line=3))
    for line in (1, 2, 3):
        await office.receive(line, "10", line)
    await office.capture(1, billed("10"), billed("10", line=2, order_line=2))
    await unlink(office, 1, 1)
    assert await office.held(1) == ("unmatched_line",)
    await office.link(1, (1, 3))
    assert (await office.invoice(1)).status == "matched"
    lines = (await office.order()).lines
    assert [lines[number].invoiced for number in (1, 2, 3)] == [0, 10, 10]
    assert office.balance("accounts_payable") == -200
    assert office.balance("grir") == Decimal(-100)

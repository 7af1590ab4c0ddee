"""Duplicates meet in registers that outlast linking, groups of suppliers, and two processes."""

from asyncio import gather
from datetime import timedelta

from domain.event import DocumentRef
from domain.invoices.events import InvoiceDuplicateSuspected
from domain.suppliers.commands import MergeSupplier, ProposeSupplier
from domain.suppliers.events import SupplierActivated, SupplierProposed
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.domain.orders import MEDLINE, id_of

NO_ORDER = {"purchase_order_id": None}


async def rules(office: Office, invoice: int) -> list[str]:
    """Under which rules the invoice is suspected."""
    return [each.rule for each in (await office.invoice(invoice)).suspected.values()]


async def test_a_bill_like_a_paid_one_waits_and_is_released_by_another_role(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("40"))
    await office.pay(1, "400")
    await office.capture(2, billed("40"), invoice_date=TODAY - timedelta(days=1))
    assert await office.held(2) == ("duplicate_possible",)
    assert await rules(office, 2) == ["same_amount_and_date"]
    assert office.balance("accounts_payable") == -400, "posted, but not to be paid"
    await office.release(2)
    assert (await office.invoice(2)).status == "matched"


async def test_a_look_alike_of_a_voided_invoice_is_freed_with_it(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("30"), number="INV-O7")
    await office.capture(2, billed("40"), number="1NV-07")
    assert await rules(office, 2) == ["look_alike_number"]
    await office.void(1)
    assert await office.held(2) == ()
    assert (await office.invoice(2)).status == "matched"


async def test_the_second_of_two_copies_takes_the_place_of_the_first_once_that_is_voided(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    copy = {"document_hash": "a" * 64, "number": "INV-7"}
    await office.capture(1, billed("40"), **copy)
    await office.capture(2, billed("40"), **copy)
    assert await office.held(2) == ("duplicate_suspected",)
    await office.void(1)
    assert (await office.invoice(2)).status == "matched"
    assert office.balance("accounts_payable") == -400
    await office.capture(3, billed("5"), number="inv7")
    assert await rules(office, 3) == ["same_number"]


async def test_linking_by_hand_finds_the_similar_number_on_that_order(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("40"), number="INV-70")
    await office.capture(2, billed("40", order_line=None), number="INV-71", **NO_ORDER)
    assert await office.held(2) == ("unlinked",)
    await office.link(2)
    assert await office.held(2) == ("duplicate_possible",)
    assert await rules(office, 2) == ["similar_number"]


async def test_a_supplier_and_those_merged_into_him_are_one_group(office: Office) -> None:
    await office.open()
    other = id_of(77)
    proposal = ProposeSupplier(
        now=NOW, supplier_id=other, number="S-77", name="Old Medline", proposed_by="adam"
    )
    await office.send("adam", proposal)
    await office.capture(1, billed("3"), number="A-1", supplier_id=other, **NO_ORDER)
    await merge(office, other, MEDLINE)
    await office.capture(2, billed("4"), number="a1", **NO_ORDER)
    assert await rules(office, 2) == ["same_number_in_group"]
    assert await office.held(2) == ("duplicate_possible", "unlinked")


async def merge(office: Office, merged: str, survivor: str) -> None:
    command = MergeSupplier(
        now=NOW,
        supplier_id=merged,
        survivor_id=survivor,
        merged_by="cora",
        reason_code="acquired",
    )
    await office.send("cora", command)


async def cleared(office: Office, number: int, parent: DocumentRef | None = None) -> str:
    """Another supplier that may be ordered from; its id."""
    proposed = SupplierProposed(
        supplier_id=id_of(number),
        number=f"S-{number}",
        name=f"Supplier {number}",
        proposed_by="adam",
        parent=parent,
    )
    activated = SupplierActivated(activated_by="cora")
    await office.told(f"supplier/{id_of(number)}", proposed, activated)
    return id_of(number)


async def test_mergers_in_a_row_make_one_group(office: Office) -> None:
    await office.open()
    first, second = await cleared(office, 77), await cleared(office, 78)
    await office.capture(1, billed("3"), number="A-1", supplier_id=first, **NO_ORDER)
    await merge(office, first, second)
    await merge(office, second, MEDLINE)
    await office.capture(2, billed("4"), number="a1", **NO_ORDER)
    assert await rules(office, 2) == ["same_number_in_group"]


async def test_bills_that_stand_under_the_parent_of_a_merged_supplier_are_found(
    office: Office,
) -> None:
    await office.open()
    parent = DocumentRef(aggregate="supplier", id=await cleared(office, 77), number="S-77")
    child = await cleared(office, 78, parent)
    await office.capture(1, billed("3"), number="A-1", supplier_id=child, **NO_ORDER)
    await merge(office, child, MEDLINE)
    await office.capture(2, billed("4"), number="a1", **NO_ORDER)
    assert await rules(office, 2) == ["same_number_in_group"]
    await office.void(1)
    assert await office.held(2) == ("unlinked",)


async def test_a_parent_that_is_merged_into_its_child_is_one_group_with_it(
    office: Office,
) -> None:
    await office.open()
    parent = DocumentRef(aggregate="supplier", id=MEDLINE, number="S-1")
    child = await cleared(office, 77, parent)
    await office.capture(1, billed("3"), number="A-1", **NO_ORDER)
    await merge(office, MEDLINE, child)
    await office.capture(2, billed("4"), number="a1", supplier_id=child, **NO_ORDER)
    await office.capture(3, billed("5"), number="A1", **NO_ORDER)
    assert await rules(office, 2) == ["same_number_in_group"]
    assert sorted(await rules(office, 3)) == ["same_number", "same_number_in_group"]


async def test_two_copies_of_one_document_meet_in_the_log_and_one_is_suspected(
    office: Office,
) -> None:
    await office.open()
    other = Office(log=office.log, database_url=office.database_url)
    copy = {"document_hash": "b" * 64, **NO_ORDER}
    await gather(office.capture(1, billed("1"), **copy), other.capture(2, billed("2"), **copy))
    found = [await rules(office, each) for each in (1, 2)]
    assert sorted(found) == [[], ["same_document"]]
    suspected = InvoiceDuplicateSuspected.TYPE
    assert office.facts("invoice").count(suspected) == 1


async def test_a_process_that_knows_no_register_yet_decides_in_the_order_in_which_it_is_asked(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("30"), number="INV-O7")
    # As an import that goes on: many commands are sent before the first is heard of.
    other = Office(log=office.log, database_url=office.database_url)
    alike = other.capturing(2, billed("40"), number="1NV-07")
    sent = await other.application.submit(alike, other.context("carl"))
    await office.capture(4, billed("1"), **NO_ORDER)
    await other.capture(3, billed("5"))
    await sent
    expected = tuple(office.id_of("invoice", each) for each in (1, 2, 3))
    assert (await office.order()).waiting_invoices == expected

"""Orders in packs that the supplier bills in another unit: by the piece, parts of a pack that no
decimal ends at; or in another pack of the item, as it counted on the day of the order's issue.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.catalogue.events import CatalogueItemRequested
from domain.catalogue.lifecycle_events import CatalogueItemConversionChanged
from domain.credit_memos.errors import CreditMemoUnitUnclear
from domain.invoices.commands import LinkInvoiceByRule
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.quantity import Pack
from tests.application.billed_lines import billed, given_back
from tests.application.desk import NOW
from tests.application.office import Office
from tests.domain.orders import GLOVES, ORDER, added, issued

CASE_OF_12 = Pack(unit="CS", base_unit="EA", numerator=12)
BOX_OF_10, BOX_OF_20 = (Pack(unit="BX", base_unit="EA", numerator=n) for n in (10, 20))
ISSUED_ON, PACKED_ANEW_ON = date(2026, 2, 1), date(2026, 2, 15)


async def ten_cases(office: Office, received: Sequence[str] = ("10",)) -> None:
    """At 120.00 a case, a piece is 10.00."""
    await office.open(added("10", "120", pack=CASE_OF_12))
    for number, quantity in enumerate(received, start=1):
        await office.receive(number, quantity)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(["100", "20"], id="a rest"),
        pytest.param(["20"] * 6, id="six times the same, each rounded up"),
        pytest.param(["40", "40", "36", "4"], id="a whole number of cases between"),
        pytest.param(["1", "118", "1"], id="single pieces"),
    ],
)
async def test_bills_of_pieces_pass_and_come_to_the_cases_that_came(
    office: Office, parts: list[str]
) -> None:
    await ten_cases(office)
    for number, pieces in enumerate(parts, start=1):
        await office.capture(number, billed(pieces, unit="EA"))
        assert await office.held(number) == ()
    line = (await office.order()).lines[1]
    assert line.invoiced == 10
    assert office.balance("grir") == 0
    assert office.balance("accounts_payable") == -1200
    assert office.balance("inventory") == 1200


async def test_lines_of_one_bill_come_to_the_cases_that_came(office: Office) -> None:
    await ten_cases(office)
    lines = [billed("20", unit="EA", line=number) for number in range(1, 7)]
    await office.capture(1, *lines)
    assert await office.held(1) == ()
    assert (await office.order()).lines[1].invoiced == 10
    assert office.balance("grir") == 0


async def test_pieces_that_did_not_come_are_held_for_their_number(office: Office) -> None:
    await ten_cases(office, received=["5"])
    await office.capture(1, billed("40", unit="EA"))
    await office.capture(2, billed("21", unit="EA"))
    assert await office.held(1) == ()
    assert await office.held(2) == ("quantity_received",)


async def test_goods_billed_by_the_piece_are_not_billed_again_by_the_case(office: Office) -> None:
    await ten_cases(office)
    await office.capture(1, billed("100", unit="EA"))
    await office.capture(2, billed("10", price="120", unit="CS"))
    assert await office.held(1) == ()
    assert await office.held(2) == ("quantity_ordered", "quantity_received")


async def test_a_person_ties_pieces_to_a_line_of_cases(office: Office) -> None:
    await ten_cases(office)
    await office.capture(1, billed("100", unit="EA", order_line=None))
    await office.link(1, (1, 1))
    assert await office.held(1) == ()
    assert office.balance("grir") == -200


async def test_pieces_are_credited_as_pieces_until_nothing_is_left(office: Office) -> None:
    await ten_cases(office)
    await office.capture(1, billed("120", unit="EA"))
    for number, (pieces, left) in enumerate([("10", "1100"), ("50", "600"), ("60", "0")], start=1):
        amount = f"{pieces}0.00"
        await office.credit(number, "quantity", given_back(pieces, amount, unit="EA"))
        await office.post_credit(number)
        assert office.balance("accounts_payable") == -Decimal(left)
        assert office.balance("grir") == Decimal(left) - 1200
        assert office.balance("price_variance") == 0
    assert (await office.order()).lines[1].ledger.net_invoiced.quantity == 0


async def test_cases_are_credited_of_a_bill_in_pieces_without_a_unit(office: Office) -> None:
    await ten_cases(office)
    await office.capture(1, billed("120", unit="EA"))
    await office.credit(1, "quantity", given_back("1", "120.00"))
    await office.post_credit(1)
    assert office.balance("grir") == -120


@pytest.mark.parametrize("unit", [None, "CS", "BX"])
async def test_a_credit_that_no_unit_of_the_bill_explains_is_refused(
    office: Office, unit: str | None
) -> None:
    """Ten pieces at 10.00 would be ten cases without their unit, or no quantity of this bill."""
    await ten_cases(office)
    await office.capture(1, billed("120", unit="EA"))
    await office.credit(1, "quantity", given_back("10", "100.00", unit=unit))
    with pytest.raises(CreditMemoUnitUnclear, match="billed in EA"):
        await office.post_credit(1)
    assert office.balance("accounts_payable") == -1200


async def ten_cases_of_an_item_in_boxes(office: Office) -> None:
    """Ten cases of 12, ordered while a box held 10; today it holds 20."""
    await office.open(added("10", "120", pack=CASE_OF_12, item_id=GLOVES))
    await office.told(PURCHASE_ORDER.stream(ORDER.id), issued(revision=2, on=ISSUED_ON), after=5)
    requested = CatalogueItemRequested(
        item_id=GLOVES,
        number="gloves",
        description="Gloves",
        item_class="consumable",
        base_unit="EA",
        packs=(CASE_OF_12, BOX_OF_10),
    )
    anew = CatalogueItemConversionChanged(
        pack=BOX_OF_20, starts_on=PACKED_ANEW_ON, reason_code="packed_anew"
    )
    await office.told(f"catalogue_item/{GLOVES}", requested, anew)


async def test_boxes_billed_on_an_order_of_cases_count_as_on_the_day_of_its_issue(
    office: Office,
) -> None:
    await ten_cases_of_an_item_in_boxes(office)
    await office.receive(1, "10")
    await office.capture(1, billed("7", "100", unit="BX"))
    await office.capture(2, billed("5", "100", unit="BX", order_line=None))
    await office.link(2, (1, 1))
    assert await office.held(1) == await office.held(2) == ()
    assert (await office.order()).lines[1].invoiced == 10
    assert office.balance("grir") == office.balance("price_variance") == 0
    verdict, *_ = (e.data for e in office.history() if e.type == "invoice.match_evaluated")
    (compared,) = verdict["compared"]
    assert (compared["asked"], compared["unit"]) == ("5.833333", "CS")
    assert compared["pack"] == {"unit": "BX", "base_unit": "EA", "numerator": 10, "denominator": 1}


async def test_a_price_by_the_box_is_judged_by_what_a_box_held_and_again_by_the_same(
    office: Office,
) -> None:
    await ten_cases_of_an_item_in_boxes(office)
    await office.capture(1, billed("6", "110", unit="BX"))
    assert await office.held(1) == ("receipt_missing", "price")
    await office.receive(1, "10")
    assert await office.held(1) == ("price",)
    (told,) = (each for each in (await office.invoice(1)).holds if each.kind == "price")
    assert (told.expected, told.actual) == ("120", "132")


async def test_a_unit_that_the_item_did_not_have_is_held_until_somebody_says_what_it_is(
    office: Office,
) -> None:
    await ten_cases_of_an_item_in_boxes(office)
    await office.receive(1, "10")
    pallet = Pack(unit="PL", base_unit="EA", numerator=120)
    later = CatalogueItemConversionChanged(
        pack=pallet, starts_on=PACKED_ANEW_ON, reason_code="new_unit"
    )
    await office.told(f"catalogue_item/{GLOVES}", later, after=2)
    await office.capture(1, billed("1", "1200", unit="PL"))
    assert await office.held(1) == ("unmatched_line",)


async def test_a_line_that_says_its_item_is_tied_by_rule_in_another_unit_of_it(
    office: Office,
) -> None:
    await ten_cases_of_an_item_in_boxes(office)
    await office.receive(1, "10")
    line = replace(billed("12", "100", unit="BX", order_line=None), item_id=GLOVES)
    await office.capture(1, line, purchase_order_id=None)
    found = LinkInvoiceByRule(
        now=NOW, invoice_id=office.id_of("invoice", 1), purchase_order_ids=(ORDER.id,)
    )
    await office.send("carl", found)
    assert await office.held(1) == ()

"""One lot has one date, and a label that was entered wrong is mended wherever its goods are."""

from datetime import date

import pytest

from domain.numbers.errors import NumberTaken
from domain.receipts.label_commands import CorrectedSerial, CorrectReceiptLabels, LabelledLine
from domain.receipts.state import RECEIPT
from tests.application.company import NOW, TODAY, Company, id_of, post
from tests.application.test_stock import issue, pumps_ordered, stock


async def test_a_lot_that_comes_with_another_date_is_held_back(company: Company) -> None:
    await pumps_ordered(company)
    first, second = date(2027, 6, 6), date(2027, 6, 7)
    await company.do(post("R-1", "4", lot="A-3", expires_on=first))
    await company.do(post("R-2", "3", lot="A-3", expires_on=first))
    await company.do(post("R-3", "2", lot="a-3", expires_on=second))
    await company.do(post("R-4", "1", lot="A-4", expires_on=second))
    kept = await stock(company)
    assert kept.on_hand("available") == 8
    assert kept.on_hand("quarantined") == 2


def relabel(receipt: str, **read: object) -> CorrectReceiptLabels:
    return CorrectReceiptLabels(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        corrected_on=TODAY,
        reason_code="mistyped",
        lines=(LabelledLine(line=1, **read),),  # type: ignore[arg-type] # what a test reads
    )


async def test_a_lot_that_was_mistyped_is_mended_on_receipt_shelf_and_ward(
    company: Company,
) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "4", lot="A-3"))
    await company.do(issue("1"))
    before = await company.order()
    await company.do(relabel("R-1", lot="A-8"))
    receipt, kept = await company.state(RECEIPT, id_of("R-1")), await stock(company)
    assert receipt.lines[1].posted.lot == "A-8"
    assert {each.lot: each.quantity for each in kept.bins.values()} == {"A-8": 3}
    assert {each.lot: each.quantity for each in kept.issued.values()} == {"A-8": 1}
    assert await company.order() == before


async def test_a_unit_is_claimed_under_the_serial_that_it_bears(company: Company) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "1", serials=("S-1",)))
    await company.do(relabel("R-1", serials=(CorrectedSerial(was="S-1", becomes="S-2"),)))
    with pytest.raises(NumberTaken):
        await company.do(post("R-2", "1", serials=("S-2",)))
    await company.do(post("R-3", "1", serials=("S-1",)))

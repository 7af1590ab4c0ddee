"""Numbers and names that an older version took are worked with; what a command says is judged."""

import re
from decimal import Decimal
from typing import Final

import pytest

from domain import visible
from domain.errors import InvalidValue
from domain.receipts.commands import ReturnedLine, ReturnGoods
from tests.application.company import NOW, TODAY, Company, company_on, id_of, line, post

ODD: Final = "\u200b\ue000"  # Of no width, and shown otherwise by each machine.
SUPPLIER, ORDER, RECEIPT = f"Med{ODD}line", f"PO{ODD}", f"GR{ODD}"


@pytest.mark.parametrize("anew", [False, True])
async def test_documents_of_older_versions_go_on_whatever_their_numbers_hold(
    company: Company, monkeypatch: pytest.MonkeyPatch, anew: bool
) -> None:
    with monkeypatch.context() as older:
        for rule in ("_IN_NUMBERS", "_IN_TEXTS"):
            older.setattr(visible, rule, re.compile(r"(?!)"))
        await company.has_supplier(SUPPLIER)
        await company.drafts(line("10", "5"), name=ORDER, supplier=SUPPLIER)
        await company.submits(ORDER)
        await company.issues(ORDER)
        await company.do(post(RECEIPT, "1", order=ORDER))
    if anew:  # A process that has none of the states at hand.
        company = company_on(company.log, prefix="b")
    await company.do(post("GR-2", "1", order=ORDER))
    await company.drafts(line("10", "5"), name="PO-2", supplier=SUPPLIER)
    await company.do(
        ReturnGoods(
            now=NOW,
            receipt_id=id_of(RECEIPT),
            receiver_id="rico",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(ReturnedLine(line=1, quantity=Decimal(1)),),
        )
    )
    for number in (f"PO-3{ODD}", f"PO{ODD}3"):
        with pytest.raises(InvalidValue, match="invisible"):
            await company.drafts(line("10", "5"), name=number, supplier=SUPPLIER)
    with pytest.raises(InvalidValue, match="invisible"):
        await company.do(post(f"GR-3{ODD}", "1", order=ORDER))

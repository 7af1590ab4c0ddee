"""One lot has one date: goods that bear another than their lot has here wait for an inspector."""

from datetime import date

from tests.application.company import Company, post
from tests.application.test_stock import pumps_ordered, stock


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

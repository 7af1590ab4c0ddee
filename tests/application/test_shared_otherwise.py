"""A line that others bear from some day on: what came before stays with those who bore it."""

from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from domain.purchase_orders.control_commands import RemoveFinalClose
from tests.application.desk import NOW
from tests.application.office import Office, billed, given_back
from tests.application.stories import LADEN, Step, Story, stories, told
from tests.application.test_late_facts import final_close
from tests.application.test_order_residues import give_up
from tests.application.test_shared_costs import (
    STORIES_TOLD,
    UNDOING,
    after_each_save,
    assert_borne,
    borne,
    has_budgets,
    held_of,
    not_zero,
    shared_line,
)
from tests.conftest import Database
from tests.domain.orders import ORDER

SHARED_OTHERWISE: Final = st.sampled_from(("1 1 1", "1 2", "0.5 7 11 6")).map(
    lambda weights: Step("share", weights)
)


async def test_who_bears_a_line_no_more_keeps_what_he_bore_and_holds_nothing_else(
    office: Office,
) -> None:
    centres = ("D1", "D2", "D3")
    await has_budgets(office, *centres)
    await office.open(shared_line("10.00", "1", "1"))
    await office.change(quantity="90")  # From now on the budgets know of it.
    assert [str(each.open) for each in await held_of(office, *centres)] == ["450.00", "450.00", "0"]
    await office.share("0", "1", "2")
    assert [each.open for each in await held_of(office, *centres)] == [0, 300, 600]
    await office.receive(1, "30")
    await office.share("1", "0", "1")
    await office.receive(2, "60")
    held = await held_of(office, *centres)
    assert [str(each.spent) for each in held] == ["300.00", "100.00", "500.00"]
    assert not any(each.open for each in held)
    await office.give_back(1, "30")
    assert not_zero(borne(office.journal())) == {"D1": Decimal(300), "D3": Decimal(300)}


async def test_charges_of_goods_are_no_spending_of_those_who_bear_the_line_later(
    office: Office,
) -> None:
    centres = ("D1", "D2", "D3")
    await has_budgets(office, *centres)
    await office.open(shared_line("10.00", "1", "1"))
    await office.receive(1, "40", freight="20")
    await office.share("0", "1", "2")
    held = await held_of(office, *centres)
    assert [str(each.spent) for each in held] == ["200.00", "200.00", "0"]
    assert [str(each.open) for each in held] == ["0.00", "200.00", "400.00"]


async def test_what_goods_turn_out_to_cost_falls_to_those_who_bore_them(office: Office) -> None:
    await office.open(shared_line("10.00", "1", "1"))
    await office.receive(1, "40")
    await office.share("0", "0", "1", "1")
    await office.capture(1, billed("40", "9.00"))
    assert borne(office.journal()) == {"D1": Decimal(180), "D2": Decimal(180)}
    await office.receive(2, "60")
    await office.capture(2, billed("50", "10.20"))
    await office.capture(3, billed("10", "10.00"))
    assert not_zero(borne(office.journal())) == {
        **dict.fromkeys(("D1", "D2"), Decimal(180)),
        **dict.fromkeys(("D3", "D4"), Decimal(305)),
    }


async def test_goods_billed_cheaper_that_go_back_leave_nobody_below_nothing_once_credited(
    office: Office,
) -> None:
    centres = ("D1", "D2", "D3")
    await has_budgets(office, *centres)
    await office.open(shared_line("10.00", "1", "1"))
    await office.receive(1, "10")
    await office.capture(1, billed("10", "8.00"))
    await office.share("0", "0", "1")
    await office.receive(2, "20")
    await office.capture(2, billed("20", "10.00"))
    await office.give_back(1, "10")
    assert [each.spent for each in await held_of(office, *centres)] == [-10, -10, 200]
    assert office.balance("grir") == 100, "until the credit, goods went back at what they came at"
    await office.credit(1, "quantity", given_back("10", "80"), invoice=1)
    await office.post_credit(1)
    assert not_zero(borne(office.journal())) == {"D3": Decimal(200)}
    assert [each.spent for each in await held_of(office, *centres)] == [0, 0, 200]
    assert office.balance("grir") == 0


async def test_what_prices_leave_falls_to_those_who_bore_the_goods(office: Office) -> None:
    await office.open(shared_line("10.00", "1", "1"))
    await office.receive(1, "10")
    await office.change(unit_price="10.40")
    await office.receive(2, "10")
    await office.capture(1, billed("10", "10.00"))
    await office.share("0", "0", "1", "1")
    await office.give_back(1, "10")
    assert office.balance("grir") == 0
    assert not_zero(borne(office.journal())) == dict.fromkeys(("D1", "D2"), Decimal(50))


async def test_a_write_off_is_taken_back_from_who_bears_the_line_alone_by_now_too(
    office: Office,
) -> None:
    await office.open(shared_line("10.00", "1", "1"))
    await office.receive(1, "10")
    await office.share("0", "0", "1")
    await office.receive(2, "30")
    await final_close(office)
    await give_up(office)
    assert not_zero(borne(office.journal())) == {}
    await office.capture(1, billed("20", "10.00"))
    assert not_zero(borne(office.journal())) == {"D1": 25, "D2": 25, "D3": 150}
    await office.capture(2, billed("20", "10.00"))
    assert not_zero(borne(office.journal())) == {"D1": 50, "D2": 50, "D3": 300}
    assert office.balance("grir") == 0


async def test_a_write_off_that_is_taken_back_goes_to_whom_it_came_from(office: Office) -> None:
    await office.open(shared_line("10.00", "1", "1"))
    await office.receive(1, "10")
    await office.share("0", "0", "1", "2")
    await office.receive(2, "20")
    before = borne(office.journal())
    await final_close(office)
    await give_up(office)
    assert office.balance("grir") == 0
    assert not_zero(borne(office.journal())) == {}
    reopens = RemoveFinalClose(
        now=NOW, purchase_order_id=ORDER.id, reopened_by="fay", reason_code="late_invoice"
    )
    await office.send("fay", reopens)
    assert borne(office.journal()) == before


def test_however_often_others_bear_what_comes_each_bears_his_part_of_what_came(
    database: Database,
) -> None:
    with told(database, shared_line("9.97", "1", "1", "1")) as tell:

        @STORIES_TOLD
        @given(stories(st.one_of(UNDOING, LADEN, SHARED_OTHERWISE, SHARED_OTHERWISE)))
        def holds(story: Story) -> None:
            for journal, order in after_each_save(tell(story).history):
                assert_borne(journal, order)

        holds()

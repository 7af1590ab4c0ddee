"""What several bear of a line, through the real log: its parts add up over all that ever moved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.tips import Tips
from application.work import Work
from domain.accounting import JournalLine, journal_entries
from domain.budgets.commands import LoadBudget
from domain.budgets.commitments import Holding
from domain.budgets.holdings import of_order
from domain.budgets.state import BUDGET_LINE, budget_line_id
from domain.event import Recorded
from domain.legal_entities.commands import RegisterLegalEntity, SetLegalEntityBudgetControl
from domain.money import allocated
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.registry import EVENTS
from tests.application.desk import NOW
from tests.application.office import Office, billed, shared_by
from tests.application.stories import CHANGES, PAYMENTS, Step, Story, stories, told
from tests.application.test_exchange_rates import balances, keeps_dollars
from tests.conftest import Database
from tests.domain.orders import added

# A story is a dozen commands and as many commits; the profile's number of examples is too much.
STORIES_TOLD: Final = settings(max_examples=max(5, settings().max_examples // 4))
ZERO: Final = Decimal(0)
CENTS: Final = Decimal("0.02")  # A charge beside the goods may round a part the other way.


def shared_line(price: str, *weights: str, quantity: str = "100") -> PurchaseOrderLineAdded:
    """Gloves that several departments use up."""
    return added(quantity, price, accounting="expense", shares=shared_by(*weights))


def borne(journal: Sequence[JournalLine]) -> dict[str, Decimal]:
    """Debit less credit of each who bears it."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in journal:
        if line.cost_centre is not None:
            found[line.cost_centre] += Decimal(line.debit) - Decimal(line.credit)
    return dict(found)


async def test_cents_of_many_small_receipts_fall_to_each_in_turn(office: Office) -> None:
    await office.open(shared_line("0.01", "1", "1"))
    for number in range(1, 6):
        await office.receive(number, "1")
    assert borne(office.journal()) == {"D1": Decimal("0.03"), "D2": Decimal("0.02")}


async def test_what_was_all_received_and_billed_dearer_is_borne_as_the_line_declares(
    office: Office,
) -> None:
    await office.open(shared_line("0.35", "25", "25", "50"))
    for number, quantity in enumerate(("33", "33", "34"), start=1):
        await office.receive(number, quantity)
    for number, quantity in enumerate(("51", "49"), start=1):
        await office.capture(number, billed(quantity, "0.36"))
    assert office.balance("accounts_payable") == Decimal("-36.00")
    assert borne(office.journal()) == {
        "D1": Decimal("9.00"),
        "D2": Decimal("9.00"),
        "D3": Decimal("18.00"),
    }


async def test_a_receipt_that_is_taken_back_takes_what_each_bore_of_it(office: Office) -> None:
    await office.open(shared_line("0.01", "1", "1", "1"))
    for number in range(1, 5):
        await office.receive(number, "1")
    before = borne(office.journal())
    await office.receive(5, "2")
    await office.reverse(5)
    assert borne(office.journal()) == before
    await office.give_back(1, "1")
    assert sorted(borne(office.journal()).values()) == [Decimal("0.01")] * 3


async def test_the_order_tells_who_came_to_bear_how_much_and_by_what(office: Office) -> None:
    await office.open(shared_line("0.01", "1", "1"))
    await office.receive(1, "1")
    await office.receive(2, "2")
    facts = [each for each in office.history() if each.type.endswith("line_cost_shared")]
    assert [(each.data["source"]["number"], each.data["total"]) for each in facts] == [
        ("R-1", "0.01"),
        ("R-2", "0.03"),
    ]
    assert [
        (part["cost_centre"], part["amount"], part["total"]) for part in facts[1].data["parts"]
    ] == [("D1", "0.01", "0.02"), ("D2", "0.01", "0.01")]
    receipts = [each for each in office.history() if each.type == "receipt.posted"]
    assert [each.metadata["shared_costs"] for each in receipts] == [
        {"1": {"1": ["0"]}},
        {"1": {"1": ["0.01"]}},
    ]


async def test_a_line_that_one_bears_tells_nothing(office: Office) -> None:
    await office.open(shared_line("10", "1"), added("100", "10", line=2))
    await office.receive(1, "5")
    await office.receive(2, "5", line=2)
    assert "purchase_order.line_cost_shared" not in office.facts("purchase_order")
    assert all("shared_costs" not in each.metadata for each in office.history())
    assert borne(office.journal()) == {"D1": Decimal("50.00")}


UNDOING: Final = st.one_of(CHANGES, PAYMENTS, st.just(Step("let pass")))


async def has_budgets(office: Office, *centres: str) -> None:
    """The entity follows what is held of these, and is not bound by it."""
    await office.send(
        "fred", RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North", currency="USD")
    )
    advisory = SetLegalEntityBudgetControl(
        now=NOW, legal_entity="NHS", control="advisory", reason_code="board"
    )
    await office.send("fred", advisory)
    for centre in centres:
        loaded = LoadBudget(
            now=NOW,
            legal_entity="NHS",
            cost_centre=centre,
            account="supplies",
            currency="USD",
            fiscal_year=2026,
            amount=Decimal(1000),
            loaded_by="fred",
        )
        await office.send("fred", loaded)


async def held_of(office: Office, *centres: str) -> list[Holding]:
    """What is held of each of these budgets."""
    work = Work(office.log, Tips(), office.tenant)
    ids = [budget_line_id(office.tenant, "NHS", centre, "supplies") for centre in centres]
    lines = [await work.load(BUDGET_LINE, each) for each in ids]
    return [each.year(2026).holding for each in lines]


async def test_budgets_and_books_tell_the_same_of_each_and_nothing_stays_encumbered(
    office: Office,
) -> None:
    centres = ("D1", "D2", "D3")
    await has_budgets(office, *centres)
    await office.open(shared_line("0.01", "1", "1", "1"))
    for number, quantity in enumerate(("1", "1", "47", "51"), start=1):
        await office.receive(number, quantity)
        parts, held = borne(office.journal()), await held_of(office, *centres)
        assert [each.spent for each in held] == [parts.get(each, ZERO) for each in centres]
        assert [each.liquidated for each in held] == [each.spent for each in held]
        is_whole = sum(parts.values()) == 1
        assert any(each.open for each in held) != is_whole
    assert [str(part) for part in borne(office.journal()).values()] == ["0.34", "0.33", "0.33"]


async def test_goods_received_close_in_books_of_another_currency_however_small_the_parts(
    office: Office,
) -> None:
    await keeps_dollars(office, "1.0857", lines=(shared_line("0.07", "1", "1", "1"),))
    for number, quantity in enumerate(("1", "1", "31", "67"), start=1):
        await office.receive(number, quantity)
    for number, quantity in enumerate(("2", "49", "49"), start=1):
        await office.capture(number, billed(quantity, "0.08"), currency="EUR")
    assert "grir" not in balances(office)
    assert sum(balances(office).values()) == 0
    assert sorted(borne(office.journal()).values()) == [
        Decimal("2.66"),
        Decimal("2.67"),
        Decimal("2.67"),
    ]


@pytest.mark.parametrize(
    "weights", [("1", "2"), ("1", "1", "1"), ("33.3", "33.3", "33.4"), ("7", "0.5", "11", "6")]
)
def test_each_bears_his_part_of_all_that_the_line_has_cost_after_every_save(
    database: Database, weights: tuple[str, ...]
) -> None:
    with told(database, shared_line("9.97", *weights)) as tell:

        @STORIES_TOLD
        @given(stories(UNDOING))
        def holds(story: Story) -> None:
            for journal, order in after_each_save(tell(story).history):
                assert_borne(journal, order)
                assert len(order.lines[1].ledger.shared) <= 1

        holds()


def assert_borne(journal: Sequence[JournalLine], order: PurchaseOrder) -> None:
    """Journal, order and budgets say the same of each; budgets leave out what goods bear beside."""
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for each in order.lines[1].ledger.shared:
        parts = allocated(each.total, [share.weight for share in each.shares], order.currency)
        for share, part in zip(each.shares, parts, strict=True):
            wanted[share.cost_centre] += part
    assert not_zero(borne(journal)) == not_zero(wanted)
    held = {each.cost_centre: each.holding for each in of_order(order)}
    goods = borne([each for each in journal if each.charge is None])
    assert sum((each.spent for each in held.values()), ZERO) == sum(goods.values())
    for centre, holding in held.items():
        assert abs(holding.spent - goods.get(centre, ZERO)) <= CENTS, centre
        assert min(holding.open, holding.liquidated) >= 0, centre
    assert_balanced(journal)


def not_zero(parts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Those who bear something."""
    return {centre: part for centre, part in parts.items() if part}


def after_each_save(
    history: Sequence[Recorded],
) -> Iterator[tuple[list[JournalLine], PurchaseOrder]]:
    """All that was booked, and the order, as they stand once a command has been stored."""
    order, journal = None, list[JournalLine]()
    for _, events in groupby(history, key=lambda event: event.metadata["command_id"]):
        for event in events:
            if event.aggregate == PURCHASE_ORDER.name:
                fact = EVENTS[event.type].model_validate(event.data)
                order = PURCHASE_ORDER.evolve(order, fact)
            journal += journal_entries(event)
        if order is not None:
            yield journal, order


def assert_balanced(journal: Sequence[JournalLine]) -> None:
    """Every entry, by itself."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in journal:
        sums[line.entry] += Decimal(line.debit) - Decimal(line.credit)
    assert not any(sums.values())

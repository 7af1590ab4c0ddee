"""What may be written off in a day: never beyond a cap, and never less than it leaves room for."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.event import DocumentRef
from domain.ids import derived_id
from domain.legal_entities.state import Caps
from domain.small_differences.decide import Difference, beyond_cap, take_back, write_off
from domain.small_differences.state import SMALL_DIFFERENCE, SmallDifferences
from tests.domain.orders import TODAY

cents = st.integers(0, 20).map(lambda each: Decimal(each) / 100)
cap = st.none() | cents
bills = st.lists(st.tuples(st.sampled_from("AB"), cents), max_size=12)


def invoice(number: int) -> DocumentRef:
    return DocumentRef(
        aggregate="invoice", id=derived_id("test", str(number)), number=f"INV-{number}"
    )


def day_of(
    caps: Caps, asked: list[tuple[str, Decimal]]
) -> tuple[SmallDifferences | None, list[bool]]:
    """The day after all bills asked, and which of them passed."""
    day: SmallDifferences | None = None
    passed = []
    for number, (supplier, amount) in enumerate(asked):
        found = Difference(derived_id("test", supplier), amount, "USD")
        hold = beyond_cap(day, found, caps, amount)
        passed.append(hold is None)
        if hold is None:
            for event in write_off("NHS", TODAY, invoice(number), found, caps, beyond=False):
                day = SMALL_DIFFERENCE.evolve(day, event)
    return day, passed


@given(entity=cap, supplier=cap, asked=bills)
def test_no_order_of_bills_passes_a_cap(
    entity: Decimal | None, supplier: Decimal | None, asked: list[tuple[str, Decimal]]
) -> None:
    day, passed = day_of(Caps(entity, supplier), asked)
    kept = [each for each, ok in zip(asked, passed, strict=True) if ok]
    total = day.total if day else Decimal(0)
    assert total == sum((amount for _, amount in kept), Decimal(0))
    if entity is not None:
        assert total <= entity
    for name in "AB":
        own = sum((amount for whose, amount in kept if whose == name), Decimal(0))
        assert (day.of_supplier(derived_id("test", name)) if day else Decimal(0)) == own
        assert supplier is None or own <= supplier


@given(entity=cents, asked=bills)
def test_what_waits_would_have_passed_the_cap(
    entity: Decimal, asked: list[tuple[str, Decimal]]
) -> None:
    _, passed = day_of(Caps(entity), asked)
    used = Decimal(0)
    for (_, amount), ok in zip(asked, passed, strict=True):
        assert ok == (amount == 0 or used + amount <= entity)
        used += amount if ok else 0


def test_what_is_taken_back_leaves_its_room_and_nothing_is_taken_back_twice() -> None:
    day, _ = day_of(Caps(Decimal("0.05")), [("A", Decimal("0.05"))])
    (gone,) = take_back(day, invoice(0))
    after = SMALL_DIFFERENCE.evolve(day, gone)
    assert after.total == 0
    assert take_back(after, invoice(0)) == take_back(None, invoice(0)) == ()


def test_no_cap_holds_nothing() -> None:
    found = Difference("A", Decimal(10), "USD")
    assert beyond_cap(None, found, Caps(), Decimal(10)) is None
    assert beyond_cap(None, found, Caps(Decimal(0)), Decimal(10)) is not None
    assert beyond_cap(None, found._replace(amount=Decimal(1)), Caps(Decimal(0)), Decimal(1))
    assert beyond_cap(None, found._replace(amount=Decimal(0)), Caps(Decimal(0)), Decimal(0)) is None


def test_the_hold_says_what_is_left_of_which_cap_and_never_less_than_nothing() -> None:
    """A person let twelve cents pass where eight are the supplier's and ten the day's."""
    caps = Caps(Decimal("0.10"), Decimal("0.08"))
    supplier = derived_id("test", "A")
    five = Difference(supplier, Decimal("0.05"), "USD")
    day, _ = day_of(caps, [("A", five.amount)])
    hold = beyond_cap(day, five, caps, Decimal("0.05"))
    assert hold is not None
    assert hold.expected == "0.03 USD left of the supplier's 0.08"
    assert hold.actual == "0.05 USD"
    seven = five._replace(amount=Decimal("0.07"))
    (passed,) = write_off("NHS", TODAY, invoice(1), seven, caps, beyond=True)
    after = SMALL_DIFFERENCE.evolve(day, passed)
    hold = beyond_cap(after, five, caps, Decimal("0.05"))
    assert hold is not None
    assert hold.expected == "0 USD left of the day's 0.10"
    assert beyond_cap(after, five._replace(amount=Decimal(0)), caps, Decimal(0)) is None


def test_only_what_a_person_let_pass_the_caps_says_so() -> None:
    found = Difference(derived_id("test", "A"), Decimal(1), "USD")
    told = [
        write_off("NHS", TODAY, invoice(1), found, Caps(), beyond=beyond)[0].model_dump()["beyond"]
        for beyond in (True, False)
    ]
    assert told == [True, None]

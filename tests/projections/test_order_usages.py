"""What was used of bill-only orders is told by case, with what it counts for."""

from domain.event import Event
from projections.purchase_orders import PURCHASE_ORDERS
from tests.domain.bill_only import APPROVED, BOTH, IN_FORCE, withdrawn
from tests.domain.orders import ORDER
from tests.projections.folding import Folded, Story, fold


def told(*events: Event) -> Folded:
    """The read model after these facts of PO-1."""
    story = Story().happens(f"purchase_order/{ORDER.id}", *events, number="PO-1")
    return fold(PURCHASE_ORDERS, story.events)


def test_usage_of_a_bill_only_order_is_told_by_case_and_counts_once_it_is_issued() -> None:
    evidence = (*APPROVED, *BOTH)
    row = told(*evidence).row("purchase_order_lines")
    assert (row["used"], row["wasted"], row["received"]) == ("2", "0", "0")
    kept = told(*IN_FORCE)
    used = kept.by("purchase_order_usages", "usage")
    assert {each["state"] for each in used.values()} == {"counted"}
    assert (used[2]["serials"], used[2]["amount"]) == (["S-9"], "450")
    assert kept.row("purchase_order_lines")["received"] == "2"


def test_withdrawn_usage_stays_readable_and_wasted_units_are_told_apart() -> None:
    wasted = BOTH[0].model_copy(update={"waste_reason": "dropped"})
    assert told(*APPROVED, wasted).row("purchase_order_lines")["wasted"] == "1"
    kept = told(*APPROVED, wasted, withdrawn())
    row = kept.row("purchase_order_lines")
    assert (row["used"], row["wasted"]) == ("0", "0")
    usage = kept.row("purchase_order_usages")
    assert (usage["state"], usage["withdrawn_by"]) == ("withdrawn", "nina")

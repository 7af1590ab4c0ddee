"""A history becomes commands: a pure function of the history and the seed, whatever it tells."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from adapters.histories.activities import Activity
from adapters.histories.case import Step
from adapters.histories.plan import plan
from adapters.histories.reader import History
from domain.approvals.commands import ApproveStep
from domain.invoices.commands import CaptureInvoice, LinkInvoice, RecordPayment
from domain.purchase_orders.commands import CreatePurchaseOrder, IssuePurchaseOrder
from domain.receipts.commands import AcceptServiceReceipt, PostReceipt, RecordServiceEntry
from tests.adapters.histories.traces import START

A = Activity
GAPS = st.sampled_from([timedelta(0), timedelta(minutes=1), timedelta(hours=20)])
HISTORIES = st.lists(st.tuples(st.sampled_from(Activity), GAPS), min_size=1, max_size=30)


def history(*activities: Activity) -> History:
    days = enumerate(activities)
    return History(
        "4507000001_00010", tuple((START + timedelta(days=day), each) for day, each in days)
    )


def steps(told: History, seed: int = 1) -> list[tuple[Step, ...]]:
    _, mapped = plan(told, tenant="demo", seed=seed)
    return [each.steps() for each in mapped]


def commands(*activities: Activity) -> list[list[type]]:
    return [[type(step.command) for step in each] for each in steps(history(*activities))]


@given(HISTORIES, st.integers(0, 3))
def test_the_same_history_and_seed_give_the_same_commands_or_the_same_explanation(
    drawn: list[tuple[Activity, timedelta]], seed: int
) -> None:
    moment, events = START, []
    for activity, gap in drawn:
        moment += gap
        events.append((moment, activity))
    told = History("c", tuple(events))
    _, first = plan(told, tenant="demo", seed=seed)
    _, second = plan(told, tenant="demo", seed=seed)
    assert [each.steps() for each in first] == [each.steps() for each in second]
    for mapped, (moment, _) in zip(first, events, strict=True):
        assert all(step.command.now == moment for step in mapped.steps())
        assert mapped.steps() or mapped.explained


def test_another_seed_fills_in_other_figures() -> None:
    told = history(A.CREATE_ORDER, A.GOODS_RECEIPT)
    assert steps(told, seed=1) != steps(told, seed=2)


def test_an_order_that_nobody_decides_about_is_issued_where_it_is_created() -> None:
    created, *_ = commands(A.CREATE_ORDER, A.GOODS_RECEIPT)
    assert created[0] is CreatePurchaseOrder
    assert created[-1] is IssuePurchaseOrder


def test_an_order_is_issued_by_the_last_of_the_decisions_that_follow() -> None:
    created, first, second, _ = commands(
        A.CREATE_ORDER, A.CHANGE_APPROVAL, A.RELEASE_ORDER, A.GOODS_RECEIPT
    )
    assert IssuePurchaseOrder not in created
    assert first == [ApproveStep]
    assert second == [ApproveStep, IssuePurchaseOrder]


def test_waiting_entries_are_shared_among_the_receipts_that_come_at_a_stretch() -> None:
    told = history(A.CREATE_ORDER, *[A.SERVICE_ENTRY] * 4, A.GOODS_RECEIPT, A.GOODS_RECEIPT)
    _, *entries, one, other = steps(told)
    into = [step.command.receipt_id for (step,) in entries]  # type: ignore[attr-defined]  # entries
    assert into[0] == into[1] != into[2] == into[3]
    accepted = [step.command for step in (*one, *other)]
    assert [type(each) for each in accepted] == [AcceptServiceReceipt] * 2


def test_a_service_receipt_without_an_entry_enters_its_own() -> None:
    *_, receipt, entry = commands(A.CREATE_ORDER, A.GOODS_RECEIPT, A.SERVICE_ENTRY)
    assert receipt == [RecordServiceEntry, AcceptServiceReceipt]
    assert entry == [RecordServiceEntry]


def test_an_invoice_received_on_the_day_of_its_document_is_captured_by_the_receipt() -> None:
    day = START.replace(hour=8)
    told = History(
        "c",
        (
            (day - timedelta(days=1), A.CREATE_ORDER),
            (day, A.GOODS_RECEIPT),
            (day + timedelta(minutes=1), A.INVOICE_RECEIPT),
            (day.replace(hour=22, minute=59), A.SUPPLIER_INVOICE),
        ),
    )
    _, mapped = plan(told, tenant="demo", seed=1)
    assert [type(step.command) for step in mapped[2].steps()] == [CaptureInvoice]
    assert mapped[3].steps() == ()
    assert mapped[3].explained == "its invoice receipt of the same local day has captured it"


def test_what_is_received_is_invoiced_and_paid() -> None:
    told = history(
        A.CREATE_ORDER,
        A.GOODS_RECEIPT,
        A.SUPPLIER_INVOICE,
        A.INVOICE_RECEIPT,
        A.GOODS_RECEIPT,
        A.SUPPLIER_INVOICE,
        A.INVOICE_RECEIPT,
        A.CLEAR_INVOICE,
        A.CLEAR_INVOICE,
    )
    made = [step.command for each in steps(told) for step in each]
    received = sum(each.lines[0].quantity for each in made if isinstance(each, PostReceipt))
    captured = [each for each in made if isinstance(each, CaptureInvoice)]
    paid = sum(each.amount for each in made if isinstance(each, RecordPayment))
    assert sum(each.lines[0].quantity for each in captured) == received
    assert sum(each.total for each in captured) == paid
    assert sum(isinstance(each, LinkInvoice) for each in made) == 2


def test_a_price_is_beyond_tolerance_only_where_a_block_is_removed_later() -> None:
    shape = (A.CREATE_ORDER, A.GOODS_RECEIPT, A.SUPPLIER_INVOICE, A.INVOICE_RECEIPT)
    plain, blocked = history(*shape), history(*shape, A.REMOVE_BLOCK)
    assert _dearness(plain) == 1
    assert _dearness(blocked) > Decimal("1.05")


def _dearness(told: History) -> Decimal:
    """The invoiced price over the ordered one."""
    made = [step.command for each in steps(told) for step in each]
    order = next(each for each in made if isinstance(each, CreatePurchaseOrder))
    invoice = next(each for each in made if isinstance(each, CaptureInvoice))
    ordered_at = order.lines[0].unit_price
    assert ordered_at is not None, "the import states each price"
    return invoice.lines[0].unit_price / ordered_at

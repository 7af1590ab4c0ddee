"""Read models against the documents themselves: the same history, folded in two ways.

Each function compares the rows of one read model with the states that the domain's own `evolve`
leads to, or with the journal. `everything_agrees` does so for all of them, over any history.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from domain.accounting import JournalLine, journal_entries
from domain.approvals.state import ApprovalCase
from domain.catalogue.state import CatalogueItem
from domain.credit_memos.state import CreditMemo
from domain.event import Recorded
from domain.invoices.state import Invoice
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.buckets import Bucket
from domain.receipts.state import Receipt
from domain.recoveries.state import Recovery
from domain.registry import AGGREGATES, EVENTS
from domain.requisitions.state import Requisition
from domain.suppliers.state import Supplier
from projections.index import PROJECTIONS
from projections.projection import Row
from tests.projections.folding import Folded, fold
from tests.projections.order_agreement import States, orders_agree
from tests.projections.shipment_agreement import shipments_agree
from tests.projections.stock_agreement import stock_agrees
from tests.replay.naive_case import second_opinion

BUCKETS: Final[tuple[Bucket, ...]] = ("received", "quarantined", "accepted", "rejected")


def everything_agrees(history: Sequence[Recorded], batch_events: int) -> dict[str, Folded]:
    """Checks every read model after this history; the rows, for whoever looks further."""
    states = documents(history)
    kept = {each.name: fold(each, history, batch_events) for each in PROJECTIONS}
    journal = [line for event in history for line in journal_entries(event)]
    orders_agree(states, kept["purchase_orders"])
    requisitions_agree(states, kept["requisitions"])
    approvals_agree(states, kept["approvals"])
    receipts_agree(states, kept["receipts"])
    invoices_agree(states, kept["invoices"])
    credit_memos_agree(states, kept["credit_memos"])
    recoveries_agree(states, kept["recoveries"])
    masters_agree(states, kept["suppliers"], kept["catalogue_items"])
    the_journal_agrees(journal, kept["journal"])
    goods_received_agree(states, kept["journal"])
    stock_agrees(states, journal, kept["stock"])
    shipments_agree(history, kept["shipments"])
    for opinion in second_opinion(history, kept):
        assert not opinion.differences, opinion.named
    assert len(kept["audit_trail"].table("audit_trail")) == len(history)
    return kept


def documents(history: Sequence[Recorded]) -> States:
    """Every document as its own events left it."""
    states: dict[str, Any] = {}
    for event in history:
        fact = EVENTS[event.type].model_validate(dict(event.data))
        states[event.stream] = AGGREGATES[event.aggregate].evolve(states.get(event.stream), fact)
    return states


def requisitions_agree(states: States, kept: Folded) -> None:
    """What was asked for and what became of it."""
    rows = kept.by("requisitions", "requisition_id")
    lines = {(each["requisition_id"], each["line"]): each for each in kept.table(LINES_REQUESTED)}
    for requisition in states.values():
        if not isinstance(requisition, Requisition):
            continue
        row = rows.pop(requisition.requisition_id)
        assert (row["state"], row["line_count"]) == (requisition.status, len(requisition.lines))
        assert Decimal(row["amount"]) == requisition.amount
        for number, line in requisition.lines.items():
            told = lines.pop((requisition.requisition_id, number))
            assert Decimal(told["quantity"]) == line.line.quantity
            assert Decimal(told["ordered"]) == line.ordered
            assert Decimal(told["cancelled"]) == line.cancelled
            assert Decimal(told["open_quantity"]) == line.left >= 0
            assert (Decimal(told["received"]), told["state"]) == (line.received, line.state)
            assert (Decimal(told["picked"]), Decimal(told["issued"])) == (line.picked, line.issued)
    assert (rows, lines) == ({}, {}), "rows of no requisition"


LINES_REQUESTED: Final = "requisition_lines"


def approvals_agree(states: States, kept: Folded) -> None:
    """Who has to decide now, and how many did."""
    rows = kept.by("approval_cases", "approval_case_id")
    decided: dict[str, int] = defaultdict(int)
    for decision in kept.table("approval_decisions"):
        decided[decision["approval_case_id"]] += 1
    for case in states.values():
        if not isinstance(case, ApprovalCase):
            continue
        row = rows.pop(case.approval_case_id)
        step = case.open_step
        opened = (step.step, step.role) if step else (None, None)
        assert (row["open_step"], row["open_role"]) == opened
        assert (row["state"], row["step_count"]) == (case.status, len(case.steps))
        assert decided[case.approval_case_id] == len(case.decided_by)
    assert rows == {}


def receipts_agree(states: States, kept: Folded) -> None:
    """What still stands of each receipt; its lines, with their direction, are its amount."""
    rows = kept.by("receipts", "receipt_id")
    standings = {(row["receipt_id"], row["line"]): row for row in kept.table("receipt_standings")}
    moved: dict[str, Decimal] = defaultdict(Decimal)
    for line in kept.table("receipt_lines"):
        sign = 1 if line["movement"] in ("posted", "corrected") else -1
        moved[line["receipt_id"]] += sign * Decimal(line["amount"])
    for receipt in states.values():
        if not isinstance(receipt, Receipt):
            continue
        row = rows.pop(receipt.id)
        assert row["state"] == {"draft": "entering"}.get(receipt.status, receipt.status)
        assert row["entries"] == receipt.entries
        left = sum((held.left_amount for held in receipt.lines.values()), Decimal(0))
        stands = Decimal(0) if receipt.status == "reversed" else left
        assert Decimal(row["amount"]) == stands == moved[receipt.id]
        for number, held in receipt.lines.items():
            standing = standings.pop((receipt.id, number))
            for bucket in BUCKETS:
                here = held.in_bucket(bucket).quantity if receipt.status == "posted" else 0
                assert Decimal(standing[bucket]) == here
            assert Decimal(standing["returned"]) == held.returned
    assert rows == standings == {}


def invoices_agree(states: States, kept: Folded) -> None:
    """What stops each invoice and what is left to pay."""
    rows = kept.by("invoices", "invoice_id")
    opened: dict[str, set[int]] = defaultdict(set)
    stated: dict[str, list[Decimal]] = defaultdict(list)
    for line in kept.table("invoice_lines"):
        stated[line["invoice_id"]].append(Decimal(line["amount"]))
    for hold in kept.table("invoice_holds"):
        if hold["state"] == "open":
            opened[hold["invoice_id"]].add(hold["hold"])
    for invoice in states.values():
        if not isinstance(invoice, Invoice):
            continue
        row = rows.pop(invoice.id)
        status = "matched" if row["state"] == "partially_paid" else row["state"]
        assert status == invoice.status
        assert opened[invoice.id] == {hold.hold for hold in invoice.holds}
        assert row["holds_open"] == len(invoice.holds)
        assert row["holds_covered"] == len(invoice.holds) - len(invoice.stopping)
        assert Decimal(row["open_amount"]) == invoice.open_amount
        assert Decimal(row["credited_amount"]) == invoice.credited
        assert (row["matched_at"] is not None) == invoice.matched
        assert (row["settled_at"] is not None) == (row["state"] == "paid")
        withheld = [each.amount for each in invoice.disputes.values() if each.is_open]
        assert Decimal(row["disputed_amount"]) == sum(withheld, Decimal(0))
        assert stated[invoice.id] == [line.amount for line in invoice.lines]
        order = invoice.purchase_order
        assert row["purchase_order_id"] == (order.id if order else None)
    assert rows == {}


def credit_memos_agree(states: States, kept: Folded) -> None:
    """What each answers, and what is unused of it."""
    rows = kept.by("credit_memos", "credit_memo_id")
    holds = kept.by("credit_memo_holds", "credit_memo_id")
    for memo in states.values():
        if not isinstance(memo, CreditMemo):
            continue
        row = rows.pop(memo.id)
        assert Decimal(row["open_amount"]) == memo.total - memo.applied - memo.refunded
        assert Decimal(row["refunded_amount"]) == memo.refunded
        assert (row["kind"], row["state"]) == (memo.kind, memo.status)
        assert row["invoice_id"] == (memo.invoice.id if memo.invoice else None)
        hold = holds.pop(memo.id, None)
        assert (hold is not None and hold["state"] == "open") == (memo.status == "held")
        assert memo.held is None or (hold is not None and hold["kind"] == memo.held)
    assert rows == holds == {}


def recoveries_agree(states: States, kept: Folded) -> None:
    """What is to come back of each invoice, and how it ended."""
    rows = kept.by("recoveries", "recovery_id")
    for recovery in states.values():
        if isinstance(recovery, Recovery):
            row = rows.pop(recovery.id)
            assert (row["state"], row["cause"]) == (recovery.status, recovery.cause)
            assert Decimal(row["claim"]) == recovery.claim
            assert Decimal(row["refunds_unused"]) == recovery.refunded
            assert (row["closed_at"] is None) == recovery.is_open
    assert rows == {}


def masters_agree(states: States, suppliers: Folded, items: Folded) -> None:
    """Standing of suppliers and items."""
    for each in states.values():
        if isinstance(each, Supplier):
            row = suppliers.by("suppliers", "supplier_id")[each.supplier_id]
            supplier_agrees(each, row)
        if isinstance(each, CatalogueItem):
            row = items.by("catalogue_items", "item_id")[each.item_id]
            told = (each.status, each.number, len(each.recalls))
            assert (row["state"], row["number"], row["recalls"]) == told


def supplier_agrees(supplier: Supplier, row: Row) -> None:
    """Where it stands, within what limits, and on what evidence."""
    evidence, limits = supplier.evidence, supplier.limits
    assert (row["state"], row["holds"]) == (supplier.status, ",".join(sorted(supplier.holds)))
    assert (row["tier"], row["tax_id"]) == (supplier.tier, supplier.tax_id)
    assert row["supplies"] == ",".join(supplier.supplies)
    assert row["open_matches"] == ",".join(evidence.open_matches)
    assert row["watched_for"] == (supplier.watch.reason_code if supplier.watch else None)
    clear = sorted(name for name, each in evidence.screenings.items() if each.is_clear)
    assert row["clear_lists"] == ",".join(clear)
    assert row["spent"] == (str(limits.spent_in_all) if limits else None)
    account = evidence.newest_account
    assert row["bank_in_force_from"] == (str(account.in_force_from) if account else None)


def the_journal_agrees(journal: Sequence[JournalLine], kept: Folded) -> None:
    """Nothing is lost, every entity's books balance, and GR/IR is the account of that name."""
    lines = [dict(row) for row in kept.table("journal_lines")]
    moves_balance = [line.pop("grir_figure") is not None for line in lines]
    assert lines == [line._asdict() for line in journal]
    sums: dict[tuple[str | None, str], Decimal] = defaultdict(Decimal)
    received: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for line, is_moved in zip(journal, moves_balance, strict=True):
        sums[line.legal_entity, line.currency] += Decimal(line.debit) - Decimal(line.credit)
        if line.account == "grir":
            assert is_moved
            key = (line.purchase_order_id, line.purchase_order_line, line.currency)
            received[key] += Decimal(line.credit) - Decimal(line.debit)
    assert set(sums.values()) <= {Decimal(0)}
    balances = kept.table("grir_balances")
    told = {
        (row["purchase_order_id"], row["purchase_order_line"], row["currency"]): row
        for row in balances
    }
    assert len(told) == len(balances)
    assert {key: Decimal(row["balance"]) for key, row in told.items()} == received
    for row in balances:
        assert row["open"] == (Decimal(row["balance"]) != 0)
        parts = Decimal(row["received_amount"]) - Decimal(row["cleared_amount"])
        parts -= Decimal(row["written_off_amount"])
        assert Decimal(row["balance"]) == parts


def goods_received_agree(states: States, kept: Folded) -> None:
    """GR/IR of an order line is what its ledger received less what invoices cleared."""
    balances = {
        (row["purchase_order_id"], row["purchase_order_line"]): Decimal(row["balance"])
        for row in kept.table("grir_balances")
    }
    for order in states.values():
        if not isinstance(order, PurchaseOrder):
            continue
        for number, line in order.lines.items():
            stands = line.ledger.balance
            if line.terms.match == "two_way":
                stands = Decimal(0)
            assert balances.get((order.id, number), Decimal(0)) == stands

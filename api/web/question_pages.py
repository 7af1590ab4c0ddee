"""The key figures that the page of that name tells of, and how the columns of an answer read.

An answer's columns are declared by no table, so what they are is told by their names: `_pct`,
`_on`, `_at`, `_id`. Names behind ids come from `names.py`.
"""

import re
from collections.abc import Sequence
from typing import Final

from api.tables import QUESTIONS
from api.web.columns import Column, Form, leads
from api.web.names import NAMED
from api.web.words import words
from projections.projection import Query, Row

# By what they are about: a question, and what it is called.
KEY_FIGURES: Final[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = (
    (
        "Spend",
        (
            ("contract_compliance", "Contract compliance and leakage"),
            ("maverick_spend", "Maverick spend"),
            ("spend_under_management", "Spend under management"),
            ("spend_by_month", "Spend by month"),
            ("spend_by_supplier", "Spend by supplier"),
            ("spend_by_item_class", "Spend by class of items"),
            ("spend_by_facility", "Spend by facility"),
            ("spend_by_department", "Spend by department"),
            ("rebates_by_supplier", "Rebates by supplier"),
            ("project_costs", "Costs of projects"),
            ("waste_by_reason", "Waste by reason"),
            ("duplicates_prevented", "Duplicates prevented"),
            ("recoveries_by_cause", "Recoveries by cause"),
        ),
    ),
    (
        "Orders",
        (
            ("cycle_times_by_leg", "Cycle times"),
            ("cycle_times_in_hours", "Cycle times in hours"),
            ("approval_times", "Approval times"),
            ("orders_after_the_fact", "Orders after the fact"),
            ("rush_orders_same_day", "Rush orders on the same day"),
            ("orders_by_month", "Orders by month"),
            ("orders_changed", "Orders that changed"),
            ("open_value_by_facility", "Still expected"),
        ),
    ),
    (
        "Suppliers",
        (
            ("supplier_scorecard", "Scorecard"),
            ("perfect_orders", "Perfect orders"),
            ("quality_by_supplier", "Quality"),
            ("goods_returned", "Goods that went back"),
            ("shipments_differing", "Shipments that came otherwise than announced"),
            ("price_accuracy_by_supplier", "Price accuracy"),
        ),
    ),
    (
        "Invoices",
        (
            ("invoice_figures", "Coverage, first-time match, touchless"),
            ("exceptions_by_cause", "Exceptions by cause"),
            ("exceptions_by_line", "Exceptions by line"),
            ("holds_by_kind", "Holds that stand"),
            ("credit_memo_holds_by_kind", "Credit memos on hold"),
            ("holds_by_outcome", "Holds and how they ended"),
            ("held_invoices", "Invoices that were held"),
            ("invoice_ageing", "Ageing"),
            ("payables_by_supplier", "Open with each company"),
            ("invoices_by_month", "Invoices by month"),
            ("small_differences_by_day", "Small differences by day"),
            ("discounts_lost", "Discounts lost"),
        ),
    ),
    (
        "Books and stock",
        (
            ("accrual_accuracy", "Accrual accuracy"),
            ("grir_by_facility", "Received, not invoiced"),
            ("grir_by_age", "Received, not invoiced, by age"),
            ("open_items_control", "Open items and their accounts"),
            ("encumbrances_by_age", "Encumbrances by age"),
            ("goods_in_inspection", "Goods in inspection"),
            ("residues_written_off", "Written off of goods received"),
            ("trial_balance", "Trial balance"),
            ("period_balance", "Balances by period"),
            ("books_balance", "Balances in the currency of the books"),
            ("journal_sums", "What chosen lines of the journal come to"),
            ("intercompany_balances", "Inter-company balances"),
            ("stock_on_hand", "Stock on hand"),
            ("stock_movements_by_kind", "Stock movements by kind"),
            ("goods_in_transit_by_age", "Goods in transit"),
            ("stock_out_risk", "Stock-out risk"),
            ("expiry_risk_by_facility", "Expiry against the rate of use"),
            ("par_breaches", "Par locations below their level"),
            ("recall_exposure", "Recall exposure"),
            ("recall_whereabouts", "Where recalled goods are"),
            ("recall_usages", "Recalled units that were used"),
        ),
    ),
    (
        "What waits for somebody",
        (
            ("supplier_changes_waiting", "Changes that suppliers propose"),
            ("backorders", "Back-orders"),
            ("requests_awaiting_goods", "Requests ordered together that wait"),
            ("usage_missing", "Usage that is not on record"),
            ("returns_waiting", "Goods that are to go back"),
            ("lots_to_pick", "Lots in the order in which to use them"),
            ("expiring_lots", "Lots that expire"),
            ("shipments_under_way", "Announced by suppliers, and still to come"),
            ("goods_in_transit", "Goods on their way between facilities"),
            ("expiring_credentials", "Credentials that expire"),
            ("expiring_agreements", "Agreements that end"),
            ("bills_expected", "Bills expected"),
            ("credits_expected", "Credits expected"),
            ("rebate_disputes_open", "Rebates that suppliers deny"),
            ("residues_to_write_off", "Left by orders closed for good"),
            ("payments_due", "Payments due"),
            ("payments_to_make", "Payments in a run"),
            ("intercompany_deliveries_due", "Inter-company deliveries due"),
            ("intercompany_unbilled", "Inter-company deliveries not billed"),
        ),
    ),
    (
        "History",
        (
            ("active_days", "Days on which something was learned"),
            ("user_activity", "What people did"),
            ("duty_findings_by_rule", "Duties that met in one person"),
        ),
    ),
)
_TITLES: Final = {name: title for _, figures in KEY_FIGURES for name, title in figures}
# Where an amount's currency stands beside it, these are not amounts.
_COUNTED: Final = frozenset(
    {"quantity", "ordered", "asked", "filled", "received", "units_in_time"} | {"in_transit"}
)
_CODE: Final = re.compile(r"[a-z]+(_[a-z]+)*")
_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?")


def title_of(name: str) -> str:
    """What a question is called."""
    return _TITLES.get(name, words(name))


def columns_of(query: Query, rows: Sequence[Row]) -> list[Column]:
    """The columns of an answer as its page shows them, ids left out; none where it has no rows."""
    names = list(rows[0]) if rows else []
    for name, (aggregate, _) in NAMED.items():
        key = _KEYS[aggregate]
        if key in names and name not in names and not _is_told(name, names):
            names.insert(names.index(key), name)
    return [_column(name, query, rows) for name in names if not _is_id(name)]


def _is_id(name: str) -> bool:
    """Whose stock it is has no other name than an id."""
    return name.endswith("_id") or name == "holder"


def _is_told(name: str, names: Sequence[str]) -> bool:
    """A description tells an item better than its number."""
    return name == "item_number" and "description" in names


def _column(name: str, query: Query, rows: Sequence[Row]) -> Column:
    if name in NAMED:
        aggregate, _ = NAMED[name]
        return leads(name, words(name.removesuffix("_number")), aggregate, _KEYS[aggregate])
    if name == "description" and "item_id" in rows[0]:
        return leads(name, words(name), "catalogue_item", _KEYS["catalogue_item"])
    label = words(name.removesuffix("_pct")) + (" %" if name.endswith("_pct") else "")
    form: Form = "text"
    value = next((row[name] for row in rows if row.get(name) is not None), None)
    if isinstance(value, bool):
        form = "flag"
    elif name == "month":
        form = "month"
    elif name.endswith(("_on", "_until")) or name == "day":
        form = "day"
    elif name.endswith("_at") or name == "oldest":
        form = "moment"
    elif isinstance(value, int) or name.endswith("_pct"):
        form = "number"
    elif _DECIMAL.fullmatch(str(value)):
        is_amount = "currency" in rows[0] and name not in _COUNTED
        form = "money" if is_amount else "number"
    elif _CODE.fullmatch(str(value)):
        form = "words"
    return Column(name=name, label=label, form=form, narrows=name in query.parameters)


_KEYS: Final = {
    "purchase_order": "purchase_order_id",
    "invoice": "invoice_id",
    "requisition": "requisition_id",
    "receipt": "receipt_id",
    "shipment": "shipment_id",
    "catalogue_item": "item_id",
    "supplier": "supplier_id",
}
_BEHIND: Final = {query.documents.of for _, query in QUESTIONS.values()}
assert _TITLES.keys() | _BEHIND >= QUESTIONS.keys() >= _TITLES.keys(), "each is led to"

"""A read model's question on a few events, without a log: the real fold, the real PostgreSQL."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

import orjson
import psycopg
from psycopg.rows import dict_row

from adapters.postgres.read_values import plain
from domain.event import Recorded
from projections.index import PROJECTIONS
from projections.projection import Projection, Row, Table
from tests.projections.folding import Folded, fold

# Questions about what the imported histories do not hold; asked of a few events instead.
ASKED_BY_HAND: Final = {
    ("invoices", "payments_to_make"),
    ("rebates", "rebates_by_supplier"),
    ("rebates", "rebate_disputes_open"),
    ("price_agreements", "expiring_agreements"),
    ("journal", "project_costs"),
    ("journal", "open_items_control"),
    ("journal", "goods_in_inspection"),
    ("journal", "intercompany_balances"),
    ("journal", "residues_to_write_off"),
    ("journal", "residues_written_off"),
    ("purchase_orders", "intercompany_deliveries_due"),
    ("purchase_orders", "intercompany_unbilled"),
    ("purchase_orders", "requests_awaiting_goods"),
    ("recalls", "recall_usages"),
    ("shipments", "goods_in_transit"),
    ("shipments", "goods_in_transit_by_age"),
    ("announced_shipments", "shipments_under_way"),
    ("announced_shipments", "shipments_differing"),
    ("receipts", "returns_waiting"),
    ("invoices", "payments_due"),
    ("invoices", "small_differences_by_day"),
    ("recoveries", "recoveries_by_cause"),
    ("invoices", "invoice_parts_due"),
    ("budget_lines", "encumbrances_by_age"),
    ("budget_lines", "encumbrances_open"),
}
# Key figures over several read models, and the documents behind figures: as of the past they are
# held against what the same question answers over the rows of the prefix.
ASKED_OF_PREFIXES: Final = {
    ("purchase_orders", "orders_awaited"),
    ("purchase_orders", "orders_changed"),
    ("receipts", "goods_returned"),
    ("purchase_orders", "units_wasted"),
    ("purchase_orders", "orders_after_the_fact"),
    ("purchase_orders", "orders_and_first_papers"),
    ("purchase_orders", "maverick_spend"),
    ("purchase_orders", "spend_under_management"),
    ("purchase_orders", "spend_documents"),
    ("purchase_orders", "spend_by_supplier"),
    ("purchase_orders", "spend_by_item_class"),
    ("purchase_orders", "spend_by_facility"),
    ("purchase_orders", "spend_by_department"),
    ("purchase_orders", "spend_by_month"),
    ("purchase_orders", "spend_lines"),
    ("duty_acts", "duty_findings"),
    ("duty_acts", "duty_findings_by_rule"),
    ("audit_trail", "user_activity"),
    ("audit_trail", "activity_by_kind"),
    ("audit_trail", "documents_acted_on"),
    ("price_agreements", "contract_compliance"),
    ("price_agreements", "contract_compliance_lines"),
    ("requisitions", "par_breaches"),
    ("requisitions", "par_counts"),
    ("requisitions", "rush_orders_same_day"),
    ("requisitions", "rush_requisition_lines"),
    ("recalls", "goods_recalled"),
    ("recalls", "recall_whereabouts"),
    ("invoices", "duplicates_prevented"),
    ("invoices", "duplicates_found"),
    ("invoices", "discounts_lost"),
    ("invoices", "discounts_offered"),
    ("invoices", "invoices_in_figures"),
    ("invoices", "invoices_waiting"),
    ("invoices", "lines_billed_on_orders"),
    ("invoices", "exceptions_by_line"),
    ("invoices", "lines_stopped"),
    ("invoices", "holds_by_outcome"),
    ("invoices", "holds_placed"),
    ("invoices", "held_invoices"),
    ("invoices", "invoices_held"),
    ("invoices", "payables_by_supplier"),
    ("invoices", "payable_documents"),
    ("cycle_times", "cycle_times_in_hours"),
    ("cycle_times", "approval_times"),
    ("cycle_times", "cycles_ended"),
    ("journal", "journal_sums"),
    ("journal", "grir_by_age"),
    ("journal", "grir_lines"),
    ("journal", "accrual_accuracy"),
    ("journal", "accrued_lines"),
    ("stock", "stock_movements_of_kind"),
    ("stock", "stock_out_risk"),
    ("stock", "expiry_risk_by_facility"),
    ("stock", "expiry_risk"),
    ("supplier_performance", "supplier_scorecard_lines"),
    ("supplier_performance", "perfect_orders"),
    ("supplier_performance", "perfect_order_lines"),
}
_TABLE: Final = re.compile(r"\{(\w+)\}")
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
_STAMPS: Final = {
    "position": "bigint",
    "fact": "integer",
    "recorded_at": "timestamptz",
    "effective_at": "timestamptz",
}


class Told(Protocol):
    """A story, or whatever else happened."""

    @property
    def events(self) -> Sequence[Recorded]: ...


def answered(
    database_url: str, projection: Projection, story: Told, name: str, **given: Any
) -> list[Row]:
    """What the question answers after the story; parameters that are not given are null."""
    return answered_of(database_url, projection, story.events, name, **given)


def answered_of(
    database_url: str,
    projection: Projection,
    history: Sequence[Recorded],
    name: str,
    batch_events: int = 1,
    **given: Any,
) -> list[Row]:
    """What the question answers after the history."""
    with _ran(database_url, projection, history, name, batch_events, given) as cursor:
        rows = cursor.fetchall()
    return [{key: plain(value) for key, value in row.items()} for row in rows]


def columns_of(database_url: str, projection: Projection, name: str) -> set[str]:
    """The columns of the question's rows, whether or not there are any."""
    with _ran(database_url, projection, [], name, 1, {}) as cursor:
        return {each.name for each in cursor.description or ()}


@contextmanager
def _ran(
    database_url: str,
    projection: Projection,
    history: Sequence[Recorded],
    name: str,
    batch_events: int,
    given: dict[str, Any],
) -> Iterator[psycopg.Cursor[dict[str, Any]]]:
    """The question, asked of the rows that the history leaves."""
    (query,) = (each for each in projection.queries if each.name == name)
    asked = [projection, *(each for each in PROJECTIONS if each.name in query.also)]
    kept = {each.name: fold(each, history, batch_events) for each in asked}
    tables = {table.name: (each, table) for each in asked for table in each.listed}
    named = {each: tables[each] for each in _TABLE.findall(query.sql)}
    text = _PARAMETER.sub(lambda found: f"%({found[1]})s::{query.parameters[found[1]]}", query.sql)
    text = _TABLE.sub(lambda found: _source(named[found[1]][1]), text)
    values = {**dict.fromkeys(query.parameters), **given}
    for each, (of, _) in named.items():
        values[f"rows_of_{each}"] = orjson.dumps(_rows(kept[of.name], each)).decode()
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        yield connection.execute(text.encode(), values)


def _source(table: Table) -> str:
    columns = {**table.columns, **_STAMPS}
    declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(%(rows_of_{table.name})s::jsonb) AS t({declared}))"


def _rows(kept: Folded, name: str) -> list[Row]:
    if name not in kept.facts:
        return kept.table(name) if name in kept.rows else []
    return [
        {**row, **dict(zip(_STAMPS, stamps, strict=True))} for _, *stamps, row in kept.facts[name]
    ]

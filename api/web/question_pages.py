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
            ("orders_after_the_fact", "Orders after the fact"),
            ("rush_orders_same_day", "Rush orders on the same day"),
            ("orders_by_month", "Orders by month"),
            ("open_value_by_facility", "Still expected"),
        ),
    ),
    (
        "Suppliers",
        (
            ("supplier_scorecard", "Scorecard"),
            ("quality_by_supplier", "Quality"),
            ("price_accuracy_by_supplier", "Price accuracy"),
        ),
    ),
    (
        "Invoices",
        (
            ("invoice_figures", "Coverage, first-time match, touchless"),
            ("exceptions_by_cause", "Exceptions by cause"),
            ("holds_by_kind", "Holds that stand"),
            ("invoice_ageing", "Ageing"),
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
            ("encumbrances_by_age", "Encumbrances by age"),

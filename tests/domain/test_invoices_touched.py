"""Which invoices another version of the tolerances touches: whose holds it judges otherwise."""

from decimal import Decimal

import pytest

from domain.frozen import replace
from domain.invoices.expected_parts import plan_of
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import Check
from domain.invoices.order_facts import OrderFacts
from domain.invoices.rematching import touches
from domain.invoices.state import INVOICE
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits, Place
from tests.domain.bills import GLOVES, side
from tests.domain.invoices import captured, held, linked, order_facts
from tests.domain.scenario import folded
from tests.domain.test_expected_parts import EXCISE, FREIGHT, carrying
from tests.domain.test_invoice_rematching import version

TAXED = order_facts(plan=plan_of(carrying(EXCISE)))
CARRIED = order_facts(plan=plan_of(carrying(FREIGHT)))
AMOUNT = order_facts(replace(side(received="100"), by_amount=True))
HUNDRED = Limits(pct_over=Exactly(Decimal(100)))


@pytest.mark.parametrize(
    ("kind", "order", "check", "touched"),
    [
        pytest.param("price", order_facts(), "price", True, id="the check of the hold"),
        pytest.param("price", order_facts(), "tax", False, id="another check"),
        pytest.param("price", TAXED, "price", True, id="a price, whatever the order carries"),
        pytest.param("receipt_missing", order_facts(), "received_quantity", True, id="goods"),
        pytest.param("receipt_missing", order_facts(), "received_amount", False, id="no money"),
        pytest.param("receipt_missing", AMOUNT, "received_amount", True, id="money"),
        pytest.param("receipt_missing", AMOUNT, "received_quantity", False, id="no goods"),
        pytest.param("quantity_received", AMOUNT, "received_quantity", True, id="another hold"),
        pytest.param("over_tax", order_facts(), "tax", True, id="tax of no plan"),
        pytest.param("over_tax", order_facts(), "agreed_tax", False, id="no plan of tax"),
        pytest.param("over_tax", TAXED, "agreed_tax", True, id="tax that is planned"),
        pytest.param("over_tax", TAXED, "tax", False, id="is not judged as if it were not"),
        pytest.param("over_tax", CARRIED, "tax", True, id="where freight alone is planned"),
        pytest.param("freight", CARRIED, "agreed_freight", True, id="planned freight"),
    ],
)
def test_a_hold_is_touched_by_the_limits_that_it_was_judged_within(
    kind: HoldKind, order: OrderFacts, check: Check, touched: bool
) -> None:
    line = None if kind in ("over_tax", "freight") else 1
    invoice = folded(INVOICE, captured(), linked(), held(kind, line=line))
    after = version(2, {check: HUNDRED})
    assert touches(invoice, order, DEFAULT_POLICY, after) is touched


def test_a_hold_on_a_line_is_touched_by_limits_of_its_item_and_one_on_the_whole_is_not() -> None:
    own: Place = ("item", GLOVES)
    for line, touched in ((1, True), (None, False)):
        invoice = folded(INVOICE, captured(), linked(), held("price", line=line))
        after = version(2, {"price": HUNDRED}, place=own)
        assert touches(invoice, order_facts(), DEFAULT_POLICY, after) is touched

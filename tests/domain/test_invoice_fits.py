"""Which orders a rule finds for a bill that names none: to the last piece, of the same goods."""

from decimal import Decimal
from typing import Any

import pytest

from domain.frozen import replace
from domain.invoices.automatic_linking import link_by_rule
from domain.invoices.linking_errors import InvoiceFitsNoOrder
from domain.invoices.order_facts import OrderFacts
from tests.domain.orders import added, in_force
from tests.domain.test_invoice_candidates import bill, line, offered, order


def test_half_a_piece_is_within_what_is_left() -> None:
    (found,) = offered(bill(line("0.5")), order(*in_force(added("1"))))
    assert found.within


def two_lines(**second: Any) -> OrderFacts:
    """Ten gloves and three masks, of which this is known."""
    known = order(*in_force(added("10"), added("3", line=2, description="Masks")))
    return replace(known, sides={**known.sides, 2: replace(known.sides[2], **second)})


def test_lines_that_are_closed_or_billed_are_no_part_of_what_is_left() -> None:
    asked = bill(line("10", description=None))
    for known in (two_lines(closed_for_invoicing=True), two_lines(prior=Decimal(3))):
        fit, _ = link_by_rule(asked, [known])
        assert (fit.rule, [each.purchase_order_line for each in fit.links]) == ("same_total", [1])
    with pytest.raises(InvoiceFitsNoOrder):
        link_by_rule(asked, [two_lines()])


def test_one_line_of_the_same_amount_and_another_quantity_is_enough_to_be_other_goods() -> None:
    known = order(*in_force(added("6"), added("4", "5", line=2, description="Masks")))
    same = (line("6", description=None), line("4", "5", line=2, description=None))
    assert link_by_rule(bill(*same), [known])[0].rule == "same_total"
    other = (same[0], line("2", "10", line=2, description=None))
    with pytest.raises(InvoiceFitsNoOrder):
        link_by_rule(bill(*other), [known])

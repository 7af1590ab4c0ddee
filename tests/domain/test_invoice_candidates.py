"""Which order lines an invoice line may be for, and when a rule ties it without a person."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from domain.frozen import replace
from domain.invoices.automatic_linking import link_by_rule
from domain.invoices.candidates import Candidate, candidates
from domain.invoices.commands import InvoicedLine, LinkInvoice
from domain.invoices.decide_capture import capture
from domain.invoices.errors import InvoiceLinkedAlready, InvoiceOtherItem
from domain.invoices.events import (
    InvoiceEvent,
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceLinked,
    InvoiceLinksProposed,
    LineLink,
)
from domain.invoices.linking import link_by_hand
from domain.invoices.linking_errors import InvoiceFitsNoOrder, InvoiceFitsSeveralOrders
from domain.invoices.order_facts import OrderFacts, before_linking
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.billing import suggested_receipts
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.quantity import Pack
from domain.tolerance import DEFAULT_POLICY
from tests.domain.invoices import INVOICE_ID, capture_command, linked, stated
from tests.domain.invoices import held as on_hold
from tests.domain.orders import (
    GLOVES,
    LATER_RECEIPT,
    NOW,
    ORDER,
    RECEIPT,
    added,
    closed,
    created,
    id_of,
    in_force,
    invoiced,
    order_after,
    received,
    ref,
)
from tests.domain.scenario import folded

BOX_OF_10 = Pack(unit="BX", base_unit="EA", numerator=10)


def order(*history: PurchaseOrderEvent) -> OrderFacts:
    """The order with all of its lines."""
    known = order_after(*history)
    return before_linking(known, known.lines, None)


def bill(*lines: InvoicedLine, **header: Any) -> Invoice:
    """An invoice that names no order."""
    return folded(INVOICE, *caught(*lines, purchase_order_id=None, **header))


def caught(
    *lines: InvoicedLine, known: OrderFacts | None = None, **header: Any
) -> tuple[InvoiceEvent, ...]:
    """What its capture records, of the order that it names or of none."""
    return capture(
        None,
        capture_command(*lines, **header),
        supplier_name="Medline",
        supplier_obstacle=None,
        suspicions=(),
        order=known,
        policy=DEFAULT_POLICY,
    )


def tie(link: tuple[int, int]) -> LinkInvoice:
    """Carl says which order line a line is for."""
    header: dict[str, Any] = {"now": NOW, "invoice_id": INVOICE_ID, "purchase_order_id": ORDER.id}
    return LinkInvoice(**header, links=(link,), linked_by="carl")


def line(quantity: str = "100", price: str = "10", **terms: object) -> InvoicedLine:
    return stated(quantity, price, **{"purchase_order_line": None, **terms})


def offered(invoice: Invoice, *orders: OrderFacts) -> tuple[Candidate, ...]:
    return candidates(invoice, invoice.lines[0], orders)


def let_go(events: tuple[InvoiceEvent, ...]) -> list[tuple[str, int]]:
    """Which holds go, by kind and number."""
    return [(each.kind, each.hold) for each in events if isinstance(each, InvoiceHoldReleased)]


def held(events: tuple[InvoiceEvent, ...]) -> list[tuple[str, int | None]]:
    return [(each.kind, each.line) for each in events if isinstance(each, InvoiceHoldPlaced)]


@pytest.mark.parametrize(
    ("stated_line", "header"),
    [
        (line(), {"supplier_id": id_of(99)}),
        (line(), {"legal_entity": "SOUTH"}),
        (line(), {"currency": "EUR"}),
        (line(unit="CS"), {}),
        (line(item_id=id_of(98)), {}),
    ],
)
def test_nothing_is_offered_that_would_be_wrong(
    stated_line: InvoicedLine, header: Mapping[str, object]
) -> None:
    known = order(*in_force(added(item_id=GLOVES)))
    assert not offered(bill(stated_line, **header), known)
    assert offered(bill(line()), known)


@pytest.mark.parametrize(
    "history",
    [
        (created(), added()),
        (*in_force(), invoiced("100", "1000", "0")),
        (*in_force(), closed("invoicing")),
    ],
)
def test_nothing_is_offered_of_which_nothing_is_left_to_bill(
    history: tuple[PurchaseOrderEvent, ...],
) -> None:
    assert not offered(bill(line()), order(*history))


def test_a_line_in_no_unit_is_offered_lines_of_every_unit() -> None:
    known = order(*in_force(added(), added(line=2, pack=BOX_OF_10)))
    assert [each.side.line for each in offered(bill(line(unit="BX")), known)] == [2]
    assert [each.side.line for each in offered(bill(line(unit=None)), known)] == [1, 2]


def test_the_same_item_and_price_come_first() -> None:
    lines = (added(price="11"), added(line=2, description="Masks"), added("40", line=3))
    known = order(*in_force(*lines, added(line=4)))
    found = offered(bill(line(description="  gloves ")), known)
    assert [each.side.line for each in found] == [4, 3, 1, 2]
    assert [each.left for each in found] == [100, 40, 100, 100]


def test_a_price_is_the_same_in_the_unit_that_is_billed() -> None:
    known = order(*in_force(added(price="100", pack=BOX_OF_10)))
    (found,) = offered(bill(line("20", "10")), known)
    assert (found.asked, found.same_price) == (Decimal(2), True)


def test_receipts_are_suggested_by_what_is_left_of_them() -> None:
    came = (received("10", "100"), received("6", "60", LATER_RECEIPT))
    known = order(*in_force(), *came, invoiced("2", "20", "20"))
    suggested = {
        quantity: offered(bill(line(quantity)), known)[0].receipts for quantity in ("6", "9", "30")
    }
    assert suggested["6"] == {LATER_RECEIPT.id: 6}  # just this one
    assert suggested["9"] == {RECEIPT.id: 8, LATER_RECEIPT.id: 1}
    assert suggested["30"] == {RECEIPT.id: 8, LATER_RECEIPT.id: 6}
    assert suggested_receipts({}, Decimal(1)) == {}


def test_a_rule_ties_the_lines_that_are_alike() -> None:
    known = order(*in_force(added(), added(line=2, description="Masks", price="3")))
    invoice = bill(line("5", "3", description="masks"), line("7", line=2))
    _, events = link_by_rule(invoice, [known])
    tied = next(each for each in events if isinstance(each, InvoiceLinked))
    assert [(each.line, each.purchase_order_line) for each in tied.links] == [(1, 2), (2, 1)]
    assert (tied.rule, tied.linked_by) == ("same_lines", None)
    assert [each.kind for each in events if isinstance(each, InvoiceHoldReleased)] == ["unlinked"]


def test_a_rule_ties_no_more_than_is_left() -> None:
    known = order(*in_force(added("10")))
    with pytest.raises(InvoiceFitsNoOrder):
        link_by_rule(bill(line("11")), [known])
    assert link_by_rule(bill(line("10")), [known])[0].rule == "same_lines"
    _, events = link_by_rule(bill(line("6"), line("6", line=2)), [known])
    (proposed,) = (each for each in events if isinstance(each, InvoiceLinksProposed))
    assert [each.line for each in proposed.links] == [1]


def test_a_bill_of_all_that_is_left_fits_by_its_amounts() -> None:
    lines = (added("10"), added("3", line=2, description="Masks"))
    known = order(*in_force(*lines), invoiced("4", "40", "0"))
    invoice = bill(line("3", description=None), line("6", line=2, description="as delivered"))
    fit, _ = link_by_rule(invoice, [known])
    assert fit.rule == "same_total"
    assert [(each.line, each.purchase_order_line) for each in fit.links] == [(1, 2), (2, 1)]
    dearer = bill(line("3", "20", description=None))  # sixty as well, but other goods
    with pytest.raises(InvoiceFitsNoOrder):
        link_by_rule(dearer, [order(*in_force(added("6")))])


def test_what_fits_in_part_is_kept_until_the_rest_is_looked_at() -> None:
    known = order(*in_force())
    invoice = bill(line("5"), line("5", "12", line=2))
    _, events = link_by_rule(invoice, [known])
    assert held(events) == [("unmatched_line", 2)]
    assert let_go(events) == [("unlinked", 1)]
    proposed = folded(INVOICE, *caught(line("5"), line("5", "12", line=2)), *events)
    assert (proposed.purchase_order, proposed.barred, list(proposed.links)) == (None, True, [1])
    assert [each.line for each in _links(link_by_hand(proposed, tie((2, 1)), known))] == [1, 2]


def test_only_the_holds_that_the_rule_answers_go() -> None:
    known = order(*in_force())
    named = (line("5"), line("5", "12", line=2))
    waits = folded(INVOICE, *caught(*named, known=known), on_hold("manual", hold=3))
    _, events = link_by_rule(waits, [known])
    assert (held(events), let_go(events)) == ([], [("unmatched_line", 1)])
    _, events = link_by_rule(folded(INVOICE, *caught(named[0], known=known)), [known])
    assert let_go(events) == [("unmatched_line", 1)]


def test_the_order_that_fits_whole_is_taken_else_the_one_that_fits_most() -> None:
    masks, gowns = (
        added(line=number, description=name, price=price)
        for number, name, price in ((2, "Masks", "3"), (3, "Gowns", "8"))
    )
    one, two, other = order(*in_force()), order(*in_force(added(), masks)), ref("purchase_order", 9)
    two = replace(two, purchase_order=other)
    lines = (line("5"), line("5", "3", line=2, description="Masks"))
    fit, _ = link_by_rule(bill(*lines), [one, two])
    assert (fit.order.purchase_order, len(fit.links)) == (other, 2)
    third = line("5", "9", line=3, description=gowns.line.description)
    fit, _ = link_by_rule(bill(*lines, third), [one, two])
    assert (fit.order.purchase_order, len(fit.links)) == (other, 2)


def test_of_two_orders_alike_a_rule_takes_none() -> None:
    known = order(*in_force())
    with pytest.raises(InvoiceFitsSeveralOrders):
        link_by_rule(bill(line()), [known, known])


def test_an_invoice_that_stands_against_an_order_is_not_looked_at() -> None:
    tied = folded(INVOICE, *caught(line()), linked())
    with pytest.raises(InvoiceLinkedAlready):
        link_by_rule(tied, [order(*in_force())])


@pytest.mark.parametrize("lacking", [{"unit": None}, {"description": None}])
def test_a_line_that_says_too_little_waits_for_a_person(lacking: Mapping[str, Any]) -> None:
    known = order(*in_force())
    events = caught(stated("5", **lacking), known=known)
    assert held(events) == [("missing_information", 1)]
    tied = link_by_hand(folded(INVOICE, *events), tie((1, 1)), known)
    assert [each.quantity for each in _links(tied)] == [5]  # in the order line's unit


def test_a_line_that_names_its_item_says_enough() -> None:
    known = order(*in_force(added(item_id=GLOVES)))
    assert held(caught(stated("5", description=None, item_id=GLOVES), known=known)) == []


def test_two_items_are_not_tied_by_the_document_nor_by_hand() -> None:
    known = order(*in_force(added(item_id=GLOVES)))
    events = caught(stated("5", item_id=id_of(98)), known=known)
    assert held(events) == [("unmatched_line", 1)]
    with pytest.raises(InvoiceOtherItem):
        link_by_hand(folded(INVOICE, *events), tie((1, 1)), known)


def _links(events: tuple[InvoiceEvent, ...]) -> tuple[LineLink, ...]:
    return next(each for each in events if isinstance(each, InvoiceLinked)).links


def test_of_lines_that_fit_alike_the_one_that_is_billed_whole_comes_first() -> None:
    known = order(*in_force(added(), added("40", line=2)))
    assert [each.side.line for each in offered(bill(line("40")), known)] == [2, 1]


def test_the_last_piece_is_offered() -> None:
    known = order(*in_force(), invoiced("99", "990", "0"))
    assert [each.left for each in offered(bill(line("1")), known)] == [1]


def test_what_other_lines_of_the_invoice_are_tied_to_is_not_left() -> None:
    known = order(*in_force(added("10")))
    lines = (line("4"), line("5", "12", line=2))
    _, events = link_by_rule(bill(*lines), [known])
    proposed = folded(INVOICE, *caught(*lines), *events)
    other = replace(known, purchase_order=ref("purchase_order", 9))
    left = [candidates(proposed, each, [known, other]) for each in proposed.lines]
    assert [[found.left for found in each] for each in left] == [[10, 10], [6, 10]]


def test_the_same_item_is_the_same_whatever_it_is_called_and_money_has_no_price() -> None:
    known = order(*in_force(added(item_id=GLOVES)))
    (found,) = offered(bill(line(item_id=GLOVES, description="Nitrile")), known)
    assert found.same_item
    side = replace(known.sides[1], by_amount=True)
    (found,) = offered(bill(line("4", "12")), replace(known, sides={1: side}))
    assert found.same_price

"""A long invoice has a verdict of several facts, which say together what one would have said."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from domain.event import EVENT_BYTES_MAX
from domain.invoices.decide_match import evaluate
from domain.invoices.events import InvoiceLinked, InvoiceMatchEvaluated, LineLink
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.verdicts import PART_LINES_MAX
from domain.match_sides import OrderSide
from domain.tolerance import DEFAULT_POLICY
from replay.match_explanation import explain_match
from tests.domain.bills import side
from tests.domain.invoices import captured, invoice_line, order_facts
from tests.domain.orders import ORDER
from tests.domain.scenario import folded
from tests.projections.folding import Story

LONGEST: Final = 1_000


def invoice_over(lines: int, **header: object) -> Invoice:
    """Every line asks more than came, too dear, and is added up wrongly."""
    numbers = range(1, lines + 1)
    stated = [
        invoice_line("100", "12.345678", line=n, purchase_order_line=n, amount=Decimal(2000))
        for n in numbers
    ]
    links = tuple(LineLink(line=n, purchase_order_line=n, quantity=Decimal(100)) for n in numbers)
    return folded(
        INVOICE, captured(*stated, **header), InvoiceLinked(purchase_order=ORDER, links=links)
    )


def sides(lines: int) -> tuple[OrderSide, ...]:
    short = side("60.123456", received="40.123456", prior="20", match="four_way", accepted="1")
    return tuple(replace(short, line=number) for number in range(1, lines + 1))


def verdicts_of(invoice: Invoice) -> list[InvoiceMatchEvaluated]:
    order = order_facts(*sides(len(invoice.lines)))
    order = replace(order, receipts=(ORDER.id,) * 500, prior_invoices=(ORDER.id,) * 500)
    found = evaluate(invoice, order, DEFAULT_POLICY)
    return [each for each in found if isinstance(each, InvoiceMatchEvaluated)]


def test_the_verdict_of_the_longest_invoice_can_be_stored_whatever_deviates() -> None:
    parts = verdicts_of(invoice_over(LONGEST))
    assert len(parts) == LONGEST / PART_LINES_MAX
    for part in parts:
        assert len(part.model_dump_json(exclude_none=True)) < 0.9 * EVENT_BYTES_MAX


def test_an_invoice_of_few_lines_has_one_verdict_without_parts() -> None:
    (verdict,) = verdicts_of(invoice_over(PART_LINES_MAX))
    assert (verdict.part, verdict.parts) == (None, None)


def test_parts_share_the_verdict_and_divide_lines_and_variances() -> None:
    first, second = verdicts_of(invoice_over(PART_LINES_MAX + 1, total=Decimal(1)))
    assert (first.part, second.part, first.parts) == (1, 2, 2)
    assert first.verdict == second.verdict == "hold"
    assert [each.line for each in second.compared or ()] == [PART_LINES_MAX + 1]
    assert {each.line for each in second.variances} == {PART_LINES_MAX + 1}
    assert None in {each.line for each in first.variances}, "the total is told once"
    assert (second.receipts, second.prior_invoices) == (None, None)


def test_what_any_part_holds_is_not_settled() -> None:
    invoice = invoice_over(PART_LINES_MAX + 1)
    judged = invoice
    for part in verdicts_of(invoice):
        judged = INVOICE.evolve(judged, part)
    assert judged.settled == frozenset(), "each line is too dear and added up wrongly"
    fine = side("1000", "20", received="1000")
    count = PART_LINES_MAX + 1
    order = order_facts(*(replace(fine, line=number) for number in range(1, count + 1)))
    for fact in evaluate(invoice, order, DEFAULT_POLICY):
        judged = INVOICE.evolve(judged, fact)
    assert len([each for each in judged.settled if each[0] == "price"]) == count


def test_the_explanation_puts_the_parts_together() -> None:
    invoice = invoice_over(PART_LINES_MAX + 1)
    first = captured(*invoice.lines)
    linking = InvoiceLinked(purchase_order=ORDER, links=tuple(invoice.links.values()))
    story = Story().happens("invoice/one", first, linking, *verdicts_of(invoice))
    told = explain_match(story.events)
    assert told is not None
    assert len(told.compared) == PART_LINES_MAX + 1
    assert len(told.receipts) == 500
    assert {each["line"] for each in told.variances} == set(range(1, PART_LINES_MAX + 2))

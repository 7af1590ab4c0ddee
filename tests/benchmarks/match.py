"""How long the match of a long invoice takes, in process: 1,000 lines over 20 receipts.

In processor time, for it waits for nothing: from the folded order and the captured invoice to the
verdict as facts. That is the order's side of each line, the links, every check, and the stored
form. Baseline of the same run, in turn with it: as many invoices of one line each.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from time import process_time
from typing import Final, NamedTuple

from domain.event import EVENT_BYTES_MAX
from domain.invoices.decide_capture import stated_links
from domain.invoices.decide_match import evaluate
from domain.invoices.linking import link
from domain.invoices.order_facts import before_linking
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.tolerance import DEFAULT_POLICY
from tests.benchmarks.report import Report, at_most, machine, median, rounded
from tests.benchmarks.size import Size
from tests.domain.invoices import captured, invoice_line
from tests.domain.orders import added, in_force, received, ref
from tests.domain.scenario import folded

LINES: Final = 1_000
RECEIPTS: Final = 20
TINY_LINES: Final = 40  # Where nothing is measured.
DEAR_EVERY: Final = 10  # So many lines have a price to be judged.
MILLISECONDS_GOAL: Final = 50.0
MILLISECONDS: Final = 1_000

Times = Mapping[str, list[float]]


class Case(NamedTuple):
    """An order as it was received, and what is billed of it."""

    order: PurchaseOrder
    invoices: tuple[Invoice, ...]


class Matched(NamedTuple):
    """One match: how long the processor worked on it, and what its verdict weighs."""

    milliseconds: float
    bytes_max: int
    verdicts: int


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    lines = LINES if size.seconds >= 1 else TINY_LINES
    order = _order(lines)
    whole = Case(order, (_invoice(range(1, lines + 1)),))
    single = Case(order, tuple(_invoice((number,)) for number in range(1, lines + 1)))
    times: defaultdict[str, list[float]] = defaultdict(list)
    bytes_max = 0
    for _ in range(max(size.rounds, 3)):
        matched = matched_in(whole)
        bytes_max = max(bytes_max, matched.bytes_max)
        times["ours"].append(matched.milliseconds)
        times["single"].append(matched_in(single).milliseconds)
    assert bytes_max < EVENT_BYTES_MAX, "each part of a verdict can be stored"
    return _report(times, lines, bytes_max)


def matched_in(case: Case) -> Matched:
    """Links and judges every invoice, and writes what was found."""
    started = process_time()
    stored = []
    for invoice in case.invoices:
        named = {line.purchase_order_line or 0 for line in invoice.lines}
        facts = before_linking(case.order, named, None)
        (linking,) = link(facts, stated_links(invoice, facts))
        found = evaluate(INVOICE.evolve(invoice, linking), facts, DEFAULT_POLICY)
        stored += [each.model_dump_json(exclude_none=True) for each in found]
    took = (process_time() - started) * MILLISECONDS
    return Matched(took, max(map(len, stored)), len(stored))


def _order(lines: int) -> PurchaseOrder:
    """Every line came in twenty receipts."""
    history = in_force(*(added("100", line=number) for number in range(1, lines + 1)))
    order = folded(PURCHASE_ORDER, *history)
    for receipt in range(RECEIPTS):
        for number in range(1, lines + 1):
            came = received("5", "50", ref("receipt", 100 + receipt), line=number)
            order = PURCHASE_ORDER.evolve(order, came)
    return order


def _invoice(numbers: Sequence[int] | range) -> Invoice:
    lines = [
        invoice_line(
            "100",
            "10" if number % DEAR_EVERY else "10.2",
            line=number,
            purchase_order_line=number,
            amount=Decimal(1000) if number % DEAR_EVERY else Decimal(1020),
        )
        for number in numbers
    ]
    return folded(INVOICE, captured(*lines))


def _report(times: Times, lines: int, bytes_max: int) -> Report:
    pairs = zip(times["ours"], times["single"], strict=True)
    took = median(times["ours"])
    return Report(
        benchmark="match",
        figures={
            "rounds": len(times["ours"]),
            "lines": lines,
            "receipts": RECEIPTS,
            "milliseconds_per_match": took,
            "milliseconds_best": rounded(min(times["ours"])),
            "verdict_bytes_max": bytes_max,
        },
        baseline={"milliseconds_as_single_lines": median(times["single"])},
        ratios={"to_single_lines": median([ours / alone for ours, alone in pairs])},
        goals={"milliseconds_per_match": at_most(took, MILLISECONDS_GOAL)},
        machine=machine(None),
    )

"""`python -m tests.mutants --seed 1 --share 0.1`: plants a sample of the faults, tells the score.

A fault is *seen* when a test of its module fails. One with which the tests do not end, or cannot
even be loaded, is told apart: it would be noticed, but no test says what is wrong. The tests of
each module have to pass without a fault first, or nothing is counted. Whoever survives without
being explained in `survivors.py` makes the exit status 1. The same seed takes the same sample;
another one of the same share takes others, and share 1 takes all.
"""

import argparse
import ast
import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

from tests.mutants.faults import faults
from tests.mutants.planted import UNHARMED
from tests.mutants.survivors import EXPLAINED

SECONDS_MAX: Final = 120  # Ten times what the slowest of these tests take on a busy machine.
_MATCHING: Final = (
    *("test_matching", "test_matching_amounts", "test_matching_edges", "test_matching_vectors"),
    *("test_tolerance", "test_invoice_linking", "test_matching_receipts"),
    "test_several_receipts",
)
_CALENDARS: Final = ("test_accounting_calendars", "test_late_postings")
_CLOSED: Final = ("test_order_residues", "test_goods_received_close")
_STANDARD: Final = ("test_standard_costs", "test_catalogue_standard_costs")
# Modules of matching, tolerance and accounting, and the domain tests that hold them.
TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "domain.matching": _MATCHING,
    "domain.match_checks": _MATCHING,
    "domain.match_findings": _MATCHING,
    "domain.match_sides": _MATCHING,
    "domain.match_terms": ("test_match_terms",),
    "domain.purchase_orders.named_receipts": ("test_several_receipts",),
    "domain.purchase_orders.valuation": (
        *("test_purchase_order_valuation", "test_several_receipts", "test_bills_taken_back"),
        "test_goods_received_close",
    ),
    "domain.shared_costs": ("test_shared_costs", "test_accounting", "test_invoice_parts"),
    "domain.purchase_orders.shared_totals": ("test_shared_costs", "test_shared_lines"),
    "domain.purchase_orders.share_rules": ("test_shared_lines",),
    "domain.stock.revaluing": ("test_stock_revaluing",),
    "domain.receipts.inspection_values": ("test_inspection_values",),
    "domain.match_parts": ("test_match_parts", "test_matching"),
    "domain.invoices.expected_parts": ("test_expected_parts",),
    "domain.small_differences.decide": ("test_small_differences",),
    "domain.suppliers.caution": ("test_supplier_caution",),
    "domain.tolerance": (*_MATCHING, "test_tolerances", "test_invoice_bills"),
    "domain.invoices.decide_match": (
        *(*_MATCHING, "test_invoice_bills", "test_invoice_capture", "test_invoice_candidates"),
        *("test_invoice_settlement", "test_invoice_posting", "test_invoice_taxes"),
    ),
    "domain.invoices.parts": ("test_invoice_parts",),
    "domain.invoices.part_books": (
        *("test_invoice_parts", "test_landed_costs", "test_accounting"),
    ),
    "domain.purchase_orders.accrued_charges": ("test_landed_costs", "test_invoice_parts"),
    "domain.receipts.landed_costs": ("test_landed_costs",),
    "domain.receipts.planned_charges": ("test_planned_charges",),
    "domain.purchase_orders.totals": ("test_order_totals",),
    "domain.purchase_orders.carried": ("test_order_parts",),
    "domain.purchase_orders.billing": ("test_order_billing",),
    "domain.invoices.candidates": ("test_invoice_candidates",),
    "domain.invoices.automatic_linking": ("test_invoice_candidates",),
    "domain.invoices.self_billing": ("test_self_billing",),
    "domain.accounting": (
        "test_accounting",
        "test_foreign_postings",
        "test_late_postings",
        "test_standard_costs",
        "test_exchange_rates",
    ),
    "domain.books_lines": ("test_foreign_postings", "test_exchange_rates"),
    "domain.open_items.carrying": ("test_carrying",),
    "domain.open_items.moves": ("test_open_item_moves",),
    "domain.books_currency": ("test_exchange_rates",),
    "domain.stock.books": (
        "test_accounting",
        "test_consignment_books",
        "test_consumption_reversals",
    ),
    "domain.stock.consumption_reversal": ("test_consumption_reversals",),
    "domain.stock.consumptions": ("test_consumption_reversals",),
    "domain.invoices.books": (
        *("test_accounting", "test_accounting_payments", "test_landed_costs"),
        *("test_invoice_parts", "test_foreign_postings", "test_document_books"),
    ),
    "domain.receipts.books": (
        *("test_accounting", "test_landed_costs", "test_standard_costs"),
        "test_inspection_values",
    ),
    "domain.charges": ("test_landed_costs", "test_charge_figures"),
    "domain.money": ("test_money",),
    "domain.catalogue.standard_costs": _STANDARD,
    "domain.receipts.standard_values": _STANDARD,
    "domain.accounting_calendars.periods": _CALENDARS,
    "domain.accounting_calendars.state": _CALENDARS,
    "domain.accounting_calendars.decide": _CALENDARS,
    "domain.exchange_rates.decide": ("test_exchange_rates",),
    "domain.exchange_rates.state": ("test_exchange_rates",),
    "domain.invoices.unlinking": ("test_invoice_unlinking", "test_bills_taken_back"),
    "domain.invoices.rematching": ("test_invoice_rematching", "test_invoice_unlinking"),
    "domain.purchase_orders.residues": _CLOSED,
    "domain.purchase_orders.consignments": (
        *("test_consignment_orders", "test_consumption_reversals"),
    ),
    "domain.stock.consigned": ("test_consigned_stock", "test_consumption_reversals"),
    "domain.credit_memos.settling": ("test_credit_memo_settling",),
    "domain.credit_memos.decide": ("test_credit_memos", "test_credit_memo_settling"),
    "domain.tolerances.decide": ("test_tolerances",),
    "domain.purchase_orders.books": ("test_document_books", "test_order_residues"),
    "domain.intercompany_bills.books": ("test_document_books",),
    "domain.prepayments.books": ("test_document_books",),
    "domain.rebates.books": ("test_document_books",),
    "domain.recoveries.books": ("test_document_books",),
}

Verdict = Literal["passed", "seen", "endless", "unloadable"]
_VERDICTS: Final[dict[int, Verdict]] = {0: "passed", 1: "seen"}  # by exit status of pytest


class Mutant(NamedTuple):
    """One fault of one module, by its number there."""

    module: str
    number: int
    line: int
    source: str
    what: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.what}: {self.source}"


def mutants(modules: tuple[str, ...]) -> Iterator[Mutant]:
    """Every fault that could be planted."""
    for module in modules:
        text = Path(f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        lines = text.splitlines()
        for number, fault in enumerate(faults(ast.parse(text))):
            source = lines[fault.line - 1].strip()
            yield Mutant(module, number, fault.line, source, fault.what)


def sample(every: list[Mutant], seed: int, share: float) -> list[Mutant]:
    """The share of them that the seed takes; at least one."""
    drawn = sorted(every, key=lambda each: hashlib.sha256(f"{seed} {each}".encode()).digest())
    return sorted(drawn[: max(1, round(len(drawn) * share))])


def judged(module: str, number: int | None) -> Verdict:
    """What the tests of the module say with the fault in it; without one where it has no number."""
    tests = (f"tests/domain/{name}.py" for name in TARGETS[module])
    fault = UNHARMED if number is None else str(number)
    command = (sys.executable, "-m", "tests.mutants.planted", module, fault, *tests)
    try:
        run = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return "endless"
    return _VERDICTS.get(run.returncode, "unloadable")


def unsound(modules: Iterable[str]) -> list[str]:
    """The modules whose tests do not pass as they are, or are not there: they would see all."""
    told = ((module, judged(module, None)) for module in modules)
    return [
        f"{module}: its tests without a fault: {said}" for module, said in told if said != "passed"
    ]


def main() -> int:
    """Plants, tells who survived and how many were seen."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.1, help="of all faults; 1 takes all")
    parser.add_argument("--module", action="append", choices=TARGETS, help="only this one")
    asked = parser.parse_args()
    every = list(mutants(tuple(asked.module or TARGETS)))
    chosen = sample(every, asked.seed, asked.share)
    broken = unsound(dict.fromkeys(mutant.module for mutant in chosen))
    if broken:
        sys.stdout.write("\n".join((*broken, "nothing was counted", "")))
        return 2
    counted: Counter[str] = Counter()
    for mutant in chosen:
        said: str = judged(mutant.module, mutant.number)
        why = ""
        if said == "passed":
            why = EXPLAINED.get((mutant.module, mutant.source, mutant.what), "")
            said = "explained" if why else "SURVIVED"
        counted[said] += 1
        if said != "seen":
            sys.stdout.write(f"{said:10} {mutant}\n" + (f"           {why}\n" if why else ""))
            sys.stdout.flush()
    sys.stdout.write(
        f"{counted['seen']} of {len(chosen)} faults were seen, {counted['explained']} cannot be,"
        f" {counted['SURVIVED']} survived; {counted['endless']} did not end, with"
        f" {counted['unloadable']} no test could be loaded"
        f" (seed {asked.seed}, of {len(every)} in all)\n"
    )
    return 1 if counted["SURVIVED"] else 0


if __name__ == "__main__":
    sys.exit(main())

"""Taxes, freight, discounts and rounding by name: what an invoice may state, what it books."""

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import journal_entries
from domain.errors import Rejected
from domain.invoices.parts import (
    PARTS_MAX,
    InvoicePart,
    InvoicePartsDisagree,
    InvoicePartUnclear,
    InvoiceRoundingTooLarge,
    PartKind,
    StatedPart,
    adjustment,
    moved_by,
    named_charges,
    parts_of,
)
from domain.purchase_orders.accrued_charges import bill
from tests.domain.orders import INVOICE, added, in_force, order_after
from tests.domain.test_accounting import booked, event
from tests.domain.test_landed_costs import accrued, billed

SHARES: Final = [
    {"cost_centre": "ICU", "account": "6100", "project": "TRIAL", "weight": "1"},
    {"cost_centre": "OR", "account": "6200", "weight": "2"},
]


def stated(charge: str, kind: PartKind, amount: str) -> StatedPart:
    return StatedPart(charge=charge, kind=kind, amount=Decimal(amount))


def parts(
    *told: StatedPart, tax: str = "0", freight: str = "0", total: str = "100"
) -> tuple[InvoicePart, ...]:
    return parts_of(told, Decimal(tax), Decimal(freight), Decimal(total), "USD")


VAT: Final = stated("vat", "tax", "8")
SALES_TAX: Final = stated("sales_tax", "tax_in_cost", "2")
FREIGHT: Final = stated("freight", "freight", "5")


def test_parts_are_told_by_name_and_move_the_total_by_discounts_and_rounding() -> None:
    found = parts(
        VAT,
        SALES_TAX,
        FREIGHT,
        stated("rebate", "discount", "4"),
        stated("rounding", "rounding", "-0.3"),
        tax="10",
        freight="5",
    )
    assert [(each.charge, each.kind) for each in found][:2] == [
        ("vat", "tax"),
        ("sales_tax", "tax_in_cost"),
    ]
    assert adjustment(found) == Decimal("-4.3")
    assert {name: each.is_freight for name, each in named_charges(found).items()} == {
        "sales_tax": False,
        "freight": True,
    }
    assert parts() == ()


@pytest.mark.parametrize(
    ("told", "sums", "refusal"),
    [
        pytest.param((VAT, VAT), {"tax": "16"}, InvoicePartUnclear, id="twice"),
        pytest.param((stated("vat", "tax", "0"),), {}, InvoicePartUnclear, id="nothing"),
        pytest.param((stated("vat", "tax", "-1"),), {}, InvoicePartUnclear, id="below zero"),
        pytest.param(
            tuple(stated(f"d{n}", "discount", "1") for n in range(PARTS_MAX + 1)),
            {},
            InvoicePartUnclear,
            id="too many",
        ),
        pytest.param((VAT, SALES_TAX), {"tax": "8"}, InvoicePartsDisagree, id="another tax"),
        pytest.param((FREIGHT,), {"freight": "6"}, InvoicePartsDisagree, id="another freight"),
        pytest.param(
            (stated("r", "rounding", "0.51"),), {}, InvoiceRoundingTooLarge, id="more than half"
        ),
        pytest.param(
            (stated("r", "rounding", "-0.51"),), {}, InvoiceRoundingTooLarge, id="less than half"
        ),
        pytest.param(
            (stated("r", "rounding", "0.5"),),
            {"total": "100.5"},
            InvoiceRoundingTooLarge,
            id="to no whole amount",
        ),
    ],
)
def test_parts_that_do_not_make_the_document_are_refused(
    told: tuple[StatedPart, ...], sums: dict[str, str], refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal) as caught:
        parts(*told, **sums)
    assert caught.value.message.endswith(".")
    assert caught.value.values


def test_half_a_unit_is_still_a_rounding() -> None:
    assert adjustment(parts(stated("r", "rounding", "-0.5"))) == Decimal("-0.5")


def invoice(*told: InvoicePart, lines: list[dict[str, Any]], **sums: Any) -> dict[str, Any]:
    stored = [each.model_dump(mode="json") for each in told]
    return {
        "currency": "USD",
        "supplier_id": "medline",
        "posted_on": "2026-03-02",
        "tax": "0",
        "freight": "0",
        "difference": "0",
        "parts": stored,
        "lines": lines,
        **sums,
    }


def line(number: int, amount: str, accounting: str, **more: Any) -> dict[str, Any]:
    told = {"purchase_order_line": number, "amount": amount, "accounting": accounting}
    return {**told, "cleared": amount, "variance": "0", **more}


def test_each_part_is_booked_under_its_name_and_the_rest_without_one() -> None:
    told = parts(VAT, FREIGHT, stated("rebate", "discount", "4"), tax="8", freight="5")
    data = invoice(*told, lines=[line(1, "100", "stock")], tax="8", freight="5", total="109")
    lines = [each for each in journal_entries(event("invoice.accounted", data)) if each.charge]
    assert [(each.account, each.charge, each.debit, each.credit) for each in lines] == [
        ("input_tax", "vat", "8.00", "0"),
        ("freight", "freight", "5.00", "0"),
        ("trade_discount", "rebate", "0", "4.00"),
    ]
    assert sum(Decimal(each.debit) - Decimal(each.credit) for each in lines) == 9


def test_a_tax_that_the_state_keeps_is_cost_of_the_lines_by_their_amounts() -> None:
    told = parts(SALES_TAX, tax="2")
    both = [line(1, "50", "stock"), line(2, "150", "expense", shares=SHARES)]
    assert booked("invoice.accounted", invoice(*told, lines=both, tax="2", total="202")) == (
        "grir debit 50",
        "grir debit 150",
        "price_variance debit 0.50",
        "expense debit 0.50",
        "expense debit 1.00",
        "accounts_payable credit 202",
    )


def test_what_goods_bear_of_a_tax_is_cleared_under_its_name() -> None:
    told = parts(SALES_TAX, FREIGHT, tax="2", freight="5")
    data = invoice(
        *told,
        lines=[line(1, "100", "stock")],
        tax="2",
        freight="5",
        total="107",
        charges=[{"charge": "sales_tax", "amount": "1.50"}],
    )
    assert booked("invoice.accounted", data) == (
        "grir debit 100",
        "charges_accrued debit 1.50",
        "price_variance debit 0.50",
        "freight debit 5.00",
        "accounts_payable credit 107",
    )


def test_what_an_invoice_names_clears_that_charge_and_other_freight_the_rest() -> None:
    order = order_after(*in_force(added()), accrued(customs="4", sales_tax="3", freight="9"))
    named = named_charges(parts(SALES_TAX, FREIGHT, tax="2", freight="5"))
    assert bill(order, Decimal(5), INVOICE, named) == billed(sales_tax="2", freight="5")
    assert bill(order, Decimal(7), INVOICE, named) == billed(
        sales_tax="2", freight="5", customs="2"
    )


def test_an_expense_is_split_on_those_who_bear_it_to_the_cent() -> None:
    bought = line(1, "100", "expense", cleared="0", variance="100", shares=SHARES)
    lines = journal_entries(event("invoice.accounted", invoice(lines=[bought], total="100")))[:2]
    assert [
        (each.debit, each.cost_centre, each.cost_account, each.project, each.grant_code)
        for each in lines
    ] == [("33.33", "ICU", "6100", "TRIAL", None), ("66.67", "OR", "6200", None, None)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(
            "receipt.posted",
            {
                "received_on": "2026-03-01",
                "lines": [
                    {
                        **line(1, "10", "expense", shares=SHARES),
                        "match": "three_way",
                        "landed": [{"charge": "freight", "amount": "2"}],
                    }
                ],
            },
            id="a receipt, with what it bears",
        ),
        pytest.param(
            "purchase_order.line_used",
            {"used_on": "2026-03-01", "line": 1, "amount": "12", "shares": SHARES},
            id="a usage",
        ),
    ],
)
def test_what_is_used_up_is_charged_to_who_asked_for_it(kind: str, data: dict[str, Any]) -> None:
    order = {"aggregate": "purchase_order", "id": "order", "number": "PO-1"}
    around = {"currency": "USD", "supplier_id": "medline", "purchase_order": order}
    lines = journal_entries(event(kind, {**around, **data}))
    charged = {each.cost_centre for each in lines if each.account == "expense"}
    assert charged == {"ICU", "OR"}
    assert sum(Decimal(each.debit) for each in lines if each.account == "expense") == 12


def test_a_credit_gives_back_freight_and_leaves_out_a_discount_that_was_taken() -> None:
    data = invoice(lines=[line(1, "100", "stock")], freight="6", discount="2", total="104")
    assert booked("credit_memo.accounted", data) == (
        "accounts_payable debit 104",
        "grir credit 100",
        "freight credit 6",
        "discount_earned debit 2",
    )


def test_as_many_parts_as_may_be_are_taken_and_the_one_too_many_is_named() -> None:
    many = tuple(stated(f"d{number}", "discount", "1") for number in range(PARTS_MAX + 1))
    assert len(parts(*many[:-1])) == PARTS_MAX
    with pytest.raises(InvoicePartUnclear) as caught:
        parts(*many)
    assert caught.value.values["charge"] == f"d{PARTS_MAX}"
    assert parts(stated("vat", "tax", "0.50"), tax="0.50")[0].amount == Decimal("0.50")


def test_taxes_and_freight_move_a_total_up_and_discounts_down() -> None:
    assert moved_by((VAT, FREIGHT, stated("rebate", "discount", "4"))) == 9

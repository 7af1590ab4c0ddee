"""What an order carries beside its lines, through the real log: compared, posted, paid ahead."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.budgets.commitments import Holding
from domain.invoices.parts import StatedPart
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.part_errors import PurchaseOrderPartBelowBilled
from domain.purchase_orders.parts import LineTax, OrderPart
from tests.application.company import Company, id_of
from tests.application.company import line as ordered
from tests.application.desk import NOW
from tests.application.office import Office, billed, given_back
from tests.application.test_budgets import budgeted, held, parts
from tests.application.test_self_billing import agree, credit, settle
from tests.domain.orders import ORDER, added

FREIGHT: Final = OrderPart(charge="freight", kind="freight", amount=Decimal(60))
VOLUME: Final = OrderPart(charge="volume", kind="discount", percent=Decimal(10))
GST: Final = LineTax(tax="gst", percent=Decimal(10), recoverable=Decimal(40))
GIVEN: Final = (StatedPart(charge="volume", kind="discount", amount=Decimal(50)),)
HALF: Final[dict[str, Any]] = {"tax": Decimal(50), "freight": Decimal(60), "parts": GIVEN}


async def carries(office: Office, *parts: OrderPart, taxes: tuple[LineTax, ...] = (GST,)) -> None:
    """The order of a hundred gloves at 10.00 carries these parts, and its line these taxes."""
    await office.open(added(taxes=taxes or None))
    if parts:
        await office.send(
            "bella", ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, parts=parts)
        )


async def bills_half(office: Office, invoice: int = 1, **header: Any) -> None:
    """Fifty gloves, with what is due with them unless the header differs."""
    values = {**HALF, **header}
    given = sum((each.amount for each in values["parts"]), Decimal(0))
    values.setdefault("total", 500 + values["tax"] + values["freight"] - given)
    await office.capture(invoice, billed("50"), **values)


async def test_a_bill_that_asks_for_what_the_order_carries_passes_untouched(
    office: Office,
) -> None:
    await carries(office, FREIGHT, VOLUME)
    assert (await office.order()).total == Decimal(1060)
    await office.receive(1, "100")
    await bills_half(office)
    assert (await office.held(1), (await office.invoice(1)).matched) == ((), True)
    await bills_half(office, 2, freight=Decimal(0))
    assert (await office.held(2), (await office.invoice(2)).matched) == ((), True)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ({"tax": Decimal("50.06")}, "over_tax"),
        ({"tax": Decimal("49.94")}, "under_tax"),
        ({"freight": Decimal("60.01")}, "freight"),
        ({"parts": ()}, "discount"),
    ],
)
async def test_a_bill_that_asks_for_more_than_the_order_carries_waits(
    office: Office, header: dict[str, Any], kind: str
) -> None:
    await carries(office, FREIGHT, VOLUME)
    await office.receive(1, "100")
    await bills_half(office, **header)
    assert await office.held(1) == (kind,)


async def test_rounding_of_a_few_cents_passes_as_the_built_in_tolerances_say(
    office: Office,
) -> None:
    await carries(office, FREIGHT, VOLUME)
    await office.receive(1, "100")
    await bills_half(office, tax=Decimal("50.05"))
    assert await office.held(1) == ()


async def test_freight_is_billed_once(office: Office) -> None:
    await carries(office, FREIGHT, taxes=())
    await office.receive(1, "100")
    await bills_half(office, tax=Decimal(0), freight=Decimal(45), parts=())
    await bills_half(office, 2, tax=Decimal(0), freight=Decimal(45), parts=())
    assert (await office.held(1), await office.held(2)) == ((), ("freight",))
    await office.void(1)
    assert await office.held(2) == ()


async def test_a_change_order_lets_a_held_charge_pass(office: Office) -> None:
    await carries(office, FREIGHT, taxes=())
    await office.receive(1, "100")
    await bills_half(office, tax=Decimal(0), freight=Decimal(80), parts=())
    assert await office.held(1) == ("freight",)
    dearer = FREIGHT.model_copy(update={"amount": Decimal(80)})
    changed = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, parts=(dearer,))
    await office.send("bella", changed)
    assert await office.held(1) == ()


async def test_a_credit_of_the_charge_lets_the_rest_pass(office: Office) -> None:
    await carries(office, FREIGHT, taxes=())
    await office.receive(1, "100")
    await bills_half(office, tax=Decimal(0), freight=Decimal(80), parts=())
    total = Decimal(25)
    line = given_back("0", "5")
    await office.credit(1, "price", line, freight=Decimal(20), total=total)
    await office.post_credit(1)
    assert await office.held(1) == ()
    assert (await office.order()).billed_beside("freight") == Decimal(60)


async def test_what_was_billed_is_not_taken_back_by_a_change_order(office: Office) -> None:
    await carries(office, FREIGHT, VOLUME)
    await office.receive(1, "100")
    await bills_half(office, freight=Decimal(40))
    order = await office.order()
    assert (order.billed_beside("tax"), order.billed_beside("tax_in_cost")) == (
        Decimal(20),
        Decimal(30),
    )
    less = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, parts=(VOLUME,))
    with pytest.raises(PurchaseOrderPartBelowBilled):
        await office.send("bella", less)
    untaxed = ImplementChangeOrder(
        now=NOW, purchase_order_id=ORDER.id, lines=(ChangedLine(line=1, taxes=()),)
    )
    with pytest.raises(PurchaseOrderPartBelowBilled):
        await office.send("bella", untaxed)
    await office.void(1)
    await office.send("bella", less)
    await office.send("bella", untaxed)
    assert (await office.order()).total == Decimal(900)


async def test_what_the_state_keeps_of_a_tax_is_cost_though_no_document_says_so(
    office: Office,
) -> None:
    await carries(office)
    await office.receive(1, "100")
    await bills_half(office, freight=Decimal(0), parts=())
    assert office.balance("input_tax") == Decimal(20)
    assert office.balance("price_variance") == Decimal(30)
    assert office.balance("accounts_payable") == Decimal(-550)
    assert sum(Decimal(each.debit) - Decimal(each.credit) for each in office.journal()) == 0
    await office.void(1)
    for account in ("input_tax", "price_variance", "accounts_payable"):
        assert office.balance(account) == 0


@pytest.mark.parametrize(
    ("named", "given_back", "cost"),
    [
        pytest.param({"tax": "50"}, 20, 30, id="the order knows what of it comes back"),
        pytest.param({"tax": "45", "tax_in_cost": "5"}, 45, 5, id="the document says it"),
        pytest.param({"tax_in_cost": "50"}, 0, 50, id="nothing comes back"),
    ],
)
async def test_a_tax_that_a_document_names_is_split_unless_it_says_what_is_cost(
    office: Office, named: dict[Any, str], given_back: int, cost: int
) -> None:
    await carries(office)
    await office.receive(1, "100")
    parts = tuple(
        StatedPart(charge="gst", kind=kind, amount=Decimal(amount))
        for kind, amount in named.items()
    )
    await bills_half(office, freight=Decimal(0), parts=parts, total=Decimal(550))
    assert [office.balance(each) for each in ("input_tax", "price_variance")] == [given_back, cost]
    await office.void(1)
    assert [office.balance(each) for each in ("input_tax", "price_variance")] == [0, 0]


async def test_receipts_are_settled_with_all_that_is_due_with_them(office: Office) -> None:
    await carries(office, FREIGHT, VOLUME)
    await agree(office, tax_percent=Decimal(25))  # The order's own rates go before.
    await office.receive(1, "30")
    await settle(office, 1)
    first = await office.invoice(1)
    assert (first.tax, first.freight, first.total) == (Decimal(30), Decimal(18), Decimal(318))
    assert (first.holds, first.matched) == ((), True)
    await office.receive(2, "70")
    await settle(office, 2)
    second = await office.invoice(2)
    assert first.total + second.total == (await office.order()).total


VAT: Final = OrderPart(charge="vat", kind="tax", percent=Decimal(10), base="so_far")
KEPT: Final = OrderPart(
    charge="sales", kind="tax", percent=Decimal(8), base="so_far", recoverable=Decimal(0)
)


@pytest.mark.parametrize(
    ("parts", "taxes", "given"),
    [
        ((VAT,), (), (("30.00", "330.00"), ("70.00", "770.00"))),
        ((FREIGHT, VAT), (), (("30.00", "330.00"), ("70.00", "770.00"))),
        ((), (GST,), (("30.00", "330.00"), ("70.00", "770.00"))),
        ((VAT, KEPT), (), (("56.40", "356.40"), ("131.60", "831.60"))),
    ],
    ids=["part", "with freight", "of a line", "some of it cost"],
)
async def test_what_goes_back_of_what_was_settled_is_credited_with_the_tax_of_the_order(
    office: Office,
    parts: tuple[OrderPart, ...],
    taxes: tuple[LineTax, ...],
    given: tuple[tuple[str, str], ...],
) -> None:
    await carries(office, *parts, taxes=taxes)
    await agree(office)
    await office.receive(1, "100")
    await settle(office, 1)
    billed_whole = await office.invoice(1)
    for number, (quantity, (tax, total)) in enumerate(zip(("30", "70"), given, strict=True), 1):
        await office.give_back(1, quantity)
        memo = await credit(office, 1, number)
        assert (memo.tax, memo.total) == (Decimal(tax), Decimal(total))
    left = billed_whole.total - sum(Decimal(total) for _, total in given)
    assert office.balance("accounts_payable") == -left, "the freight and its tax, if any"
    assert office.balance("grir") == 0


async def test_what_was_paid_ahead_of_the_whole_settles_the_whole(office: Office) -> None:
    await carries(office, FREIGHT, VOLUME)
    await office.prepay(1, "1060.00")
    await office.receive(1, "100")
    discount = StatedPart(charge="volume", kind="discount", amount=Decimal(100))
    whole: dict[str, Any] = {"tax": Decimal(100), "freight": Decimal(60), "parts": (discount,)}
    await office.capture(1, billed("100"), total=Decimal(1060), **whole)
    invoice = await office.invoice(1)
    assert (invoice.open_amount, invoice.status) == (Decimal(0), "paid")


async def test_budgets_hold_a_tax_in_cost_until_it_is_billed(company: Company) -> None:
    await budgeted(company, "1000")
    await company.orders(ordered("60", "10.00", accounting="expense", taxes=(GST,)))
    assert await held(company) == parts(open="636")
    changed = ImplementChangeOrder(
        now=NOW, purchase_order_id=id_of("PO-1"), lines=(ChangedLine(line=1, taxes=()),)
    )
    await company.do(changed)
    assert await held(company) == parts(open="600")
    taxed = replace(changed, lines=(ChangedLine(line=1, taxes=(GST,)),))
    await company.do(taxed)
    holding: Holding = await held(company)
    assert holding == parts(open="636")


async def test_goods_bear_a_charge_of_their_order_until_its_bill_clears_it(office: Office) -> None:
    await carries(office, FREIGHT, taxes=())
    await office.receive(1, "40")
    assert (office.balance("inventory"), office.balance("charges_accrued")) == (
        Decimal(424),
        Decimal(-24),
    )
    await office.receive(2, "60")
    assert office.balance("inventory") == Decimal(1060)
    await office.capture(1, billed("100"), freight=Decimal(60))
    assert await office.held(1) == ()
    for account in ("charges_accrued", "grir", "freight"):
        assert office.balance(account) == 0
    assert office.balance("accounts_payable") == Decimal(-1060)


async def test_a_receipt_that_was_an_error_takes_the_charge_back(office: Office) -> None:
    await carries(office, FREIGHT, taxes=())
    await office.receive(1, "100")
    await office.reverse(1)
    assert (await office.order()).charges_borne == {}
    await office.receive(2, "100")
    assert office.balance("charges_accrued") == Decimal(-60)


async def test_a_credit_takes_a_tax_in_cost_off_the_cost_that_it_was(office: Office) -> None:
    """Of a tax of 50 the state gives back 20; two credits give it all back, cent by cent."""
    await carries(office)
    await office.receive(1, "100")
    await bills_half(office, freight=Decimal(0), parts=())
    await office.credit(1, "quantity", given_back("10", "100"), tax=Decimal("10.01"))
    await office.post_credit(1)
    assert office.balance("input_tax") == Decimal("16.00")
    assert office.balance("price_variance") == Decimal("23.99")
    await office.credit(2, "quantity", given_back("40", "400"), tax=Decimal("39.99"))
    await office.post_credit(2)
    for account in ("input_tax", "price_variance", "accounts_payable"):
        assert office.balance(account) == 0
    assert office.balance("grir") == -1000
    memo = next(each.data for each in office.history() if each.type == "credit_memo.accounted")
    assert [(each["kind"], each["amount"]) for each in memo["parts"]] == [
        ("tax", "4.00"),
        ("tax_in_cost", "6.01"),
    ]

"""What finance books for the parts of an invoice beside its lines: taxes, freight, discounts.

Goods may bear some of them already, as charges of their receipt: then these are cleared, under
their names. A tax in cost that they do not bear is put on the lines, by their amounts.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.money import allocated
from domain.postings import OTHER_SIDE, Account, Facts, Leg, Side, Sides

ZERO: Final = Decimal(0)
_ACCOUNTS: Final[dict[str, Account]] = {
    "tax": "input_tax",
    "freight": "freight",
    "discount": "trade_discount",
    "rounding": "small_difference",
}


def beside_lines(data: Facts, side: Side) -> Sides:
    """Tax and freight as stated, each under its name where it has one; discounts, rounding."""
    parts: Sequence[Facts] = data.get("parts") or ()
    borne_already = {each["charge"]: Decimal(each["amount"]) for each in data.get("charges") or ()}
    unnamed = {"tax": Decimal(data["tax"]), "freight": Decimal(data["freight"])}
    for part in parts:
        kind, charge, amount = part["kind"], part["charge"], Decimal(part["amount"])
        of = "tax" if kind == "tax_in_cost" else kind
        if of in unnamed:
            unnamed[of] -= amount
        if kind in ("tax_in_cost", "freight"):
            cleared = borne_already.pop(charge, ZERO)
            yield Leg("charges_accrued", side, f"{cleared:f}", None, charge)
            amount -= cleared
        if kind == "tax_in_cost":
            yield from _in_cost(data, side, amount, charge)
        else:
            towards = OTHER_SIDE[side] if kind == "discount" else side
            yield Leg(_ACCOUNTS[kind], towards, f"{amount:f}", None, charge)
    yield "input_tax", side, f"{unnamed['tax']:f}", None
    for charge, cleared in borne_already.items():
        yield Leg("charges_accrued", side, f"{cleared:f}", None, charge)
        unnamed["freight"] -= cleared
    yield "freight", side, f"{unnamed['freight']:f}", None


def rest_of(line: Facts, side: Side, amount: str, charge: str | None = None) -> Leg:
    """What the line costs beyond goods received: variance on stock, else on who bears it."""
    account: Account = "price_variance" if line["accounting"] == "stock" else "expense"
    if "charge" in line:
        account, charge = "freight", charge or line["charge"]
    order_line, shares = line.get("purchase_order_line"), line.get("shares")
    return Leg(account, side, amount, order_line, charge, among=shares)


def _in_cost(data: Facts, side: Side, amount: Decimal, charge: str) -> Sides:
    lines, currency = data["lines"], data["currency"]
    shares = allocated(amount, [Decimal(line["amount"]) for line in lines], currency)
    for line, share in zip(lines, shares, strict=True):
        yield rest_of(line, side, f"{share:f}", charge)


def taxes_given_back(data: Facts) -> Sides:
    """Tax that a credit gives back: off the claim on the state, or off the cost that it was.

    Goods that bear it may be gone by now: what it cost them was left behind as variance.
    """
    unnamed = Decimal(data["tax"])
    for part in data.get("parts") or ():
        amount, charge = Decimal(part["amount"]), part["charge"]
        unnamed -= amount
        if part["kind"] == "tax_in_cost":
            yield from _in_cost(data, "credit", amount, charge)
        else:
            yield Leg("input_tax", "credit", f"{amount:f}", None, charge)
    yield "input_tax", "credit", f"{unnamed:f}", None


def cleared_sides(data: Facts, side: Side) -> Sides:
    """Goods received at their value; the rest is price variance, or expense where it is used up."""
    for line in data["lines"]:
        is_consigned = line["accounting"] == "consignment"
        received: Account = "grir_consignment" if is_consigned else "grir"
        if "charge" in line:
            yield Leg("charges_accrued", side, line["cleared"], None, line["charge"])
        else:
            yield received, side, line["cleared"], line.get("purchase_order_line")
        yield rest_of(line, side, line["variance"])

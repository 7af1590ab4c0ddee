"""A line at an agreed price, and what supplier and buyer make of it once the price is corrected."""

from typing import Any, Final

from domain.agreements.claims import TouchedLine, bought_line, raise_claim, touched_lines
from domain.agreements.events import PriceAgreementPriceClaimRaised
from domain.agreements.state import PRICE_AGREEMENT
from domain.event import DocumentRef
from domain.purchase_orders.pricing_events import LinePricing, PurchaseOrderLinePriced
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.quantity import Pack
from tests.domain.agreements import (
    AGREEMENT,
    agreed,
    agreement,
    confirmed,
    corrected,
    day,
    enrolled,
    proposed,
)
from tests.domain.orders import (
    BOX,
    GLOVES,
    INVOICE,
    added,
    credited,
    id_of,
    in_force,
    invoiced,
    order_after,
)
from tests.domain.test_price_claims import LINE_1, claim

OTHER: Final = DocumentRef(aggregate="invoice", id=id_of(71), number="INV-71")


class Dealings:
    """A line of boxes of gloves at ten, and what supplier and buyer make of it."""

    def __init__(
        self,
        ordered: str = "20",
        unit_price: str = "10",
        pack: Pack = BOX,
        currency: str = "USD",
        tiers: tuple[str, ...] = (),
    ) -> None:
        facts = (proposed(agreed("10")), confirmed(agreed("10")))
        member = enrolled() if tiers else ()
        self.agreement = agreement(*facts, *member, currency=currency, tiers=tiers)
        line = added(ordered, unit_price, pack=pack, item_id=GLOVES, agreement="PA-1")
        pricing = LinePricing(agreement=AGREEMENT, version=1, priced_on=day(2, 10))
        priced = PurchaseOrderLinePriced(line=1, price_source="agreement", pricing=pricing)
        self.order = order_after(*in_force(line, currency=currency), priced)
        self.corrections = 1

    def happens(self, *facts: Any) -> None:
        """To the order."""
        for fact in facts:
            self.order = PURCHASE_ORDER.evolve(self.order, fact)

    def bills(self, quantity: str, amount: str, invoice: DocumentRef = INVOICE) -> None:
        self.happens(invoiced(quantity, amount, "0", invoice=invoice))

    def credits(self, amount: str, invoice: DocumentRef = INVOICE) -> None:
        """On price."""
        self.happens(credited("0", amount, "0", invoice=invoice))

    def corrects(self, price: str, **terms: Any) -> None:
        """Each a day later than the one before, for all of the year."""
        self.corrections += 1
        number, truth = self.corrections, agreed(price, **terms)
        learned_on = day(4, number)
        asked = proposed(truth, proposal=number, reason_code="late_letter")
        told = corrected(truth, proposal=number, first=number, learned_on=learned_on)
        for fact in (asked, told):
            self.agreement = PRICE_AGREEMENT.evolve(self.agreement, fact)

    def claims(self, correction: int | None = None) -> int:
        """By the newest correction, unless another one is named; whole amounts."""
        line = bought_line(self.order, 1, self.agreement)
        asked = claim(LINE_1, correction=correction or self.corrections)
        (raised,) = raise_claim(self.agreement, asked, (line,))
        assert isinstance(raised, PriceAgreementPriceClaimRaised)
        self.agreement = PRICE_AGREEMENT.evolve(self.agreement, raised)
        assert raised.amount == int(raised.amount)
        return int(raised.amount)

    def looks(self, correction: int | None = None) -> TouchedLine:
        line = bought_line(self.order, 1, self.agreement)
        assert line is not None
        (found,) = touched_lines(self.agreement, correction or self.corrections, [line])
        return found

    @property
    def figures(self) -> tuple[int, int, int]:
        """To claim, claimed and still open, credited too much."""
        line = self.looks()
        figures = (line.to_claim, line.open_claim, line.credited_too_much)
        assert all(each == int(each) for each in figures)
        return int(figures[0]), int(figures[1]), int(figures[2])


def billed(*, price: str = "8") -> Dealings:
    """Twenty boxes at ten, which turn out to cost less."""
    line = Dealings()
    line.bills("20", "200")
    line.corrects(price)
    return line

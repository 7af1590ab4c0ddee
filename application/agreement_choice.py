"""What each line of one command takes of the supplier's agreements, named or chosen.

An agreement that does not exist is refused: whether a line is under contract decides who has to
approve it, so a number that somebody made up must not count. Histories that hold such numbers stay
as they are; nothing that was recorded is judged again.
"""

from dataclasses import dataclass, field
from typing import Final

from application.numbered_agreements import numbered
from application.work import Work
from domain.agreements.beside import unnamed_line
from domain.agreements.choice import Choice, choose, wanted_at
from domain.agreements.chosen import require_explained, told_choice
from domain.agreements.consumption import Wanted
from domain.agreements.order_lines import priced_line, question_of
from domain.agreements.resolution import Buying, PriceQuestion
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.pricing_events import (
    PurchaseOrderAgreementChosen,
    PurchaseOrderLinePriced,
)
from domain.suppliers.state import SUPPLIER

Pricing = PurchaseOrderLinePriced | PurchaseOrderAgreementChosen
NOTHING_TO_CHOOSE: Final = Choice(found=None)


@dataclass(slots=True)
class Choosing:
    """Prices the lines of one command one after the other, so that together they keep caps.

    `before` is what they drew on each agreement, by its id, under the terms that they had.
    """

    work: Work
    buying: Buying
    currency: str
    before: dict[str, tuple[Wanted, ...]] = field(default_factory=dict)
    after: dict[str, tuple[Wanted, ...]] = field(default_factory=dict)

    async def priced(self, line: OrderedLine) -> tuple[OrderedLine, tuple[Pricing, ...]]:
        """The line under its agreement, with where its price comes from and what was weighed."""
        question = question_of(line, self.buying, self.currency)
        if line.agreement is not None:
            named = await numbered(self.work, line.line, line.agreement)
            priced, told = priced_line(line, named, self.buying, self.currency)
            choice = await self._choice(question, named)
            require_explained(line, named, choice, question)
        else:
            named = None
            choice = await self._choice(question, None)
            priced, told = unnamed_line(line, choice.found, self.buying)
        self._draw(priced, choice, question, named)
        chosen = told_choice(priced, choice, named, told)
        return priced, tuple(each for each in (told, chosen) if each is not None)

    async def _choice(self, question: PriceQuestion | None, named: PriceAgreement | None) -> Choice:
        """What there is to choose from; nothing where the named one is the only one there is."""
        if question is None:
            return NOTHING_TO_CHOOSE
        supplier = await self.work.load(SUPPLIER, question.supplier_id)
        ids = [each.id for each in supplier.agreements]
        if named is not None and set(ids) <= {named.id}:
            return NOTHING_TO_CHOOSE
        agreements = [await self.work.load(PRICE_AGREEMENT, each) for each in ids]
        return choose(question, agreements, self.before, self.after)

    def _draw(
        self,
        line: OrderedLine,
        choice: Choice,
        question: PriceQuestion | None,
        named: PriceAgreement | None,
    ) -> None:
        if question is None or line.agreement is None or line.unit_price is None:
            return
        found = choice.found
        drawn_on = named.id if named is not None else found.agreement.id if found else ""
        mine = self.after.get(drawn_on, ())
        self.after[drawn_on] = (*mine, wanted_at(question, line.unit_price))

"""Which agreements cover the lines of a requisition: named by the requester, or chosen.

A line that names supplier and item, and no agreement, gets the one that applies, so that whoever
approves knows whether it is under contract. A draft may stand for weeks, so what was chosen for it
is chosen again when it is submitted; what the requester named is only judged again.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from application.numbered_agreements import numbered
from application.work import Work
from domain.agreements.choice import Choice, choose
from domain.agreements.order_lines import require_cover, require_priced
from domain.agreements.resolution import Buying, PriceQuestion
from domain.agreements.state import PRICE_AGREEMENT
from domain.frozen import replace
from domain.requisitions.agreements import again, told_choice
from domain.requisitions.commands import CreateRequisition, RequestedLine
from domain.requisitions.events import RequisitionLineChanged
from domain.requisitions.line_rules import Items
from domain.requisitions.lines import RequisitionLine
from domain.requisitions.state import Requisition
from domain.requisitions.validation_events import RequisitionAgreementChosen
from domain.suppliers.state import SUPPLIER


class Covered(NamedTuple):
    """Lines under the agreements that cover them, and what was weighed for those that name none."""

    lines: tuple[RequestedLine, ...]
    told: tuple[RequisitionAgreementChosen, ...]


async def with_agreements(
    work: Work,
    lines: Sequence[RequestedLine],
    asked: CreateRequisition | Requisition,
    items: Items,
    on: date,
) -> Covered:
    """The lines as the requisition takes them; raises where one names what does not cover it."""
    await require_agreements(work, lines, asked, items, on)
    covered, told = [], list[RequisitionAgreementChosen]()
    for line in lines:
        if line.agreement is None:
            choice = await _choice(work, line, asked, items, on)
            found = choice.found
            line = line if found is None else replace(line, agreement=found.agreement.number)
            told += told_choice(line.line, choice)
        covered.append(line)
    return Covered(tuple(covered), tuple(told))


async def chosen_again(
    work: Work, requisition: Requisition, items: Items, on: date
) -> tuple[RequisitionLineChanged | RequisitionAgreementChosen, ...]:
    """What of the draft's choices would be made otherwise on the day that it is submitted."""
    events = list[RequisitionLineChanged | RequisitionAgreementChosen]()
    for each in requisition.lines.values():
        if each.line.agreement is None or each.is_chosen:
            choice = await _choice(work, each.line, requisition, items, on)
            events += again(each, choice)
    return tuple(events)


async def require_agreements(
    work: Work,
    lines: Iterable[RequestedLine | RequisitionLine],
    asked: CreateRequisition | Requisition,
    items: Items,
    on: date,
) -> None:
    """Raises where a line names an agreement that is none, or that does not cover it by now."""
    for line in lines:
        if line.agreement is None:
            continue
        agreement = await numbered(work, line.line, line.agreement)
        supplier_id = line.supplier_id or agreement.supplier_id
        require_cover(
            agreement,
            line.line,
            Buying(
                supplier_id=supplier_id,
                legal_entity=asked.legal_entity,
                facility=asked.facility,
                on=on,
            ),
        )
        question = _question(line, supplier_id, asked, items, on)
        require_priced(agreement, line.line, line.item_id, question)


async def _choice(
    work: Work,
    line: RequestedLine | RequisitionLine,
    asked: CreateRequisition | Requisition,
    items: Items,
    on: date,
) -> Choice:
    if line.supplier_id is None:
        return Choice(found=None)
    question = _question(line, line.supplier_id, asked, items, on)
    supplier = await work.load(SUPPLIER, line.supplier_id)
    if question is None or not supplier.agreements:
        return Choice(found=None)
    agreements = [await work.load(PRICE_AGREEMENT, each.id) for each in supplier.agreements]
    return choose(question, agreements)


def _question(
    line: RequestedLine | RequisitionLine,
    supplier_id: str,
    asked: CreateRequisition | Requisition,
    items: Items,
    on: date,
) -> PriceQuestion | None:
    """What agreements are asked for the line; nothing where no catalogued goods are wanted."""
    if line.item_id is None or line.quantity <= 0:
        return None
    pack = items[line.item_id].packs_on(on).get(line.unit)
    if pack is None:
        return None
    return PriceQuestion(
        supplier_id=supplier_id,
        legal_entity=asked.legal_entity,
        facility=asked.facility,
        on=on,
        item_id=line.item_id,
        currency=asked.currency,
        quantity=line.quantity,
        pack=pack,
    )

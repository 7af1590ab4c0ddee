"""What requests say of the lines that order for them: who pays, whom they serve, what is kept."""

from application.work import Work
from domain.frozen import replace
from domain.purchase_orders.asked_accounting import accounting_of
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.requested_together import cost_shares, served_requests
from domain.requisitions.state import REQUISITION


async def with_requested_shares(
    work: Work,
    lines: tuple[OrderedLine, ...],
    order_id: str,
    legal_entity: str,
    requisition_id: str | None = None,
) -> tuple[OrderedLine, ...]:
    """The lines with the distributions of the requisition lines that they come from.

    `requisition_id`: what the order as a whole comes from. It tells of lines that name no request
    whether they are for stock.
    """
    shared = [await _shared(work, line, order_id, legal_entity) for line in lines]
    return tuple([await _accounted(work, line, requisition_id) for line in shared])


async def _accounted(work: Work, line: OrderedLine, requisition_id: str | None) -> OrderedLine:
    named = {each.requisition_id for each in line.requests}
    if not named:
        named.update(filter(None, (line.requisition_id or requisition_id,)))
    kinds = [(await work.load(REQUISITION, each)).kind for each in sorted(named)]
    accounting = accounting_of(line, kinds)
    return line if accounting == line.accounting else replace(line, accounting=accounting)


async def _shared(work: Work, line: OrderedLine, order_id: str, entity: str) -> OrderedLine:
    if line.requests:
        named = sorted({each.requisition_id for each in line.requests})
        asked = {each: await work.load(REQUISITION, each) for each in named}
        return replace(line, serves=served_requests(line, order_id, entity, asked))
    if line.shares is not None or line.requisition_id is None or line.requisition_line is None:
        return line
    requisition = await work.load(REQUISITION, line.requisition_id)
    asked_line = requisition.lines.get(line.requisition_line)
    if asked_line is None or asked_line.line.distributions is None:
        return line
    return replace(line, shares=cost_shares(asked_line.line.distributions))

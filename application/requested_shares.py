"""What the requests of an order's lines say of these: who pays, and whom a line serves."""

from application.work import Work
from domain.frozen import replace
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.requested_together import cost_shares, served_requests
from domain.requisitions.state import REQUISITION


async def with_requested_shares(
    work: Work, lines: tuple[OrderedLine, ...], order_id: str, legal_entity: str
) -> tuple[OrderedLine, ...]:
    """The lines with the distributions of the requisition lines that they come from."""
    return tuple([await _shared(work, line, order_id, legal_entity) for line in lines])


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

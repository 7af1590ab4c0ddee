"""Who pays what was requested pays what is ordered of it."""

from application.work import Work
from domain.frozen import replace
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.lines import CostShare
from domain.requisitions.lines import Distribution
from domain.requisitions.state import REQUISITION


async def with_requested_shares(
    work: Work, lines: tuple[OrderedLine, ...]
) -> tuple[OrderedLine, ...]:
    """The lines with the distributions of the requisition lines that they come from."""
    return tuple([await _shared(work, line) for line in lines])


async def _shared(work: Work, line: OrderedLine) -> OrderedLine:
    if line.shares is not None or line.requisition_id is None or line.requisition_line is None:
        return line
    requisition = await work.load(REQUISITION, line.requisition_id)
    asked = requisition.lines.get(line.requisition_line)
    if asked is None or asked.line.distributions is None:
        return line
    return replace(line, shares=tuple(map(_share, asked.line.distributions)))


def _share(part: Distribution) -> CostShare:
    """Weighted by what was stated, so that rounding of the request does not add up."""
    return CostShare(
        cost_centre=part.cost_centre,
        account=part.account,
        project=part.project,
        grant=part.grant,
        weight=part.amount if part.percent is None else part.percent,
    )

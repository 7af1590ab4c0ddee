"""Price agreements by the numbers that lines give of them."""

from application.work import Work
from domain.agreements.price_errors import PriceAgreementUnknown
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.numbers.state import NUMBER, number_id


async def numbered(work: Work, line: int, number: str) -> PriceAgreement:
    """The agreement that a line names; raises where there is none."""
    agreement = await find_numbered(work, number)
    if agreement is None:
        raise PriceAgreementUnknown(line, number)
    return agreement


async def find_numbered(work: Work, number: str) -> PriceAgreement | None:
    """The agreement of this number; none: nobody drafted one."""
    claim = await work.find(NUMBER, number_id(work.tenant, PRICE_AGREEMENT.name, number))
    if claim is None or claim.holder is None:
        return None
    return await work.find(PRICE_AGREEMENT, claim.holder.id)

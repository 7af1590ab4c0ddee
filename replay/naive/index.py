"""Which tables are reckoned again."""

from typing import Final

from replay.naive.invoices import TO_PAY
from replay.naive.journal import GOODS_RECEIVED, POSTINGS
from replay.naive.reckoning import Reckoning
from replay.naive.shipments import ON_THEIR_WAY, WORTH_ON_THE_WAY
from replay.naive.stock import MOVED, ON_HAND, WORTH

RECKONINGS: Final[tuple[Reckoning, ...]] = (
    GOODS_RECEIVED,
    POSTINGS,
    ON_HAND,
    WORTH,
    MOVED,
    ON_THEIR_WAY,
    WORTH_ON_THE_WAY,
    TO_PAY,
)


def reckonings_of(read_model: str) -> list[Reckoning]:
    """Those of one read model."""
    return [each for each in RECKONINGS if each.read_model == read_model]

"""Parts of requests: what it cost to bring goods here. Rules are in `domain/charges`."""

from pydantic import Field

from api.conversation import Body
from domain.charges import Apportionment, Percent
from domain.ids import Code
from domain.money import Amount


class ChargeBody(Body):
    """What it cost to bring goods here: an amount, or a percentage of what they are worth."""

    charge: Code = Field(description="Its name, such as freight or customs.")
    amount: Amount | None = None
    percent: Percent | None = None


class ReceiptChargeBody(ChargeBody):
    """The same of a receipt, whose lines share it."""

    by: Apportionment = Field(default="value", description="By which measure lines share it.")

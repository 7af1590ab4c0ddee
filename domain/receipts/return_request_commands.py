"""What may be asked of goods that are to go back, before they leave."""

from dataclasses import dataclass
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedReturnLine:
    line: int  # of the receipt
    quantity: Decimal
    serials: tuple[str, ...] = ()  # which ones, where the receipt names them


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn(Command):
    """The buyer wants goods of the receipt to go back."""

    receipt_id: str
    asked_by: str
    reason_code: str
    lines: tuple[RequestedReturnLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeReturn(Command):
    """The supplier takes the goods back, under this number of his."""

    receipt_id: str
    return_request: int
    authorization: str
    authorized_by: str | None = None  # who tells it; none: nobody but who asked


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReturnRequest(Command):
    """The goods stay after all."""

    receipt_id: str
    return_request: int
    withdrawn_by: str
    reason_code: str

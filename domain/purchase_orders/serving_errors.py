"""Refusals of lines that serve several requests, and of what is dealt to these."""

from collections.abc import Iterable
from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderRequestsUnclear(Rejected):
    """A line does not say plainly which requests it serves."""

    code = "purchase_order.requests_unclear"

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(
            f"Line {line} {problem}; name each request once, and nothing beside them that the"
            " requests say themselves.",
            line=line,
            problem=problem,
        )


class PurchaseOrderRequestsNotShared(Rejected):
    """A line of this kind cannot serve several requests."""

    code = "purchase_order.requests_not_shared"

    def __init__(self, line: int, kind: str) -> None:
        super().__init__(
            f"Line {line} is {kind}, of which each part is one request's alone; order a line for"
            " each request.",
            line=line,
            kind=kind,
        )


class PurchaseOrderRequestOfOtherEntity(Rejected):
    """A request is paid by another legal entity than the order."""

    code = "purchase_order.request_of_other_entity"

    def __init__(self, line: int, requisition: str, theirs: str, ours: str) -> None:
        super().__init__(
            f"Requisition {requisition}, which line {line} is to serve, is of legal entity"
            f" {theirs} and the order of {ours}; order it in an order of its own.",
            line=line,
            requisition=requisition,
            requested_by=theirs,
            ordered_by=ours,
        )


class PurchaseOrderRequestsDoNotFit(Rejected):
    """The requests of a line and its quantity do not belong together."""

    code = "purchase_order.requests_do_not_fit"

    def __init__(self, line: int, requested: Decimal, ordered: Decimal, unit: str) -> None:
        super().__init__(
            f"The requests of line {line} are {requested} {unit} and it orders {ordered}; order as"
            " much as they are, or up to the next whole pack.",
            line=line,
            requested=str(requested),
            ordered=str(ordered),
            unit=unit,
        )


class PurchaseOrderRequestNotServed(Rejected):
    """Something is dealt to a request that the line does not serve, or twice to one."""

    code = "purchase_order.request_not_served"

    def __init__(self, line: int, key: str, known: Iterable[str]) -> None:
        served = ", ".join(known) or "no several requests"
        super().__init__(
            f"Line {line} does not serve request {key}, or it is named twice; it serves {served}.",
            line=line,
            request=key,
        )


class PurchaseOrderDealtTooMuch(Rejected):
    """More or less is dealt to a request, or to all of them, than there is for it."""

    code = "purchase_order.dealt_too_much"

    def __init__(self, line: int, key: str | None, limit: Decimal, dealt: Decimal) -> None:
        whom = "all requests together" if key is None else f"request {key}"
        super().__init__(
            f"{dealt} of line {line} cannot fall to {whom}, for whom it is {limit}; quantities"
            " count in the base unit of the line.",
            line=line,
            request=key,
            limit=str(limit),
            dealt=str(dealt),
        )


class PurchaseOrderAskedForUse(Rejected):
    """Free text of a request that is not for stock cannot go to stock."""

    code = "purchase_order.asked_for_use"

    def __init__(self, line: int, kind: str) -> None:
        super().__init__(
            f"Line {line} names no item and is asked for by a {kind} requisition, so no stock could"
            " keep it; leave `accounting` out or say expense, or name the item of the catalogue.",
            line=line,
            kind=kind,
        )

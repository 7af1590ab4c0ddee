"""An order line that serves several requests: what falls to each of them.

All quantities here count in the base unit of the line's pack, in which each request has a whole
part of a box. The rule, wherever nobody chose: the oldest need is served first. So what arrives
goes to the request that is needed first, up to what it is to have; what is given up is taken from
the one that is needed last, and never what has arrived for it. What goes back is taken from those
to whom its receipt gave it, the last need first. What is ordered beyond all requests (a box is not
opened) is nobody's: it arrives last and goes first.

Each fact says what fell to whom, so that the rule may change and no history with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import Dealt, OrderLine, ServedRequest
from domain.purchase_orders.serving_errors import (
    PurchaseOrderDealtTooMuch,
    PurchaseOrderRequestNotServed,
    PurchaseOrderRequestsUnclear,
)
from domain.quantity import Pack, in_base

Parts = dict[str, Decimal]  # By request, in the order of need.
NOBODY_CHOSE: Final[tuple[Dealt, ...]] = ()


def in_order_of_need(served: Iterable[ServedRequest]) -> tuple[ServedRequest, ...]:
    """Needed first comes first; without a day it comes last. Then by number and line."""
    return tuple(
        sorted(
            served,
            key=lambda each: (
                each.need_by or date.max,
                each.requisition.number,
                each.requisition_line,
            ),
        )
    )


def held(line: Line) -> Parts:
    """What each request has of what the line wants."""
    return {
        each.key: each.quantity - line.given_up.get(each.key, ZERO)
        for each in line.terms.serves or ()
    }


def arrived(line: Line) -> Parts:
    """What of that is here for each."""
    return {key: line.ledger.dealt.get(key, ZERO) for key in held(line)}


def billed(line: Line) -> Parts:
    """What bills ask for falls to the oldest need first; no bill says for whom it is."""
    limits = held(line)
    return _dealt(min(in_base(max(line.invoiced, ZERO), line.terms.pack), _sum(limits)), limits)


def coming(
    line: Line, base_quantity: Decimal, chosen: Sequence[Dealt] = NOBODY_CHOSE
) -> tuple[Dealt, ...]:
    """To whom goods fall that arrive now; what is missing from the sum is nobody's."""
    here = arrived(line)
    wanting = {key: max(each - here[key], ZERO) for key, each in held(line).items()}
    return _told(line.terms, _by_choice(line, base_quantity, wanting, chosen))


def leaving(
    line: Line,
    base_quantity: Decimal,
    had: Mapping[str, Decimal],
    of_nobody: Decimal,
    chosen: Sequence[Dealt] = NOBODY_CHOSE,
) -> tuple[Dealt, ...]:
    """From whom goods go that leave again: of those who `had` them of this receipt."""
    limits = {key: had.get(key, ZERO) for key in reversed(held(line))}
    return _told(line.terms, _by_choice(line, base_quantity, limits, chosen, of_nobody))


def given_up(
    line: Line, quantity: Decimal, chosen: Sequence[Dealt] = NOBODY_CHOSE
) -> tuple[Dealt, ...] | None:
    """Who gives up what, where so much of the line (in its own unit) is cancelled.

    None: it does not serve several requests.
    """
    if line.terms.serves is None:
        _require_serving(line, chosen)
        return None
    return _told(line.terms, _fewer(line, in_base(quantity, line.terms.pack), chosen))


def given_back(line: Line) -> tuple[Dealt, ...] | None:
    """Who has what again, once all that was cancelled of the line is wanted after all."""
    return None if line.terms.serves is None else _told(line.terms, line.given_up)


def dealt_anew(
    line: Line, quantity: Decimal, pack: Pack, chosen: Sequence[Dealt] = NOBODY_CHOSE
) -> tuple[Dealt, ...] | None:
    """What each request has once the line wants so much of this pack; none: all as before.

    Whatever is chosen is what each has from then on, those that are not named nothing. Without a
    choice, what the line grows by is nobody's until somebody says whose.
    """
    if line.terms.serves is None:
        _require_serving(line, chosen)
        return None
    if pack.base_unit != line.terms.pack.base_unit:
        raise PurchaseOrderRequestsUnclear(line.terms.line, f"would count in {pack.base_unit}")
    present, here, wanted = held(line), arrived(line), in_base(quantity, pack)
    if chosen:
        parts = dict.fromkeys(present, ZERO) | _chosen(line, chosen, least=ZERO)
        for key, part in parts.items():
            if part < here[key]:
                raise PurchaseOrderDealtTooMuch(line.terms.line, key, here[key], part)
        if _sum(parts) > wanted:
            raise PurchaseOrderDealtTooMuch(line.terms.line, None, wanted, _sum(parts))
    else:
        less = in_base(line.ordered, line.terms.pack) - wanted
        gone = _fewer(line, less, NOBODY_CHOSE) if less > 0 else {}
        parts = {key: each - gone.get(key, ZERO) for key, each in present.items()}
    if parts == present:
        return None
    whole = {key: part + line.given_up.get(key, ZERO) for key, part in parts.items()}
    return _told(line.terms, whole, keep_nothing=True)


def as_dealt_before(line: Line, before: Line) -> tuple[Dealt, ...] | None:
    """What each request has once a change is undone; none: as it has by now.

    What was cancelled since the change stays cancelled, of the last need first.
    """
    if line.terms.serves is None:
        return None
    parts = {each.key: each.quantity for each in before.terms.serves or ()}
    parts = {key: max(each - line.given_up.get(key, ZERO), ZERO) for key, each in parts.items()}
    wanted = in_base(before.ordered, before.terms.pack)
    parts = _dealt(wanted, parts)
    if parts == held(line):
        return None
    whole = {key: part + line.given_up.get(key, ZERO) for key, part in parts.items()}
    return _told(line.terms, whole, keep_nothing=True)


def _fewer(line: Line, base_quantity: Decimal, chosen: Sequence[Dealt]) -> Parts:
    """What nobody has goes first, then the last need, and never what has arrived."""
    here = arrived(line)
    loose = {key: max(each - here[key], ZERO) for key, each in reversed(held(line).items())}
    open_quantity = in_base(line.uncommitted, line.terms.pack)
    return _by_choice(line, base_quantity, loose, chosen, max(open_quantity - _sum(loose), ZERO))


def _by_choice(
    line: Line,
    base_quantity: Decimal,
    limits: Mapping[str, Decimal],
    chosen: Sequence[Dealt],
    of_nobody: Decimal = ZERO,
) -> Parts:
    parts = _chosen(line, chosen)
    for key, part in parts.items():
        if part > limits[key]:
            raise PurchaseOrderDealtTooMuch(line.terms.line, key, limits[key], part)
    if _sum(parts) > base_quantity:
        raise PurchaseOrderDealtTooMuch(line.terms.line, None, base_quantity, _sum(parts))
    rest = max(base_quantity - _sum(parts) - of_nobody, ZERO)
    left = {key: each - parts.get(key, ZERO) for key, each in limits.items()}
    by_rule = _dealt(rest, left)
    return {key: parts.get(key, ZERO) + by_rule.get(key, ZERO) for key in limits}


def _chosen(line: Line, chosen: Sequence[Dealt], least: Decimal | None = None) -> Parts:
    """What somebody said, each request of the line named once."""
    _require_serving(line, chosen)
    parts, known = Parts(), held(line)
    for each in chosen:
        if each.key not in known or each.key in parts:
            raise PurchaseOrderRequestNotServed(line.terms.line, each.key, known)
        if each.quantity < ZERO or (least is None and each.quantity == ZERO):
            raise PurchaseOrderDealtTooMuch(line.terms.line, each.key, ZERO, each.quantity)
        parts[each.key] = each.quantity
    return parts


def _require_serving(line: Line, chosen: Sequence[Dealt]) -> None:
    if chosen and line.terms.serves is None:
        raise PurchaseOrderRequestNotServed(line.terms.line, chosen[0].key, ())


def _dealt(quantity: Decimal, limits: Mapping[str, Decimal]) -> Parts:
    """One after the other takes what it may; what is left over is nobody's."""
    parts, left = Parts(), quantity
    for key, limit in limits.items():
        parts[key] = min(limit, left)
        left -= parts[key]
    return parts


def _told(
    terms: OrderLine, parts: Mapping[str, Decimal], *, keep_nothing: bool = False
) -> tuple[Dealt, ...]:
    return tuple(
        Dealt(
            requisition_id=each.requisition.id,
            requisition_line=each.requisition_line,
            quantity=parts[each.key],
        )
        for each in terms.serves or ()
        if keep_nothing or parts.get(each.key)
    )


def _sum(parts: Mapping[str, Decimal]) -> Decimal:
    return sum(parts.values(), ZERO)

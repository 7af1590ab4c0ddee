"""Faults that no test can see, and why: by module, line of source and what is wrong in it."""

from typing import Final

_STATED: Final = "whoever compares an order's line or a bill states it; nobody leaves it out"
_SIDES: Final = "domain.match_sides"

EXPLAINED: Final[dict[tuple[str, str, str], str]] = {
    (
        _SIDES,
        "close = (each for each in told if abs(each - exact) <= ROUNDING * content(pack))",
        "LtE is Lt",
    ): "half a rounding away, either number may have been meant",
    (
        "domain.match_checks",
        (
            "if all(abs(off / each - 1) > RATIO_CLOSE for hold in told_apart"
            " for each in (hold, 1 / hold)):"
        ),
        "Div is Mult",
    ): "the ratio is looked for either way up",
    **{
        ("domain.open_items.carrying", source, what): "what moved nothing is not among them"
        for source, what in (
            ("are_parts = any(each > 0 for each in without.values()) and any(", "Gt is GtE"),
            ("each < 0 for each in without.values()", "Lt is LtE"),
        )
    },
    **{
        (_SIDES, source, "0 is 1"): _STATED
        for source in (
            "accepted: Decimal = Decimal(0)  # of what is here, by inspection",
            "rejected: Decimal = Decimal(0)",
            "prior: Decimal = Decimal(0)",
            "billed: Decimal = Decimal(0)",
            "billed_amount: Decimal = Decimal(0)",
            "tax: Decimal = Decimal(0)",
            "freight: Decimal = Decimal(0)",
            "goods: Decimal = Decimal(0)  # what the lines add up to",
        )
    },
    (
        "domain.purchase_orders.named_receipts",
        (
            "NAMED_MAX: Final = 100"
            "  # Receipts that one line may name: a month of deliveries, three a day."
        ),
        "100 is 101",
    ): "a bound against mistakes; that it holds is tested, its number is a choice",
    **{
        ("domain.purchase_orders.valuation", source, "Lt is LtE"): "the whole of it, either way"
        for source in (
            "if quantity < excess:",
            "if rest < received.quantity:",
            "if billed < layer.quantity:",
        )
    },
    (
        "domain.receipts.inspection_values",
        "if held.posted.inspected_first is None or waiting <= 0:",
        "LtE is Lt",
    ): "nothing that waits is worth nothing",
    (
        "domain.receipts.inspection_values",
        "return event.posted_on or event.received_on, _booked(event.lines, 1)",
        "Or is And",
    ): "all that comes waits, so nothing leaves inspection on that day",
    (
        "domain.invoices.parts",
        'if each.amount == 0 or (each.amount < 0 and each.kind != "rounding"):',
        "Lt is LtE",
    ): "nothing is refused before",
    (
        "domain.accounting",
        'return Recorded(0, 0, "", 0, "", 0, event_type, _AT_NO_TIME, around, data)',
        "0 is 1",
    ): "the books of stock read the fact alone, not where it stands",
    (
        "domain.books_lines",
        "currency = lines[0].currency",
        "0 is 1",
    ): "all lines of an entry are in one currency, and it has two sides",
    **{
        (module, source, "True is False"): "one is worked out for each of the others"
        for module, source in (
            (
                "domain.invoices.part_books",
                "for line, share in zip(lines, shares, strict=True):",
            ),
            (
                "domain.purchase_orders.price_on_stock",
                "parts = dict(zip(units, shares, strict=True))",
            ),
            (
                "domain.purchase_orders.totals",
                "for (line, tax), share in zip(group, shares, strict=True):",
            ),
            (
                "domain.purchase_orders.totals",
                (
                    "borne = {each.line: share"
                    " for each, share in zip(sums.lines, shares, strict=True)}"
                ),
            ),
            (
                "domain.invoices.automatic_linking",
                (
                    "wanted = {line: number"
                    " for (_, line), (_, number) in zip(asked, left, strict=True)}"
                ),
            ),
            (
                "domain.books_currency",
                (
                    "allocated(whole, debits, currency),"
                    " allocated(whole, credits_, currency), strict=True"
                ),
            ),
            (
                "domain.charges",
                "for bearer, part in zip(bearers, parts, strict=True):",
            ),
        )
    },
    (
        "domain.tolerances.decide",
        "(command.now.date(), *(each.effective_from for each in tolerances.published[-1:]))",
        "1 is 2",
    ): "none begins before its forerunner, so the last one is the latest",
    (
        "domain.tolerances.decide",
        "if limit.check in ALLOWANCES and (limit.pct_over or 0) > ALLOWED_PERCENT_MAX:",
        "0 is 1",
    ): "one per cent is as far within the bound as none",
    (
        "domain.small_differences.decide",
        (
            "for cap, so_far, whose in"
            """ zip(caps, used, ("the day's", "the supplier's"), strict=True):"""
        ),
        "True is False",
    ): "there are two caps, and what is used of each",
    (
        "domain.stock.revaluing",
        "if part < least:  # It answers for what it bears alone, should that be taken back.",
        "Lt is LtE",
    ): "a part that is just what the goods are worth is borne whole",
    (
        "domain.invoices.hold_figures",
        "return False",
        "False is True",
    ): "one that does not stand is placed whether or not it moved",
    (
        "domain.match_parts",
        'return "over_tax" if difference > 0 else "under_tax"',
        "Gt is GtE",
    ): "where nothing differs, nothing is found before",
    (
        "domain.match_checks",
        "return False",
        "False is True",
    ): "a settled price of which nothing was credited is not judged at all",
    (
        "domain.match_checks",
        "if side.billed > 0 and asked <= agreed:",
        "Gt is GtE",
    ): "a debit asks for more than nothing, which is all that was agreed of what nobody billed",
    **{
        (module, source, "True is False"): "parts are reckoned one for each who shares"
        for module, source in (
            (
                "domain.shared_costs",
                "return tuple(each - was for each, was in zip(now, then, strict=True))",
            ),
            ("domain.shared_costs", "for part, share in zip(parts, leg.among, strict=True):"),
            (
                "domain.purchase_orders.shared_totals",
                "for each, amount, total in zip(move.distribution, moved, stands, strict=True)",
            ),
        )
    },
    (
        "domain.purchase_orders.share_rules",
        "SHARES_MAX: Final = 100  # of one line, as a requisition may state",
        "100 is 101",
    ): "a bound of requests, which the tests of the API hold",
    (
        "domain.books_lines",
        "return Decimal(line.books_debit or 0) - Decimal(line.books_credit or 0)",
        "0 is 1",
    ): "a line that has a rate has both, so neither is left out",
    (
        "domain.open_items.moves",
        "for leg, (debit, credit), value in zip(legs, sides, values, strict=True):",
        "True is False",
    ): "sides and values are of these very legs",
    **{
        ("domain.books_lines", source, "True is False"): "both are of these very lines"
        for source in (
            "for side, each in zip(_sides_of(lines), lines, strict=True)",
            "for each, figure in zip(lines, figures, strict=True)",
            "for each, share in zip(lines, shares, strict=True)",
        )
    },
    (
        "domain.matching",
        "if not (is_same and any(each.hold is not None for each in found)):",
        "any is all",
    ): "a price has one finding or none, and without any the contract's own price has none either",
    (
        "domain.match_parts",
        "elif bill.freight > 0:",
        "Gt is GtE",
    ): "freight of nothing deviates from nothing, and no limit is broken by it",
    (
        "domain.invoices.automatic_linking",
        ("ORDERS_MAX: Final = 50  # That one command may look at: they are all read in its save."),
        "50 is 51",
    ): "a bound against mistakes; that it holds is tested, its number is a choice",
    (
        "domain.catalogue.standard_costs",
        (
            "STANDARD_COSTS_MAX: Final = 400"
            "  # Of one item: ten years of four entities that revise quarterly."
        ),
        "400 is 401",
    ): "a bound against mistakes; that it holds is tested, its number is a choice",
    (
        "domain.tolerance",
        "if deviation > 0:",
        "Gt is GtE",
    ): "where nothing deviates, nothing is judged before",
    (
        "domain.matching",
        "ENGINE_VERSION: Final = 7  # Rises when the same input may get another verdict.",
        "7 is 8",
    ): "the number only has to differ from those of earlier engines",
    (
        "domain.money",
        (
            "EXACT: Final = Context(prec=60)"
            "  # Holds the product of two 18-digit numbers without loss."
        ),
        "60 is 61",
    ): "more digits than any product has change no product",
    (
        "domain.money",
        (
            "_QUANTA: Final = {places: Decimal(1).scaleb(-places)"
            " for places in range(UNIT_PRICE_PLACES_MAX + 1)}"
        ),
        "1 is 2",
    ): "one more place is never asked for",
    **{
        ("domain.money", source, what): "nothing has no sign"
        for source, what in (
            ("return -whole if value < 0 else whole", "Lt is LtE"),
            ("sign = -1 if units < 0 else 1", "Lt is LtE"),
            ("sign = -1 if units < 0 else 1", "0 is 1"),
        )
    },
    (
        "domain.money",
        "places = max(0, *(-int(weight.as_tuple().exponent) for weight in weights))",
        "0 is 1",
    ): "weights with ten times the units are in the same proportion",
    **dict.fromkeys(
        (
            ("domain.charges", "CHARGES_MAX: Final = 20  # of one delivery", "20 is 21"),
            ("domain.invoices.parts", "PARTS_MAX: Final = 30", "30 is 31"),
        ),
        "a bound against mistakes; that it holds is tested",
    ),
}

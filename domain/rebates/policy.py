"""The limits that rebates keep, each with its name."""

from typing import Final

STEPS_MAX: Final = 20  # Of one rebate; contracts have three to five.
ITEMS_MAX: Final = 200  # That one rebate names.
INVOICES_MAX: Final = 50  # That one request counts: each is loaded with its order.
REBATES_MAX: Final = 50  # Of one supplier: every invoice of his looks at them.

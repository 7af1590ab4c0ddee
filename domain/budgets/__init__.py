"""Budget lines: what may be spent by one cost centre on one account, and what is spoken for."""

"""Purchase orders: what was ordered, and the ledgers of what came of it."""

"""Everything outside: PostgreSQL, NATS, files, the clock. Only `api/wiring` and `cli` come in."""

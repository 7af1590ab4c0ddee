"""Everything outside: PostgreSQL, NATS, files and the clock. Only `api/wiring.py` comes in here."""

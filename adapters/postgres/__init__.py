"""PostgreSQL, the only system of record: the log of facts, and the read models derived from it.

The schema is in `migrations`; `migrate` applies it and `roles` makes its users. `event_log` appends
and loads for the command loop, `log_reader` reads for the relay, projections and replay.
"""

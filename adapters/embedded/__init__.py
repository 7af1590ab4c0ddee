"""A real PostgreSQL and a real NATS server as child processes. Start reading at `servers.py`."""

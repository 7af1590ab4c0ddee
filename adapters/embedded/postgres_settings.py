"""The settings of the embedded PostgreSQL, written anew at each start.

A setting of one's own belongs into `ALTER SYSTEM`, which keeps it in postgresql.auto.conf.
"""

from pathlib import Path
from typing import Final

from adapters.embedded.ports import LOOPBACK

SETTINGS: Final = {
    "max_connections": "60",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # Memory for a small machine; the system's page cache does the rest.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "huge_pages": "off",
    # Rare, spread checkpoints: an import writes each hot page once rather than many times.
    "wal_compression": "pglz",  # The only method that this build carries.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    # What is held back for a backup that cannot be reached must not fill the disk.
    "max_slot_wal_keep_size": "8GB",
    # Solid-state disks, and queries far too short to be worth compiling.
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_checkpoints": "off",
}
DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# For tests whose data dies with them: the same code and locks, without waiting for the disk. The
# tests that pull the plug never use it.
NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# The socket's folder lets in its owner alone; loopback is open to every user of the machine.
ACCESS_TEXT: Final = f"""\
local all all trust
local replication all trust
host all all {LOOPBACK}/32 scram-sha-256
"""


def settings_text(*, port: int, sockets: Path, durable: bool) -> str:
    """Return the text of postgresql.conf."""
    addresses = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "unix_socket_directories": str(sockets),
    }
    settings = addresses | SETTINGS | (DURABLE if durable else NOT_DURABLE)
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join(["# Written at each start; use ALTER SYSTEM for your own.", *lines, ""])


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

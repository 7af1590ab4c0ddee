"""The eventsourcing library's own applications on our log: PERSISTENCE_MODULE names this package.

`factory.py` reads their environment, `recorder.py` hands their calls to the log and its reader,
`library_event.py` says what is stored, `subscription.py` tells of new events, `loop_thread.py` lets
threads call asyncio code. How to use it: README.md beside this file, which a test runs as printed.
"""

from adapters.postgres.library.factory import LogFactory

__all__ = ["LogFactory"]

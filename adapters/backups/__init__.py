"""Backups of an embedded instance, over PostgreSQL's own base backup and write-ahead log.

`manifest.py` is what a backup is; `taking.py` makes one, `wal_receiver.py` keeps it growing while
the instance runs, `restoring.py` brings a state back, and `errors.py` says why not.
"""

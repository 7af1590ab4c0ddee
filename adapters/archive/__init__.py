"""The log as Parquet files for analysts, and questions to them with DuckDB.

`exporting.py` writes an archive, `checking.py` proves it by its own hashes and against the log,
`analysis.py` asks it. They need the extra `analytics`; `needs.py` says what to do without it, and
nothing outside this folder imports pyarrow or DuckDB.
"""

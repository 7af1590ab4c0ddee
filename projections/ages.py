"""How long something stands: the buckets that open balances are told by."""

from typing import Final

AGE: Final = """CASE WHEN days <= 30 THEN 'up to 30' WHEN days <= 60 THEN '31 to 60'
                        WHEN days <= 90 THEN '61 to 90' ELSE 'over 90' END"""
"""SQL: the bucket of a column `days`."""

"""Accounting calendars: which months of a legal entity's books are open, and to what."""

"""Corrections of the journal: what newer rules make of an entry that finance has seen already.

The entry stands as it was. The difference is posted in the open period, as a fact of its own.
"""

"""Rebates: what a supplier gives back of what was bought under a price agreement in a period."""
